/** The control bits of a TCP header (RFC 9293 §3.1), as they stand in byte 13; AE (RFC 9768) is bit 0 of byte 12. */
/** The sender has sent everything. */
export const FIN = 0x01
/** The beginning: the sequence number is the initial one. */
export const SYN = 0x02
/** The connection ends by force. */
export const RST = 0x04
/** Hand what came to the program. */
export const PSH = 0x08
/** The acknowledgment number counts. */
export const ACK = 0x10
/** The urgent pointer counts. */
export const URG = 0x20
/** ECN echo: the path was congested (RFC 3168). */
export const ECE = 0x40
/** Congestion window reduced, in answer to ECE (RFC 3168). */
export const CWR = 0x80
/** Accurate ECN (RFC 9768). */
export const AE = 0x100

const names: readonly (readonly [number, string])[] = [
  [SYN, 'SYN'],
  [FIN, 'FIN'],
  [RST, 'RST'],
  [PSH, 'PSH'],
  [ACK, 'ACK'],
  [URG, 'URG'],
  [ECE, 'ECE'],
  [CWR, 'CWR'],
  [AE, 'AE'],
]

/** @returns The names of the bits set, in the order people say them: `['SYN', 'ACK']`. */
export function flagNames(flags: number): string[] {
  return names.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name)
}
