import { problem, type WireProblem } from './problem.ts'

/** A UDP header (RFC 768): mutable and reused. */
export class UdpHeader {
  sourcePort = 0
  destinationPort = 0
  /** Header and payload, bytes, as the header says. */
  length = 8
  payloadOffset = 8
  payloadLength = 0
}

/** Reads a UDP header between `offset` and `end`. @returns What is wrong, or undefined. */
export function readUdp(
  bytes: Uint8Array,
  offset: number,
  end: number,
  header: UdpHeader,
): WireProblem | undefined {
  if (end - offset < 8) {
    return problem(offset, 'udp', `the UDP header is cut short: ${Math.max(0, end - offset)} of 8 bytes`)
  }
  header.sourcePort = ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number)
  header.destinationPort = ((bytes[offset + 2] as number) << 8) | (bytes[offset + 3] as number)
  header.length = ((bytes[offset + 4] as number) << 8) | (bytes[offset + 5] as number)
  header.payloadOffset = offset + 8
  header.payloadLength = Math.max(0, Math.min(header.length, end - offset) - 8)
  if (header.length < 8) return problem(offset + 4, 'udp.length', `a length of ${header.length} is below 8`)
  if (header.length > end - offset) {
    return problem(
      offset + 4,
      'udp.length',
      `the datagram is cut short: ${end - offset} of ${header.length} bytes`,
    )
  }
  return undefined
}

/** Writes 8 bytes at `offset`, checksum 0, `length` from `payloadLength`. @returns 8. */
export function writeUdpHeader(bytes: Uint8Array, offset: number, header: UdpHeader): number {
  header.length = 8 + header.payloadLength
  header.payloadOffset = offset + 8
  bytes[offset] = header.sourcePort >> 8
  bytes[offset + 1] = header.sourcePort
  bytes[offset + 2] = header.destinationPort >> 8
  bytes[offset + 3] = header.destinationPort
  bytes[offset + 4] = header.length >> 8
  bytes[offset + 5] = header.length
  bytes[offset + 6] = 0
  bytes[offset + 7] = 0
  return 8
}
