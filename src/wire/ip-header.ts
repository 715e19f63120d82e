import { checksum, fold } from './checksum.ts'
import { problem, type WireProblem } from './problem.ts'

export const PROTOCOL_ICMP = 1
export const PROTOCOL_TCP = 6
export const PROTOCOL_UDP = 17
export const PROTOCOL_ICMPV6 = 58

/** Extension headers that are stepped over (RFC 8200 §4). */
const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT = 44
const AUTHENTICATION = 51
const DESTINATION_OPTIONS = 60
const NO_NEXT_HEADER = 59

/**
 * The IPv4 or IPv6 header of a packet, in host order; mutable and reused, as `TcpSegment` is. Addresses are not
 * copied: they stand in the packet at `sourceOffset` and `destinationOffset`.
 */
export class IpHeader {
  version: 4 | 6 = 4
  /** Where the header begins in the bytes that were read. */
  offset = 0
  /** Bytes from the start of the header to the payload, options and extension headers included. */
  headerLength = 20
  /** Bytes of the whole packet as the header says. */
  totalLength = 0
  /** Of the payload: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6. */
  protocol = 0
  /** TTL or hop limit. */
  hopLimit = 64
  /** DSCP and ECN: the second byte of an IPv4 header, the traffic class of IPv6. */
  trafficClass = 0
  /** IPv6 only, 20 bits. */
  flowLabel = 0
  /** IPv4 identification, or that of an IPv6 fragment header. */
  identification = 0
  dontFragment = false
  moreFragments = false
  /** Bytes by which this fragment lies into the original payload. */
  fragmentOffset = 0
  sourceOffset = 12
  destinationOffset = 16
  /** Where the address of the last stop stands: the destination, or what an IPv6 routing header says (RFC 8200 §8.1). */
  finalDestinationOffset = 16
  payloadOffset = 20
  payloadLength = 0

  /** True for any fragment but a whole packet. */
  get isFragment(): boolean {
    return this.moreFragments || this.fragmentOffset > 0
  }
}

/**
 * Reads an IPv4 (RFC 791) or IPv6 (RFC 8200) header.
 *
 * @param bytes - Holds a packet from `offset` to `end` (excluded); what lies behind `totalLength` is padding.
 * @param header - Filled in; only as far as the problem when there is one.
 * @returns What is wrong, or undefined.
 */
export function readIp(
  bytes: Uint8Array,
  offset: number,
  end: number,
  header: IpHeader,
): WireProblem | undefined {
  if (offset >= end) return problem(end, 'ip.version', 'no bytes: an IP header was expected')
  header.offset = offset
  const version = (bytes[offset] as number) >> 4
  if (version === 4) return readIpv4(bytes, offset, end, header)
  if (version === 6) return readIpv6(bytes, offset, end, header)
  return problem(offset, 'ip.version', `IP version ${version} is neither 4 nor 6`)
}

/** @returns True when all that is wrong is that the end is missing: the header has been read, the payload as it is. */
export function isCutShort(wrong: WireProblem, ip: IpHeader): boolean {
  if (wrong.field === 'ip.payloadLength') return true
  return wrong.field === 'ip.totalLength' && ip.totalLength >= ip.headerLength
}

function readIpv4(bytes: Uint8Array, at: number, end: number, ip: IpHeader): WireProblem | undefined {
  if (end - at < 20) return problem(at, 'ip', `the IPv4 header is cut short: ${end - at} of 20 bytes`)
  const headerLength = ((bytes[at] as number) & 15) * 4
  if (headerLength < 20)
    return problem(at, 'ip.headerLength', `a header of ${headerLength} bytes is below 20`)
  if (headerLength > end - at) {
    return problem(at, 'ip.headerLength', `a header of ${headerLength} bytes is cut short at ${end - at}`)
  }
  const totalLength = u16(bytes, at + 2)
  const fragment = u16(bytes, at + 6)
  ip.version = 4
  ip.headerLength = headerLength
  ip.trafficClass = bytes[at + 1] as number
  ip.flowLabel = 0
  // 0 is what segmentation offload leaves in a capture at the sender: the frame's own length counts.
  ip.totalLength = totalLength === 0 ? end - at : totalLength
  ip.identification = u16(bytes, at + 4)
  ip.dontFragment = (fragment & 0x4000) !== 0
  ip.moreFragments = (fragment & 0x2000) !== 0
  ip.fragmentOffset = (fragment & 0x1fff) * 8
  ip.hopLimit = bytes[at + 8] as number
  ip.protocol = bytes[at + 9] as number
  ip.sourceOffset = at + 12
  ip.destinationOffset = at + 16
  ip.finalDestinationOffset = at + 16
  ip.payloadOffset = at + headerLength
  ip.payloadLength = Math.max(0, ip.totalLength - headerLength)
  if (ip.totalLength < headerLength) {
    return problem(at + 2, 'ip.totalLength', `${ip.totalLength} bytes in all are fewer than the header's`)
  }
  if (ip.totalLength > end - at) {
    ip.payloadLength = end - ip.payloadOffset
    return problem(
      at + 2,
      'ip.totalLength',
      `the packet is cut short: ${end - at} of ${ip.totalLength} bytes`,
    )
  }
  return undefined
}

