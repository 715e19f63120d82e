/** `synfin/tcp`: one TCP endpoint, sans-IO. Segments, calls and the time go in; segments, events and a deadline come out. */
export { Random } from '../base/index.ts'
export {
  CONGESTION_NAMES,
  type ConnectionEvent,
  type ConnectionOptions,
  type Snapshot,
  TcpConnection,
  type TcpInfo,
  TRANSITIONS,
} from '../tcp/index.ts'
export { TCP_STATES, type TcpState } from '../wire/index.ts'
