/** Where the IP header begins in a frame, by the link type of its capture. */

/** Link types (the LINKTYPE_ registry) whose frames are understood. */
export const LINKTYPE_NULL = 0
export const LINKTYPE_ETHERNET = 1
export const LINKTYPE_RAW = 101
const LINKTYPE_LOOP = 108
const LINKTYPE_LINUX_SLL = 113
const LINKTYPE_IPV4 = 228
const LINKTYPE_IPV6 = 229
const LINKTYPE_LINUX_SLL2 = 276

const ETHERTYPE_IPV4 = 0x0800
const ETHERTYPE_IPV6 = 0x86dd
const ETHERTYPE_PPPOE_SESSION = 0x8864
const PPP_IPV4 = 0x0021
const PPP_IPV6 = 0x0057

/** What a frame says of itself before its IP header. Reused from frame to frame. */
export interface FrameHead {
  /** Offset of the IP header, or -1 when the frame carries no IP. */
  offset: number
  direction: 'in' | 'out' | undefined
}

/** @returns Whether frames of this link type can be read. */
export function isKnownLinkType(linkType: number): boolean {
  switch (linkType) {
    case LINKTYPE_NULL:
    case LINKTYPE_ETHERNET:
    case 12:
    case 14:
    case LINKTYPE_RAW:
    case LINKTYPE_LOOP:
    case LINKTYPE_LINUX_SLL:
    case LINKTYPE_IPV4:
    case LINKTYPE_IPV6:
    case LINKTYPE_LINUX_SLL2:
      return true
    default:
      return false
  }
}

/**
 * Finds the IP header of the frame in `bytes[start, end)`; VLAN tags and PPPoE session headers are stepped over.
 *
 * @param head - Filled with what was found; `offset` is -1 for what is not IP or is cut short before it.
 */
export function findIpHeader(
  linkType: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  head: FrameHead,
): void {
  head.direction = undefined
  switch (linkType) {
    case LINKTYPE_ETHERNET:
      head.offset = afterEtherType(bytes, start + 12, end)
      return
    // DLT_RAW has three numbers: 12 and 14 on disk from some systems, 101 as registered.
    case 12:
    case 14:
    case LINKTYPE_RAW:
    case LINKTYPE_IPV4:
    case LINKTYPE_IPV6:
      head.offset = ipAt(bytes, start, end)
      return
    // Four bytes of address family in the writer's own byte order; families differ by system. The IP header
    // itself says its version, so only that it is an IP family matters: 2 (IPv4), 10, 24, 28, 30 (IPv6).
    case LINKTYPE_NULL:
    case LINKTYPE_LOOP:
      head.offset = isIpFamily(bytes, start, end) ? ipAt(bytes, start + 4, end) : -1
      return
    case LINKTYPE_LINUX_SLL:
      if (end - start >= 2) head.direction = slDirection(u16(bytes, start))
      head.offset = afterEtherType(bytes, start + 14, end)
      return
    case LINKTYPE_LINUX_SLL2:
      if (end - start >= 11) head.direction = slDirection(bytes[start + 10] as number)
      head.offset = afterProtocol(bytes, u16(bytes, start), start + 20, end)
      return
    default:
      head.offset = -1
  }
}

/** The SLL packet type: 4 is "sent by us"; 0 to 3 came in. */
function slDirection(type: number): 'in' | 'out' | undefined {
  return type === 4 ? 'out' : type <= 3 ? 'in' : undefined
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function isIpFamily(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 4) return false
  const low = bytes[start] as number
  const high = bytes[start + 3] as number
  if (bytes[start + 1] !== 0 || bytes[start + 2] !== 0 || (low !== 0 && high !== 0)) return false
  const family = low + high
  return family === 2 || family === 10 || family === 24 || family === 28 || family === 30
}

/** @returns `at` when an IP header begins there, else -1. */
function ipAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1
  const version = (bytes[at] as number) >> 4
  return version === 4 || version === 6 ? at : -1
}

function afterEtherType(bytes: Uint8Array, at: number, end: number): number {
  return at + 2 <= end ? afterProtocol(bytes, u16(bytes, at), at + 2, end) : -1
}

/** Steps from an EtherType to the IP header behind it: over 802.1Q, 802.1ad and old QinQ tags, and PPPoE. */
function afterProtocol(bytes: Uint8Array, protocol: number, at: number, end: number): number {
  let type = protocol
  let next = at
  while (type === 0x8100 || type === 0x88a8 || type === 0x9100) {
    if (next + 4 > end) return -1
    type = u16(bytes, next + 2)
    next += 4
  }
  if (type === ETHERTYPE_PPPOE_SESSION) {
    if (next + 8 > end) return -1
    const inner = u16(bytes, next + 6)
    return inner === PPP_IPV4 || inner === PPP_IPV6 ? ipAt(bytes, next + 8, end) : -1
  }
  return type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6 ? ipAt(bytes, next, end) : -1
}
