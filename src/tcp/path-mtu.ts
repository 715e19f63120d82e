import type { Nanos } from '../base/index.ts'
import { TCP_HEADER, TIMESTAMPS_LENGTH } from './profile.ts'
import type { Tcb } from './tcb.ts'

/** @returns Payload of a packet of this size, options taken off. */
export function mssOf(tcb: Tcb, mtu: number): number {
  const { ipHeaderLength, options, peerMss, settings, timestamps } = tcb
  const clamp = Math.min(peerMss, options.maxSegment || Number.POSITIVE_INFINITY)
  const mss = Math.max(Math.min(mtu - ipHeaderLength - TCP_HEADER, clamp), settings.minSendMss)
  return mss - (timestamps ? TIMESTAMPS_LENGTH : 0)
}

/** @returns Packet size of a full segment. */
export function mtuOf(tcb: Tcb, mss: number): number {
  return mss + TCP_HEADER + (tcb.timestamps ? TIMESTAMPS_LENGTH : 0) + tcb.ipHeaderLength
}

/** The peer's MSS and the options are known: segments as large as the first link takes, or as ICMP has said of the path. */
export function startPathMtu(tcb: Tcb, now: Nanos): void {
  const { path, settings } = tcb
  path.begin(now, settings.mtuExpires)
  tcb.snd.fitSegments(mssOf(tcb, path.current))
}
