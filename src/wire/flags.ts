/** The control bits of a TCP header (RFC 9293 §3.1), as they stand in byte 13; AE (RFC 9768) is bit 0 of byte 12. */
export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const PSH = 0x08
export const ACK = 0x10
export const URG = 0x20
export const ECE = 0x40
export const CWR = 0x80
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
