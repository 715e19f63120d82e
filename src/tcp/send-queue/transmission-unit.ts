import { MICROSECOND, MILLISECOND, type Nanos } from '../../base/index.ts'
import {
  GSO_MAX_SIZE,
  DEFAULT_SEND_MSS,
  LEAST_PACKET,
  MAX_DEFERRED_SEGMENTS,
  MAX_TSO_SEGMENTS,
  NO_RTT_SHIFT,
  TCP_HEADER,
  TIMESTAMPS_LENGTH,
  UNITS_PER_SECOND,
} from '../profile.ts'
import { packetsInFlight } from '../recovery/scoreboard.ts'
import type { Tcb } from '../tcb.ts'

/**
 * Segments that a unit may have (Linux tcp_tso_segs): what leaves in a millisecond at the pacing rate, more on short
 * paths, and two at least.
 */
export function maxUnitSegments(tcb: Tcb, mss: number): number {
  const { window, rtt, cc, settings } = tcb
  let bytes = Math.min(window.pacingRate / UNITS_PER_SECOND, GSO_MAX_SIZE)
  const shift = rtt.min === 0 ? NO_RTT_SHIFT : Math.floor(rtt.min / MICROSECOND) >> settings.tsoRttLog
  if (shift < NO_RTT_SHIFT) bytes += GSO_MAX_SIZE >> shift
  const segments = Math.floor(Math.min(bytes, GSO_MAX_SIZE) / mss)
  return Math.min(Math.max(segments, cc.minTsoSegments || settings.minTsoSegments), MAX_TSO_SEGMENTS)
}

/** Segments that cwnd lets go in one unit now: at most half of it, so that the ACK clock is fine (Linux tcp_cwnd_test). */
export function cwndQuota(tcb: Tcb): number {
  const { cwnd } = tcb.window
  const free = cwnd - packetsInFlight(tcb)
  return free <= 0 ? 0 : Math.min(Math.max(cwnd >> 1, 1), free)
}

/** Bytes that a piece of the unsent queue may have (Linux tcp_xmit_size_goal): half of the peer's window at most. */
export function sizeGoal(tcb: Tcb, mss: number): number {
  const bound = boundToHalfWindow(tcb, GSO_MAX_SIZE)
  return Math.max(Math.floor(bound / mss) * mss, mss)
}

/** Silly-window avoidance for peers with small buffers (RFC 9293 §3.8.6.2.1; Linux tcp_bound_to_half_wnd). */
export function boundToHalfWindow(tcb: Tcb, size: number): number {
  const { maxWnd } = tcb.snd
  const cutoff = maxWnd > DEFAULT_SEND_MSS ? maxWnd >> 1 : maxWnd
  if (cutoff === 0 || size <= cutoff) return size
  return Math.max(cutoff, LEAST_PACKET - TCP_HEADER - (tcb.timestamps ? TIMESTAMPS_LENGTH : 0))
}

/**
 * Whether a unit of several segments had better wait until it can be larger (Linux tcp_tso_should_defer): there will
 * be an ACK soon that opens the window further.
 *
 * @param length - Bytes it could have.
 * @param isTail - Whether nothing is queued behind it.
 * @returns 0 to send it; 1 to wait because of cwnd, 2 because of the peer's window, 3 because of neither.
 */
export function deferral(
  tcb: Tcb,
  length: number,
  isTail: boolean,
  ends: boolean,
  mss: number,
  now: Nanos,
): 0 | 1 | 2 | 3 {
  const { window, snd, records } = tcb
  if (window.caState === 'recovery' || window.caState === 'loss') return 0
  // Only if the last write was recent. (On a machine time has always moved on a little.)
  if (now - snd.lastDataAt >= MILLISECOND || records.size === 0) return 0
  const sendWindow = snd.una + snd.wnd - snd.nxt
  const congestionWindow = (window.cwnd - packetsInFlight(tcb)) * mss
  const limit = Math.min(sendWindow, congestionWindow)
  if (limit >= maxUnitSegments(tcb, mss) * mss) return 0
  if (!isTail && limit >= length) return 0
  const { tsoWindowDivisor } = tcb.settings
  if (tsoWindowDivisor > 0) {
    const whole = Math.min(snd.wnd, window.cwnd * mss)
    if (limit >= Math.floor(whole / tsoWindowDivisor)) return 0
  } else if (limit > MAX_DEFERRED_SEGMENTS * mss) return 0
  // The next ACK is not expected within a millisecond.
  const { srtt } = tcb.rtt
  const wait = records.sentAt(records.at(0)) + srtt - now
  if (wait > Math.min(srtt / 2, MILLISECOND)) return 0
  if (congestionWindow < sendWindow) {
    if (congestionWindow <= length) return 1
  } else if (sendWindow <= length) return 2
  // It would not get more by waiting.
  return ends ? 0 : 3
}
