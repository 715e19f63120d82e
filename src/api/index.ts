/**
 * synfin: a TCP connection from SYN to FIN. `connect` and `listen` speak over the sockets of this machine, or over any
 * others that are handed in as `sockets`: those of a simulated host (`synfin/net`) run in the browser too.
 *
 * @module
 */
import { kernelSockets, type KernelSocketsOptions } from '../host/index.ts'
import {
  type Connection,
  type ConnectOptions,
  connect as connectOver,
  type InText,
  type Listener,
  type ListenOptions,
  listen as listenOver,
  type SocketBackend,
  type TcpSocket,
  type TcpSocketOptions,
  type UdpSocket,
  type UdpSocketOptions,
} from '../socket/index.ts'

/** Whose sockets a call uses. */
export interface SocketSource extends KernelSocketsOptions {
  /** Of a simulated host (`engineSockets` of `synfin/net`), or of a TUN device. Default: this machine's. */
  readonly sockets?: SocketBackend | undefined
}

/**
 * Connects to a server: socket, bind if asked, connect.
 *
 *     const connection = await connect({ port: 8888, host: '192.168.1.10', encoding: 'gbk' })
 *
 * Its `signal` is the forced close (RST) of the connection, for as long as that lives; `timeout` is for the handshake alone.
 *
 * @returns With `encoding`, a connection that speaks text; without, one that speaks bytes.
 * @throws {SocketError} ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ENOTFOUND, EADDRINUSE, EINVAL, …
 */
export function connect(options: ConnectOptions & InText & SocketSource): Promise<Connection<string>>
export function connect(options: ConnectOptions & SocketSource): Promise<Connection>
export function connect(
  options: ConnectOptions & Partial<InText> & SocketSource,
): Promise<Connection | Connection<string>> {
  return connectOver(sourceOf(options), options)
}

/**
 * Serves a port: socket, bind, listen. `for await` over the result gives the clients.
 *
 * @returns With `encoding`, a listener whose clients speak text; without, bytes.
 * @throws {SocketError} EADDRINUSE (says who holds the port), EADDRNOTAVAIL, EACCES, EINVAL.
 */
export function listen(options: ListenOptions & InText & SocketSource): Promise<Listener<string>>
export function listen(options?: ListenOptions & SocketSource): Promise<Listener>
export function listen(
  options?: ListenOptions & Partial<InText> & SocketSource,
): Promise<Listener | Listener<string>> {
  return listenOver(sourceOf(options), options)
}

/**
 * A TCP socket with the calls of Berkeley sockets: bind, listen, accept, connect, send, recv, shutdown, close.
 *
 * @throws {SocketError} EINVAL for an option that is none.
 */
export function tcp(options: TcpSocketOptions & SocketSource = {}): TcpSocket {
  return sourceOf(options).tcp(options)
}

/**
 * A UDP socket: no connection, it just sends.
 *
 * @throws {SocketError} EINVAL for an option that is none.
 */
export function udp(options: SocketSource & UdpSocketOptions = {}): UdpSocket {
  return sourceOf(options).udp(options)
}

/** What is no object is refused in words by the call itself. */
function sourceOf(options: SocketSource | null | undefined): SocketBackend {
  return options?.sockets ?? kernelSockets({ lang: options?.lang })
}

export { kernelSockets } from '../host/index.ts'
export * from './common.ts'
