import { fold, sumBytes, sumWords } from './checksum.ts'
import { PROTOCOL_ICMP, type IpHeader } from './ip-header.ts'
import type { PacketBuffer } from './packet-buffer.ts'

/** Where the checksum stands in a header, by protocol: TCP, UDP, ICMP and ICMPv6. */
const CHECKSUM_AT: Readonly<Record<number, number>> = { 6: 16, 17: 6, 1: 2, 58: 2 }

/**
 * The sum over the pseudo-header: RFC 9293 §3.1 for IPv4, RFC 8200 §8.1 for IPv6. ICMP over IPv4 has none.
 */
function pseudoHeader(bytes: Uint8Array, ip: IpHeader): number {
  if (ip.protocol === PROTOCOL_ICMP) return 0
  const addresses = ip.version === 4 ? 8 : 32
  return sumBytes(bytes, ip.sourceOffset, addresses, ip.protocol + ip.payloadLength)
}

/**
 * Writes the checksum of the TCP, UDP, ICMP or ICMPv6 message that is the packet's payload.
 *
 * @param buffer - The packet, beginning at the IP header `ip` (offset 0).
 */
export function writeTransportChecksum(buffer: PacketBuffer, ip: IpHeader): void {
  const { bytes, words } = buffer
  const at = ip.payloadOffset + (CHECKSUM_AT[ip.protocol] as number)
  bytes[at] = 0
  bytes[at + 1] = 0
  const sum = sumWords(bytes, words, ip.payloadOffset, ip.payloadLength, pseudoHeader(bytes, ip))
  let value = ~fold(sum) & 0xffff
  // RFC 768: a UDP checksum that comes out as zero is sent as all ones; zero means "none".
  if (value === 0 && ip.protocol === 17) value = 0xffff
  bytes[at] = value >> 8
  bytes[at + 1] = value
}

/** @returns True when the payload's checksum is right (or, for UDP over IPv4, absent). The hot path's way. */
export function verifyTransportChecksum(buffer: PacketBuffer, ip: IpHeader): boolean {
  const { bytes, words } = buffer
  if (isAbsent(bytes, ip)) return true
  return fold(sumWords(bytes, words, ip.payloadOffset, ip.payloadLength, pseudoHeader(bytes, ip))) === 0xffff
}

/** @returns The same for bytes of any alignment. The payload must be whole. */
export function checkTransportChecksum(bytes: Uint8Array, ip: IpHeader): boolean {
  if (isAbsent(bytes, ip)) return true
  return fold(sumBytes(bytes, ip.payloadOffset, ip.payloadLength, pseudoHeader(bytes, ip))) === 0xffff
}

function isAbsent(bytes: Uint8Array, ip: IpHeader): boolean {
  const at = ip.payloadOffset + 6
  return ip.protocol === 17 && ip.version === 4 && bytes[at] === 0 && bytes[at + 1] === 0
}
