import { problem, type WireProblem } from './problem.ts'
import type { TcpSegment, UnknownOption } from './segment.ts'

const KIND_END = 0
const KIND_NOP = 1
const KIND_MSS = 2
const KIND_WINDOW_SCALE = 3
const KIND_SACK_PERMITTED = 4
const KIND_SACK = 5
const KIND_TIMESTAMPS = 8
const KIND_FAST_OPEN = 34
const NOP_NOP = (KIND_NOP << 8) | KIND_NOP
const TIMESTAMPS_10 = (KIND_TIMESTAMPS << 8) | 10

/**
 * Reads a TCP header (RFC 9293 §3.1) and its options into a segment; the payload is a range of the same bytes.
 *
 * @param bytes - Holds the segment from `offset` to `end` (excluded).
 * @returns What is wrong, or undefined. After a wrong option the fixed fields and the payload are right all the same.
 */
export function readTcp(
  bytes: Uint8Array,
  offset: number,
  end: number,
  segment: TcpSegment,
): WireProblem | undefined {
  if (end - offset < 20) {
    return problem(offset, 'tcp', `the TCP header is cut short: ${Math.max(0, end - offset)} of 20 bytes`)
  }
  segment.reset()
  segment.sourcePort = u16(bytes, offset)
  segment.destinationPort = u16(bytes, offset + 2)
  // Written out, not by `u32`: a number above 2^31 that a function hands back is a float on the heap, for each segment.
  segment.seq = ((u16(bytes, offset + 4) << 16) | u16(bytes, offset + 6)) >>> 0
  segment.ack = ((u16(bytes, offset + 8) << 16) | u16(bytes, offset + 10)) >>> 0
  const high = bytes[offset + 12] as number
  segment.flags = ((high & 1) << 8) | (bytes[offset + 13] as number)
  segment.window = u16(bytes, offset + 14)
  segment.urgentPointer = u16(bytes, offset + 18)
  const headerLength = (high >> 4) * 4
  if (headerLength < 20) {
    return problem(offset + 12, 'tcp.dataOffset', `a header of ${headerLength} bytes is below 20`)
  }
  if (headerLength > end - offset) {
    return problem(
      offset + 12,
      'tcp.dataOffset',
      `a header of ${headerLength} bytes is cut short at ${end - offset}`,
    )
  }
  segment.payload = bytes
  segment.payloadOffset = offset + headerLength
  segment.payloadLength = end - segment.payloadOffset
  if (headerLength === 20) return undefined
  // RFC 7323, appendix A: NOP NOP timestamps is what nearly every segment of a connection has, in one step.
  const at = offset + 20
  if (headerLength === 32 && u16(bytes, at) === NOP_NOP && u16(bytes, at + 2) === TIMESTAMPS_10) {
    segment.hasTimestamps = true
    segment.tsVal = ((u16(bytes, at + 4) << 16) | u16(bytes, at + 6)) >>> 0
    segment.tsEcr = ((u16(bytes, at + 8) << 16) | u16(bytes, at + 10)) >>> 0
    return undefined
  }
  return readOptions(bytes, offset + 20, offset + headerLength, segment)
}

/** RFC 9293 §3.2. @returns The first thing that is wrong, or undefined. */
function readOptions(
  bytes: Uint8Array,
  start: number,
  end: number,
  segment: TcpSegment,
): WireProblem | undefined {
  let at = start
  let wrong: WireProblem | undefined
  while (at < end) {
    const kind = bytes[at] as number
    if (kind === KIND_END) return wrong
    if (kind === KIND_NOP) {
      at++
      continue
    }
    const length = at + 1 < end ? (bytes[at + 1] as number) : 0
    if (length < 2 || at + length > end) {
      wrong ??= problem(
        at,
        'tcp.options',
        `option ${kind} does not fit: length ${length}, ${end - at} bytes left`,
      )
      return wrong
    }
    if (!readOption(bytes, at, kind, length, segment)) {
      // As Linux does, the others are read all the same; this one is kept as it came.
      wrong ??= problem(at + 1, 'tcp.options', `option ${kind} has the wrong length ${length}`)
      keepOption(bytes, at, kind, length, segment)
    }
    at += length
  }
  return wrong
}

/** @returns False when the length is not one that the kind can have. The commonest kind comes first. */
function readOption(
  bytes: Uint8Array,
  at: number,
  kind: number,
  length: number,
  segment: TcpSegment,
): boolean {
  switch (kind) {
    case KIND_TIMESTAMPS:
      if (length !== 10) return false
      segment.hasTimestamps = true
      segment.tsVal = u32(bytes, at + 2)
      segment.tsEcr = u32(bytes, at + 6)
      return true
    case KIND_SACK: {
      // RFC 2018 §3: 2 bytes and 8 for each of 1 to 4 blocks.
      if (length < 10 || length > 34 || (length & 7) !== 2) return false
      segment.sackCount = (length - 2) >> 3
      for (let i = 0; i < segment.sackCount; i++) {
        segment.sackLeft[i] = u32(bytes, at + 2 + 8 * i)
        segment.sackRight[i] = u32(bytes, at + 6 + 8 * i)
      }
      return true
    }
    case KIND_MSS:
      if (length !== 4) return false
      segment.mss = u16(bytes, at + 2)
      return true
    case KIND_WINDOW_SCALE:
      if (length !== 3) return false
      segment.windowScale = bytes[at + 2] as number
      return true
    case KIND_SACK_PERMITTED:
      if (length !== 2) return false
      segment.sackPermitted = true
      return true
    case KIND_FAST_OPEN:
      // RFC 7413 §4.1.1: a request is empty, a cookie has 4 to 16 bytes, an even number.
      if (length !== 2 && (length < 6 || length > 18 || (length & 1) !== 0)) return false
      segment.fastOpenCookie = bytes.slice(at + 2, at + length)
      return true
    default:
      keepOption(bytes, at, kind, length, segment)
      return true
  }
}

