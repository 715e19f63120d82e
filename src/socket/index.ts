/** The one socket API, and its backend over `net/`. */
export type {
  CloseRecord,
  SocketAddress,
  SocketBackend,
  TcpSocket,
  TcpSocketOptions,
  UdpMessage,
  UdpSocket,
  Waiting,
} from './types.ts'
