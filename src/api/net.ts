/** `synfin/net`: a network in memory. Hosts with addresses and ports, links with paths, taps, and sockets over them. */
export {
  formatPath,
  Link,
  parsePath,
  type Path,
  PathError,
  Recorder,
  type RecordedPacket,
} from '../link/index.ts'
export { type Host, Network, type Outside, type TcpEndpoint, type UdpEndpoint } from '../net/index.ts'
export { engineSockets } from '../socket/index.ts'
