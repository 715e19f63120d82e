/**
 * synfin: a TCP connection from SYN to FIN. `connect` and `listen` are the sockets of this machine; the rooms below
 * them have their own doors (`synfin/socket`, `synfin/tcp`, `synfin/trace`, …).
 *
 * @module
 */
import { kernelSockets, type KernelSocketsOptions } from './host/index.ts'
import {
  type Connection,
  type ConnectOptions,
  connect as connectOver,
  type InText,
  type Listener,
  type ListenOptions,
  listen as listenOver,
  type TextConnection,
  type TextListener,
  type UdpSocket,
  type UdpSocketOptions,
} from './socket/index.ts'

/**
 * Connects to a server: socket, bind if asked, connect.
 *
 *     const connection = await connect({ port: 8888, host: '192.168.1.10', encoding: 'gbk' })
 *
 * @returns With `encoding`, a connection that speaks text; without, one that speaks bytes.
 * @throws {SocketError} ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, ENOTFOUND, EADDRINUSE, …
 */
export function connect(options: ConnectOptions & InText & KernelSocketsOptions): Promise<TextConnection>
export function connect(options: ConnectOptions & KernelSocketsOptions): Promise<Connection>
export function connect(
  options: ConnectOptions & Partial<InText> & KernelSocketsOptions,
): Promise<Connection | TextConnection> {
  return connectOver(kernelSockets(options), options)
}

/**
 * Serves a port: socket, bind, listen. `for await` over the result gives the clients.
 *
 * @throws {SocketError} EADDRINUSE (told with who holds the port), EADDRNOTAVAIL, EACCES, EINVAL.
 */
export function listen(options: ListenOptions & InText & KernelSocketsOptions): Promise<TextListener>
export function listen(options?: ListenOptions & KernelSocketsOptions): Promise<Listener>
export function listen(
  options: ListenOptions & Partial<InText> & KernelSocketsOptions = {},
): Promise<Listener | TextListener> {
  return listenOver(kernelSockets(options), options)
}

/** @returns A UDP socket of this machine: no connection, it just sends. */
export function udp(options: KernelSocketsOptions & UdpSocketOptions = {}): UdpSocket {
  return kernelSockets(options).udp(options)
}

export { kernelSockets, type KernelSocketsOptions } from './host/index.ts'
export { AbortError, SocketError, TextConnection, TextListener } from './socket/index.ts'
export type {
  CloseRecord,
  Connection,
  ConnectOptions,
  InText,
  Listener,
  ListenOptions,
  SocketAddress,
  SocketBackend,
  TcpSocket,
  TcpSocketOptions,
  UdpMessage,
  UdpSocket,
  UdpSocketOptions,
  Waiting,
} from './socket/index.ts'
