/** Hosts with addresses and ports, UDP, ICMP; links and the impairments on them; the virtual clock. */
export type {
  Datagram,
  Endpoint,
  TcpEndpoint,
  TcpListenerEndpoint,
  TcpSettings,
  UdpEndpoint,
} from './types.ts'
