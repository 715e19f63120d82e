import { fold, sumBytes, sumWords } from './checksum.ts'
import { type IpHeader, PROTOCOL_ICMP, PROTOCOL_UDP } from './ip-header.ts'
import type { PacketBuffer } from './packet-buffer.ts'

/** Where the checksum stands in a header, by protocol: TCP, UDP, ICMP and ICMPv6. */
const CHECKSUM_AT: Readonly<Record<number, number>> = { 6: 16, 17: 6, 1: 2, 58: 2 }

/**
 * The sum over the pseudo-header: RFC 9293 §3.1 for IPv4, RFC 8200 §8.1 for IPv6. ICMP over IPv4 has none.
 */
function pseudoHeader(bytes: Uint8Array, ip: IpHeader, length: number): number {
  if (ip.protocol === PROTOCOL_ICMP) return 0
  const sum = ip.protocol + length
  const from = ip.sourceOffset
  const to = ip.finalDestinationOffset
  if (ip.version === 4)
    return sum + u16(bytes, from) + u16(bytes, from + 2) + u16(bytes, to) + u16(bytes, to + 2)
  return sumBytes(bytes, to, 16, sumBytes(bytes, from, 16, sum))
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
}

/** A datagram may be shorter than the packet that holds it (RFC 768); everything else fills it. */
function messageLength(bytes: Uint8Array, ip: IpHeader): number {
  if (ip.protocol !== PROTOCOL_UDP) return ip.payloadLength
  const at = ip.payloadOffset + 4
  const length = ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
  return length >= 8 && length <= ip.payloadLength ? length : ip.payloadLength
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
  const length = messageLength(bytes, ip)
  const sum = sumWords(bytes, words, ip.payloadOffset, length, pseudoHeader(bytes, ip, length))
  let value = ~fold(sum) & 0xffff
  // RFC 768: a UDP checksum that comes out as zero is sent as all ones; zero means "none".
  if (value === 0 && ip.protocol === PROTOCOL_UDP) value = 0xffff
  bytes[at] = value >> 8
  bytes[at + 1] = value
}

/** @returns True when the payload's checksum is right (or, for UDP over IPv4, absent). The hot path's way. */
export function verifyTransportChecksum(buffer: PacketBuffer, ip: IpHeader): boolean {
  const { bytes, words } = buffer
  if (isAbsent(bytes, ip)) return true
  const length = messageLength(bytes, ip)
  return fold(sumWords(bytes, words, ip.payloadOffset, length, pseudoHeader(bytes, ip, length))) === 0xffff
}

/** @returns The same for bytes of any alignment. The payload must be whole. */
export function checkTransportChecksum(bytes: Uint8Array, ip: IpHeader): boolean {
  if (isAbsent(bytes, ip)) return true
  const length = messageLength(bytes, ip)
  return fold(sumBytes(bytes, ip.payloadOffset, length, pseudoHeader(bytes, ip, length))) === 0xffff
}

function isAbsent(bytes: Uint8Array, ip: IpHeader): boolean {
  const at = ip.payloadOffset + 6
  return ip.protocol === PROTOCOL_UDP && ip.version === 4 && bytes[at] === 0 && bytes[at + 1] === 0
}
