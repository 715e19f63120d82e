/** The one socket API, and its backend over `net/`. */
export { type Race, raceAddresses } from './race-addresses.ts'
export type {
  BoundDriver,
  ConnectAttempt,
  ListenerDriver,
  StreamDriver,
  TcpSystem,
  UdpDriver,
  UdpSystem,
} from './driver.ts'
export { engineSockets } from './engine-sockets.ts'
export type { EngineSocketsOptions } from './engine-sockets.ts'
export { AbortError, SocketError, SocketErrors, formatPlace } from './errors.ts'
export type { ErrorAddress, SocketErrorDetails } from './errors.ts'
export { connect, listen, TextListener } from './connect.ts'
export type { Connection, ConnectOptions, InText, Listener, ListenOptions } from './connect.ts'
export { isLoopback } from './loopback.ts'
export { onAbort } from './on-abort.ts'
export { SystemTcpSocket } from './tcp-socket.ts'
export { TextConnection } from './text-connection.ts'
export { SystemUdpSocket } from './udp-socket.ts'
export type {
  CloseRecord,
  SocketAddress,
  SocketBackend,
  TcpSocket,
  TcpSocketOptions,
  UdpMessage,
  UdpSocket,
  UdpSocketOptions,
  Waiting,
} from './types.ts'
export { type SocketSentence, socketSentences } from './sentences.ts'