function keepOption(bytes: Uint8Array, at: number, kind: number, length: number, segment: TcpSegment): void {
  const option: UnknownOption = { kind, data: bytes.slice(at + 2, at + length) }
  segment.unknownOptions = [...(segment.unknownOptions ?? []), option]
}

/** @returns Bytes of the header with the segment's options, padded to a multiple of 4: 20 to 60 when they fit. */
export function tcpHeaderLength(segment: TcpSegment): number {
  let length = 20
  if (segment.mss >= 0) length += 4
  if (segment.hasTimestamps) length += segment.sackPermitted ? 10 : 12
  if (segment.sackPermitted) length += segment.hasTimestamps ? 2 : 4
  if (segment.windowScale >= 0) length += 4
  if (segment.sackCount > 0) length += 4 + 8 * segment.sackCount
  if (segment.fastOpenCookie !== undefined) length += 2 + segment.fastOpenCookie.length
  // The loop only where there are some: an empty list would be made anew for each segment.
  if (segment.unknownOptions !== undefined)
    for (const { data } of segment.unknownOptions) length += 2 + data.length
  return (length + 3) & ~3
}

/**
 * Writes the header and options at `offset`, checksum 0, in the order Linux writes them: on a SYN mss, sackOK and
 * timestamps (or their NOPs), window scale; later NOP NOP timestamps, NOP NOP SACK; then fast open, then the others.
 * The payload is the caller's to put behind it.
 *
 * @returns The header's length in bytes. @throws {RangeError} When the options need more than 40 bytes.
 */
export function writeTcpHeader(bytes: Uint8Array, offset: number, segment: TcpSegment): number {
  const headerLength = tcpHeaderLength(segment)
  if (headerLength > 60) throw new RangeError(`TCP options need ${headerLength - 20} bytes; 40 fit`)
  put16(bytes, offset, segment.sourcePort)
  put16(bytes, offset + 2, segment.destinationPort)
  put32(bytes, offset + 4, segment.seq)
  put32(bytes, offset + 8, segment.ack)
  bytes[offset + 12] = (headerLength << 2) | ((segment.flags >> 8) & 1)
  bytes[offset + 13] = segment.flags
  put16(bytes, offset + 14, segment.window)
  put16(bytes, offset + 16, 0)
  put16(bytes, offset + 18, segment.urgentPointer)
  if (headerLength > 20) writeOptions(bytes, offset + 20, offset + headerLength, segment)
  return headerLength
}

function writeOptions(bytes: Uint8Array, start: number, end: number, segment: TcpSegment): void {
  let at = start
  if (segment.mss >= 0) {
    put16(bytes, at, (KIND_MSS << 8) | 4)
    put16(bytes, at + 2, segment.mss)
    at += 4
  }
  if (segment.sackPermitted || segment.hasTimestamps) {
    // With timestamps, sackOK takes the place of their two NOPs; alone it has two NOPs of its own.
    if (segment.sackPermitted && !segment.hasTimestamps) at = nops(bytes, at)
    at = segment.sackPermitted ? put16(bytes, at, (KIND_SACK_PERMITTED << 8) | 2) : nops(bytes, at)
    if (segment.hasTimestamps) {
      put16(bytes, at, (KIND_TIMESTAMPS << 8) | 10)
      put32(bytes, at + 2, segment.tsVal)
      put32(bytes, at + 6, segment.tsEcr)
      at += 10
    }
  }
  if (segment.windowScale >= 0) {
    bytes[at] = KIND_NOP
    put16(bytes, at + 1, (KIND_WINDOW_SCALE << 8) | 3)
    bytes[at + 3] = segment.windowScale
    at += 4
  }
  if (segment.sackCount > 0) {
    at = put16(bytes, nops(bytes, at), (KIND_SACK << 8) | (2 + 8 * segment.sackCount))
    for (let i = 0; i < segment.sackCount; i++) {
      put32(bytes, at, segment.sackLeft[i] as number)
      put32(bytes, at + 4, segment.sackRight[i] as number)
      at += 8
    }
  }
  if (segment.fastOpenCookie !== undefined) at = putOption(bytes, at, KIND_FAST_OPEN, segment.fastOpenCookie)
  if (segment.unknownOptions !== undefined)
    for (const { kind, data } of segment.unknownOptions) at = putOption(bytes, at, kind, data)
  while (at < end) bytes[at++] = KIND_NOP
}

function nops(bytes: Uint8Array, at: number): number {
  return put16(bytes, at, (KIND_NOP << 8) | KIND_NOP)
}

function putOption(bytes: Uint8Array, at: number, kind: number, data: Uint8Array): number {
  bytes[at] = kind
  bytes[at + 1] = 2 + data.length
  bytes.set(data, at + 2)
  return at + 2 + data.length
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
}

function u32(bytes: Uint8Array, at: number): number {
  return ((u16(bytes, at) << 16) | u16(bytes, at + 2)) >>> 0
}

function put16(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value >> 8
  bytes[at + 1] = value
  return at + 2
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
