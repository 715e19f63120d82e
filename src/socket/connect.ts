import type { Nanos } from '../base/index.ts'
import { shown } from './check-arguments.ts'
import { Connection } from './connection.ts'
import { findCharset } from './encoding.ts'
import { SocketErrors } from './errors.ts'
import { Listener } from './listener.ts'
import type { SocketBackend, TcpSocketOptions } from './types.ts'

/** Where to connect, and how. */
export interface ConnectOptions extends TcpSocketOptions {
  /** 1 to 65535. */
  readonly port: number
  /** A name or an IP address. Default `localhost`. */
  readonly host?: string | undefined
  /** Bind to this port first; absent, one is picked. */
  readonly localPort?: number | undefined
  /** Bind to this address of this machine first. */
  readonly localAddress?: string | undefined
  /** ETIMEDOUT when there is no connection by then: `seconds(5)`. Absent, the system's own patience (minutes). */
  readonly timeout?: Nanos | undefined
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
  /** A charset by any of its names: `charsets()` of `synfin/charset` lists them. */
  readonly encoding: string
}

/**
 * A client in one call: socket, bind if asked, connect.
 *
 * @param backend - Where the socket comes from: the kernel, or a simulated host.
 * @throws {SocketError} As `bind` and `connect` of `TcpSocket`; {AbortError} when the signal aborts before.
 */
export function connect(backend: SocketBackend, options: ConnectOptions & InText): Promise<Connection<string>>
export function connect(backend: SocketBackend, options: ConnectOptions): Promise<Connection>
export async function connect(
  backend: SocketBackend,
  options: ConnectOptions & Partial<InText>,
): Promise<Connection | Connection<string>> {
  const errors = new SocketErrors(backend.lang)
  checkOptions(errors, 'connect', options, "{ port: 8888, host: '192.168.1.10' }")
  const { port, host = 'localhost', localPort, localAddress, encoding, signal, timeout } = options
  if (encoding !== undefined) findCharset(errors, 'connect', encoding)
  const socket = backend.tcp(options)
  try {
    if (localPort !== undefined || localAddress !== undefined) await socket.bind(localPort ?? 0, localAddress)
    await socket.connect(port, host, { signal, timeout })
  } catch (error) {
    await socket.close()
    throw error
  }
  const connection: Connection = new Connection(socket, { encoding, lang: backend.lang })
  return connection
}

/**
 * A server in one call: socket, bind, listen.
 *
 * @throws {SocketError} As `bind` and `listen` of `TcpSocket`.
 */
export function listen(backend: SocketBackend, options: ListenOptions & InText): Promise<Listener<string>>
export function listen(backend: SocketBackend, options?: ListenOptions): Promise<Listener>
export async function listen(
  backend: SocketBackend,
  options: ListenOptions & Partial<InText> = {},
): Promise<Listener | Listener<string>> {
  const errors = new SocketErrors(backend.lang)
  checkOptions(errors, 'listen', options, '{ port: 8888 }')
  const { port = 0, host, backlog, encoding } = options
  if (encoding !== undefined) findCharset(errors, 'listen', encoding)
  const socket = backend.tcp(options)
  try {
    await socket.bind(port, host)
    await socket.listen(backlog)
  } catch (error) {
    await socket.close()
    throw error
  }
  const listener: Listener = new Listener(socket, { encoding, lang: backend.lang })
  return listener
}

function checkOptions(errors: SocketErrors, call: string, options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null) return
  throw errors.invalid(call, 'notOptions', { example, value: shown(options) })
}