function readIpv6(bytes: Uint8Array, at: number, end: number, ip: IpHeader): WireProblem | undefined {
  if (end - at < 40) return problem(at, 'ip', `the IPv6 header is cut short: ${end - at} of 40 bytes`)
  ip.version = 6
  ip.trafficClass = (((bytes[at] as number) & 15) << 4) | ((bytes[at + 1] as number) >> 4)
  ip.flowLabel = (((bytes[at + 1] as number) & 15) << 16) | u16(bytes, at + 2)
  const payloadLength = u16(bytes, at + 4)
  // 0 is what segmentation offload leaves in a capture at the sender, unless nothing follows.
  const isOffloaded = payloadLength === 0 && bytes[at + 6] !== NO_NEXT_HEADER
  ip.totalLength = isOffloaded ? end - at : 40 + payloadLength
  ip.hopLimit = bytes[at + 7] as number
  ip.identification = 0
  ip.dontFragment = true
  ip.moreFragments = false
  ip.fragmentOffset = 0
  ip.sourceOffset = at + 8
  ip.destinationOffset = at + 24
  ip.finalDestinationOffset = at + 24
  const wholeEnd = Math.min(end, at + ip.totalLength)
  const wrong = skipExtensions(bytes, at, wholeEnd, ip)
  ip.headerLength = ip.payloadOffset - at
  ip.payloadLength = wholeEnd - ip.payloadOffset
  if (wrong !== undefined) return wrong
  if (ip.totalLength > end - at) {
    return problem(
      at + 4,
      'ip.payloadLength',
      `the packet is cut short: ${end - at} of ${ip.totalLength} bytes`,
    )
  }
  return undefined
}

/** Steps over the extension headers of RFC 8200 §4; whatever else follows is the payload. */
function skipExtensions(bytes: Uint8Array, at: number, end: number, ip: IpHeader): WireProblem | undefined {
  let next = bytes[at + 6] as number
  let place = at + 40
  for (;;) {
    ip.protocol = next
    ip.payloadOffset = place
    const isExtension =
      next === HOP_BY_HOP ||
      next === ROUTING ||
      next === FRAGMENT ||
      next === AUTHENTICATION ||
      next === DESTINATION_OPTIONS
    if (!isExtension) return undefined
    if (end - place < 8) return problem(place, 'ip.extension', `extension header ${next} is cut short`)
    const unit = bytes[place + 1] as number
    // RFC 4302 §2.2: the authentication header counts 32-bit words and leaves out two.
    const length = next === AUTHENTICATION ? (unit + 2) * 4 : next === FRAGMENT ? 8 : (unit + 1) * 8
    if (next === FRAGMENT) {
      const field = u16(bytes, place + 2)
      ip.fragmentOffset = field & 0xfff8
      ip.moreFragments = (field & 1) !== 0
      ip.identification = ((u16(bytes, place + 4) << 16) | u16(bytes, place + 6)) >>> 0
      ip.dontFragment = false
    }
    if (length > end - place) {
      return problem(
        place + 1,
        'ip.extension',
        `extension header ${next} of ${length} bytes is cut short at ${end - place}`,
      )
    }
    if (next === ROUTING) ip.finalDestinationOffset = finalDestination(bytes, place, length, ip)
    next = bytes[place] as number
    place += length
    // The rest of a later fragment is not a header of anything.
    if (ip.fragmentOffset > 0) {
      ip.protocol = next
      ip.payloadOffset = place
      return undefined
    }
  }
}

