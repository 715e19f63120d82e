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
export { connect, listen } from './connect.ts'
export type { ConnectOptions, InText, ListenOptions } from './connect.ts'
export { Connection, type ReadOptions } from './connection.ts'
export { Listener } from './listener.ts'
export { isLoopback } from './loopback.ts'
export { onAbort } from './on-abort.ts'
export { SystemTcpSocket } from './tcp-socket.ts'
export { SystemUdpSocket } from './udp-socket.ts'
export type {
  CloseRecord,
  ConnectWaiting,
  SocketAddress,
  SocketBackend,
  TcpSocket,
  TcpSocketOptions,
  TcpStream,
  UdpMessage,
  UdpSocket,
  UdpSocketOptions,
  Waiting,
} from './types.ts'
export { type SocketSentence, socketSentences } from './sentences.ts'
