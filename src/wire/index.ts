/** Headers and bytes, both ways: IPv4, IPv6, TCP and its options, UDP, ICMP, checksums, sequence arithmetic. */
export * from './flags.ts'
export { TcpSegment } from './segment.ts'
export type { UnknownOption } from './segment.ts'
export { seqAdd, seqDiff, unwrap, wrap } from './sequence.ts'
export { TCP_STATES } from './state.ts'
export type { TcpState } from './state.ts'
