/** Hosts with addresses and ports, UDP, ICMP; links and the impairments on them; the virtual clock. */
export { VirtualClock } from './clock.ts'
export type { RunLimits } from './clock.ts'
export type { Direction, PacketEdit } from './direction.ts'
export type { Host } from './host.ts'
export type { Link, LinkOptions } from './link.ts'
export { Network } from './network.ts'
export type { HostOptions, NetworkOptions } from './network.ts'
export type { Outside, OutsideOptions } from './outside.ts'
export { PATH_PROBLEMS, PathError } from './path-error.ts'
export type { PathProblem } from './path-error.ts'
export { checkPath, formatPath, parsePath, readPath } from './path-text.ts'
export type { DelayModel, JitterDistribution, LossModel, Path, ReorderModel } from './path.ts'
export { EPHEMERAL_FIRST, EPHEMERAL_LAST } from './ports.ts'
export { Recorder } from './tap.ts'
export type { Fate, LossReason, PacketRecord, RecordedPacket, Tap } from './tap.ts'
export type { ListenOptions, LocalOptions, OpenOptions } from './tcp-layer.ts'
export type {
  BoundPort,
  Datagram,
  Endpoint,
  TcpEndpoint,
  TcpListenerEndpoint,
  TcpSettings,
  UdpEndpoint,
} from './types.ts'
