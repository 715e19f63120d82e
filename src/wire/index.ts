/** Headers and bytes, both ways: IPv4, IPv6, TCP and its options, UDP, ICMP, checksums, sequence arithmetic. */
export { checksum } from './checksum.ts'
export { CE, ECT_0, ECT_1, markCongestion, NOT_ECT } from './ecn.ts'
export * from './flags.ts'
export { icmpBytes, readIcmp, readIcmpQuote } from './icmp.ts'
export type { IcmpDescription, IcmpKind, IcmpMessage, IcmpQuote, IcmpReason } from './icmp.ts'
export { IpAddress, parseIpAddress } from './ip-address.ts'
export {
  IpHeader,
  isCutShort,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  readIp,
  verifyIpChecksum,
  writeIpHeader,
} from './ip-header.ts'
export { PacketBuffer, PacketPool } from './packet-buffer.ts'
export { describePacket } from './describe-packet.ts'
export { buildPacket, parsePacket } from './packet.ts'
export type { Packet, PacketDescription } from './packet.ts'
export type { WireProblem } from './problem.ts'
export { TcpSegment } from './segment.ts'
export type { UnknownOption } from './segment.ts'
export { seqAdd, seqDiff, unwrap, wrap } from './sequence.ts'
export { TCP_STATES } from './state.ts'
export type { TcpState } from './state.ts'
export { readTcp, tcpHeaderLength, writeTcpHeader } from './tcp-header.ts'
export {
  checkTransportChecksum,
  verifyTransportChecksum,
  writeTransportChecksum,
} from './transport-checksum.ts'
export { readUdp, UdpHeader, writeUdpHeader } from './udp-header.ts'
export { icmpErrorFor, packetTooBig } from './icmp-error.ts'
