/** `synfin/wire`: a packet at a time, both ways. IPv4, IPv6, TCP and its options, UDP, ICMP, checksums. */
export {
  ACK,
  buildPacket,
  CWR,
  describePacket,
  ECE,
  FIN,
  type Packet,
  type PacketDescription,
  parseIpAddress,
  parsePacket,
  PSH,
  RST,
  SYN,
  URG,
} from '../wire/index.ts'
