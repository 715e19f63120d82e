/** What `synfin` gives wherever it runs: connections, errors, units, the clock. */
export { MICROSECOND, MILLISECOND, millis, NEVER, SECOND, seconds, SynfinError } from '../base/index.ts'
export type { Clock, Nanos, Reason, ReasonArgs } from '../base/index.ts'
export { VirtualClock } from '../link/index.ts'
export { type Lang, sayError } from '../say/index.ts'
export { AbortError, Connection, Listener, SocketError } from '../socket/index.ts'
export type {
  CloseRecord,
  ConnectOptions,
  InText,
  ListenOptions,
  ReadOptions,
  SocketAddress,
  SocketBackend,
  TcpSocket,
  TcpSocketOptions,
  UdpMessage,
  UdpSocket,
  UdpSocketOptions,
  Waiting,
} from '../socket/index.ts'
