/** The ECN field of an IP header (RFC 3168 §5): the low two bits of the traffic class. */
export const NOT_ECT = 0
export const ECT_1 = 1
export const ECT_0 = 2
export const CE = 3

/**
 * A router marks a packet: congestion experienced (RFC 3168 §5). The checksum of an IPv4 header is brought up to date
 * (RFC 1624).
 *
 * @param bytes - Hold the packet from its IP header on.
 * @returns False, and nothing is changed, when the sender does not take marks (Not-ECT).
 */
export function markCongestion(bytes: Uint8Array): boolean {
  const isV6 = (bytes[0] as number) >> 4 === 6
  const shift = isV6 ? 4 : 0
  const byte = bytes[1] as number
  const ecn = (byte >> shift) & 3
  if (ecn === NOT_ECT) return false
  if (ecn === CE) return true
  const marked = byte | (CE << shift)
  bytes[1] = marked
  if (isV6) return true
  // HC' = ~(~HC + ~m + m'), of 16-bit words: m is the first of the header.
  const word = (bytes[0] as number) << 8
  const old = ((bytes[10] as number) << 8) | (bytes[11] as number)
  let sum = (~old & 0xffff) + (~(word | byte) & 0xffff) + (word | marked)
  sum = (sum & 0xffff) + (sum >> 16)
  sum = (sum & 0xffff) + (sum >> 16)
  const checksum = ~sum & 0xffff
  bytes[10] = checksum >> 8
  bytes[11] = checksum & 0xff
  return true
}