/**
 * While segments are left, the last stop stands in the routing header: last in types 0 and 2 (RFC 2460 §4.4,
 * RFC 6275 §6.4), first in type 4 (RFC 8754 §2).
 */
function finalDestination(bytes: Uint8Array, at: number, length: number, ip: IpHeader): number {
  const type = bytes[at + 2] as number
  if ((bytes[at + 3] as number) === 0 || length < 24) return ip.destinationOffset
  if (type === 4) return at + 8
  // Whole addresses only: what follows them is not one.
  return type === 0 || type === 2 ? at + 8 + 16 * (((length - 8) >> 4) - 1) : ip.destinationOffset
}

/**
 * Writes an IPv4 header of 20 bytes or an IPv6 header of 40 at `header.offset`, checksum included, and sets
 * `headerLength`, `payloadOffset`, `sourceOffset`, `destinationOffset` and `totalLength` from `payloadLength`.
 *
 * @param source - The source address, 4 or 16 bytes as `header.version` says.
 * @param destination - The destination address.
 * @returns The header's length in bytes.
 * @throws {RangeError} When the payload is longer than the length field can say.
 */
export function writeIpHeader(
  bytes: Uint8Array,
  header: IpHeader,
  source: Uint8Array,
  destination: Uint8Array,
): number {
  const at = header.offset
  if (header.payloadLength > (header.version === 6 ? 65_535 : 65_515)) {
    throw new RangeError(
      `a payload of ${header.payloadLength} bytes does not fit an IPv${header.version} packet`,
    )
  }
  if (header.version === 6) return writeIpv6(bytes, at, header, source, destination)
  header.headerLength = 20
  header.totalLength = 20 + header.payloadLength
  header.payloadOffset = at + 20
  header.sourceOffset = at + 12
  header.destinationOffset = at + 16
  header.finalDestinationOffset = at + 16
  bytes[at] = 0x45
  bytes[at + 1] = header.trafficClass
  put16(bytes, at + 2, header.totalLength)
  put16(bytes, at + 4, header.identification)
  const flags = (header.dontFragment ? 0x4000 : 0) | (header.moreFragments ? 0x2000 : 0)
  put16(bytes, at + 6, flags | (header.fragmentOffset >> 3))
  bytes[at + 8] = header.hopLimit
  bytes[at + 9] = header.protocol
  // RFC 791 §3.1, summed from the fields at hand instead of the bytes just written: this is done for every packet.
  let sum = 0x4500 + header.trafficClass + header.totalLength + header.identification
  sum += (flags | (header.fragmentOffset >> 3)) + ((header.hopLimit << 8) | header.protocol)
  for (let i = 0; i < 4; i += 2) {
    sum += u16(source, i) + u16(destination, i)
    put16(bytes, at + 12 + i, u16(source, i))
    put16(bytes, at + 16 + i, u16(destination, i))
  }
  put16(bytes, at + 10, ~fold(sum) & 0xffff)
  return 20
}

function writeIpv6(
  bytes: Uint8Array,
  at: number,
  header: IpHeader,
  source: Uint8Array,
  destination: Uint8Array,
): number {
  header.headerLength = 40
  header.totalLength = 40 + header.payloadLength
  header.payloadOffset = at + 40
  header.sourceOffset = at + 8
  header.destinationOffset = at + 24
  header.finalDestinationOffset = at + 24
  bytes[at] = 0x60 | (header.trafficClass >> 4)
  bytes[at + 1] = ((header.trafficClass & 15) << 4) | (header.flowLabel >> 16)
  put16(bytes, at + 2, header.flowLabel & 0xffff)
  put16(bytes, at + 4, header.payloadLength)
  bytes[at + 6] = header.protocol
  bytes[at + 7] = header.hopLimit
  for (let i = 0; i < 16; i++) {
    bytes[at + 8 + i] = source[i] as number
    bytes[at + 24 + i] = destination[i] as number
  }
  return 40
}

/** @returns True when the checksum of an IPv4 header is right; IPv6 has none and is always right. */
export function verifyIpChecksum(bytes: Uint8Array, header: IpHeader): boolean {
  return header.version === 6 || checksum(bytes, header.offset, header.headerLength) === 0
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8
  bytes[at + 1] = value
}
