import { IpHeader, PROTOCOL_ICMP, PROTOCOL_ICMPV6, isCutShort, readIp, writeIpHeader } from './ip-header.ts'
import { icmpBytes, readIcmp } from './icmp.ts'
import { writeTransportChecksum } from './transport-checksum.ts'
import type { PacketBuffer, PacketPool } from './packet-buffer.ts'

/** RFC 1812 §4.3.2.3: an ICMP error quotes as much as fits in 576 bytes; RFC 4443 §2.4: in 1,280 for IPv6. */
const MOST_4 = 576
const MOST_6 = 1_280

type ErrorWithoutBody =
  | { readonly kind: 'unreachable'; readonly reason: 'net' | 'host' | 'protocol' | 'port' }
  | { readonly kind: 'packet-too-big'; readonly mtu: number }

/**
 * Writes the ICMP error that answers a packet, from where the packet was going to where it came from.
 *
 * @returns The whole packet; undefined when the packet may not be answered (RFC 1122 §3.2.2: no error about an
 *   error, about a later fragment, about what was sent to many).
 */
export function icmpErrorFor(
  buffer: PacketBuffer,
  error: ErrorWithoutBody,
  pool: PacketPool,
): PacketBuffer | undefined {
  const { bytes, length } = buffer
  const ip = new IpHeader()
  const wrong = readIp(bytes, 0, length, ip)
  if ((wrong !== undefined && !isCutShort(wrong, ip)) || !mayAnswer(bytes, ip)) return undefined
  const most = (ip.version === 4 ? MOST_4 - 20 : MOST_6 - 40) - 8
  const quoted = bytes.subarray(0, Math.min(length, most))
  const message = icmpBytes({ ...error, body: quoted }, ip.version)
  const width = ip.version === 4 ? 4 : 16
  const source = bytes.subarray(ip.destinationOffset, ip.destinationOffset + width)
  const destination = bytes.subarray(ip.sourceOffset, ip.sourceOffset + width)
  const answer = pool.take((ip.version === 4 ? 20 : 40) + message.length)
  const header = new IpHeader()
  header.version = ip.version
  header.protocol = ip.version === 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6
  header.payloadLength = message.length
  writeIpHeader(answer.bytes, header, source, destination)
  answer.bytes.set(message, header.payloadOffset)
  writeTransportChecksum(answer, header)
  return answer
}

/** @returns What a router says of a packet that does not fit (RFC 1191 §4, RFC 4443 §3.2). */
export function packetTooBig(buffer: PacketBuffer, mtu: number, pool: PacketPool): PacketBuffer | undefined {
  return icmpErrorFor(buffer, { kind: 'packet-too-big', mtu }, pool)
}

function mayAnswer(bytes: Uint8Array, ip: IpHeader): boolean {
  if (ip.fragmentOffset > 0) return false
  const first = bytes[ip.destinationOffset] as number
  if (ip.version === 4 ? first >= 224 : first === 0xff) return false
  if (ip.protocol !== PROTOCOL_ICMP && ip.protocol !== PROTOCOL_ICMPV6) return true
  const read = readIcmp(bytes, ip.payloadOffset, ip.payloadOffset + ip.payloadLength, ip.version)
  return 'message' in read && (read.message.kind === 'echo-request' || read.message.kind === 'echo-reply')
}
