import { findCharset, TextConnection } from './text-connection.ts'
import type { SocketAddress, SocketBackend, TcpSocket, TcpSocketOptions, Waiting } from './types.ts'

/** Where to connect, and how. */
export interface ConnectOptions extends TcpSocketOptions {
  readonly port: number
  /** A name or an IP address. Default `localhost`. */
  readonly host?: string | undefined
  /** Bind to this port first; absent, one is picked. */
  readonly localPort?: number | undefined
  /** Bind to this address of this machine first. */
  readonly localAddress?: string | undefined
}

/** Where to listen, and how. */
export interface ListenOptions extends TcpSocketOptions {
  /** 0 or absent: one is picked, see `localAddress`. */
  readonly port?: number | undefined
  /** An address of this machine; absent: all. */
  readonly host?: string | undefined
  /** How many finished handshakes may wait to be accepted. Default 128. */
  readonly backlog?: number | undefined
}

/** Talk in text: `send` takes and `recv` gives strings in this charset (`gbk`, `utf-8`, `latin1`, …). */
export interface InText {
  readonly encoding: string
}

/** A connected socket; a loop over it gives what comes. */
export interface Connection extends TcpSocket {
  readonly localAddress: SocketAddress
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array>
}

/** A listening socket: where is known, and a loop over it gives its clients. */
export interface Listener extends TcpSocket {
  readonly localAddress: SocketAddress
  accept(options?: Waiting): Promise<Connection>
  [Symbol.asyncIterator](): AsyncIterator<Connection>
}

/** A listener whose clients are talked with in text. */
export class TextListener {
  /** The listener below. */
  readonly socket: Listener
  readonly encoding: string

  constructor(socket: Listener, encoding: string) {
    this.encoding = findCharset(encoding).name
    this.socket = socket
  }

  get localAddress(): SocketAddress {
    return this.socket.localAddress
  }

  async accept(options?: Waiting): Promise<TextConnection> {
    return new TextConnection(await this.socket.accept(options), this.encoding)
  }

  /** Refuses new clients, keeps the accepted ones. */
  close(): Promise<void> {
    return this.socket.close()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TextConnection, void, undefined> {
    for await (const client of this.socket) yield new TextConnection(client, this.encoding)
  }
}

/**
 * A client in one call: socket, bind if asked, connect.
 *
 * @param backend - Where the socket comes from: the kernel, or a simulated host.
 * @throws {SocketError} As `bind` and `connect` of `TcpSocket`; {AbortError} when the signal aborts before.
 */
export function connect(backend: SocketBackend, options: ConnectOptions & InText): Promise<TextConnection>
export function connect(backend: SocketBackend, options: ConnectOptions): Promise<Connection>
export async function connect(
  backend: SocketBackend,
  options: ConnectOptions & Partial<InText>,
): Promise<Connection | TextConnection> {
  const { port, host = 'localhost', localPort, localAddress, encoding, signal } = options
  if (encoding !== undefined) findCharset(encoding)
  const socket = backend.tcp(options)
  try {
    if (localPort !== undefined || localAddress !== undefined) await socket.bind(localPort ?? 0, localAddress)
    await socket.connect(port, host, { signal })
  } catch (error) {
    await socket.close()
    throw error
  }
  return encoding === undefined ? (socket as Connection) : new TextConnection(socket, encoding)
}

/**
 * A server in one call: socket, bind, listen.
 *
 * @throws {SocketError} As `bind` and `listen` of `TcpSocket`.
 */
export function listen(backend: SocketBackend, options: ListenOptions & InText): Promise<TextListener>
export function listen(backend: SocketBackend, options?: ListenOptions): Promise<Listener>
export async function listen(
  backend: SocketBackend,
  options: ListenOptions & Partial<InText> = {},
): Promise<Listener | TextListener> {
  const { port = 0, host, backlog, encoding } = options
  if (encoding !== undefined) findCharset(encoding)
  const socket = backend.tcp(options)
  try {
    await socket.bind(port, host)
    await socket.listen(backlog)
  } catch (error) {
    await socket.close()
    throw error
  }
  return encoding === undefined ? (socket as Listener) : new TextListener(socket as Listener, encoding)
}
