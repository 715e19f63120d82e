import { NEVER, type Nanos } from '../base/index.ts'
import type { Tcb } from './tcb.ts'

export const TCP_HEADER = 20
const TIMESTAMPS = 12

/** What is known of the largest packet that the path takes (RFC 1191, RFC 8201, RFC 4821). Packet sizes, from the IP header on. */
export class PathMtu {
  /** Of the first link of the way. */
  route = 0
  /** Of the path, as far as it has been told (Linux icsk_pmtu_cookie). */
  current = 0
  /** What an ICMP message said holds until then. */
  expiresAt: Nanos = NEVER
  /** Larger packets are tried, and smaller ones when nothing gets through (RFC 4821; Linux icsk_mtup). */
  isProbing = false
  /** Between what is known to pass and what is not. */
  searchLow = 0
  searchHigh = 0
  /** The probe that is out: its size, 0 for none, and where it begins and ends in the stream. */
  probeSize = 0
  probeLeft = 0
  probeRight = 0
  /** When the search last began. */
  searchedAt: Nanos = 0
}

/** @returns Payload of a packet of this size, options taken off. */
export function mssOf(tcb: Tcb, mtu: number): number {
  const { ipHeaderLength, options, peerMss, settings, timestamps } = tcb
  const clamp = Math.min(peerMss, options.maxSegment || Number.POSITIVE_INFINITY)
  const mss = Math.max(Math.min(mtu - ipHeaderLength - TCP_HEADER, clamp), settings.minSendMss)
  return mss - (timestamps ? TIMESTAMPS : 0)
}

/** @returns Packet size of a full segment. */
export function mtuOf(tcb: Tcb, mss: number): number {
  return mss + TCP_HEADER + (tcb.timestamps ? TIMESTAMPS : 0) + tcb.ipHeaderLength
}

/** The peer's MSS and the options are known: segments as large as the first link takes, or as ICMP has said of the path. */
export function startPathMtu(tcb: Tcb, now: Nanos): void {
  const { path, settings } = tcb
  path.expiresAt = path.current < path.route ? now + settings.mtuExpires : NEVER
  tcb.snd.mss = mssOf(tcb, path.current)
}
