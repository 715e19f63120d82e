/** Hosts with addresses and ports, demultiplexing, listeners, UDP, ICMP. */
export type { Host } from './host.ts'
export { Network } from './network.ts'
export type { HostOptions, NetworkOptions } from './network.ts'
export type { Outside, OutsideOptions } from './outside.ts'
export { EPHEMERAL_FIRST, EPHEMERAL_LAST } from './ports.ts'
export type { ListenerOptions, LocalOptions, OpenOptions } from './tcp/open-options.ts'
export type {
  BoundPort,
  Datagram,
  Endpoint,
  TcpEndpoint,
  TcpListenerEndpoint,
  TcpSettings,
  UdpEndpoint,
} from './types.ts'
export { netSentences } from './sentences.ts'
