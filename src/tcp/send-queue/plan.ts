import type { Nanos } from '../../base/index.ts'
import { decayUnused } from '../idle-restart.ts'
import { packetsInFlight } from '../recovery/scoreboard.ts'
import type { Tcb } from '../tcb.ts'
import { cwndQuota, deferral, maxUnitSegments } from './transmission-unit.ts'
import { EOR, PUSH } from './unsent.ts'

/** Why no new data leaves. */
export type Held = 'nothing' | 'cwnd' | 'window' | 'small' | 'deferred' | 'paced' | 'device'

/** How new data is asked for: as usual, whatever Nagle says, or one segment whatever cwnd says (a tail-loss probe). */
export type Mode = 'usual' | 'no-nagle' | 'probe'

/**
 * Chooses the next transmission unit of new data and FIN (Linux tcp_write_xmit): by cwnd, the peer's window, Nagle
 * (RFC 9293 §3.7.4), silly-window avoidance (§3.8.6.2.1) and the aim of large units.
 *
 * @param mss - Payload of a full segment now.
 * @returns undefined once `tcb.unit` is ready to leave, else why nothing does.
 */
export function planUnit(tcb: Tcb, mss: number, mode: Mode, now: Nanos): Held | undefined {
  const { snd, pending } = tcb
  const finDue = snd.finQueued && snd.nxt <= snd.end
  if (snd.nxt >= snd.end && !finDue) return 'nothing'
  const most = maxUnitSegments(tcb, mss)
  let quota = Math.min(cwndQuota(tcb), most)
  if (quota === 0) {
    if (mode !== 'probe') return 'cwnd'
    quota = 1
  }
  const usable = snd.una + snd.wnd - snd.nxt
  const length = grow(tcb, quota * mss)
  const isTail = snd.nxt + length === snd.end
  // A FIN beyond the window stays behind.
  const fin = finDue && isTail && usable > length
  if (usable <= 0 || (length === 0 && !fin)) return 'window'
  const segments = Math.max(1, Math.ceil(length / mss))
  if (Math.min(length, mss) > usable) {
    if (!pending.force && !isWorthIt(tcb, usable)) return 'window'
    return begin(tcb, usable, mss, true, false)
  }
  if (segments === 1) {
    if (mode === 'usual' && isTail && !fin && !pending.force && isHeldByNagle(tcb, length, mss))
      return 'small'
  } else if (mode === 'usual') {
    const ends = fin || (tcb.unsent.size > 0 && (tcb.unsent.firstFlags & EOR) !== 0)
    const wait = deferral(tcb, length, isTail, ends, mss, now)
    if (wait > 0) return wait === 1 ? 'cwnd' : wait === 2 ? 'window' : 'deferred'
  }
  const limit = segments === 1 || snd.up > snd.una ? mss : splitPoint(tcb, length, quota, mss, mode)
  const cut = limit < length
  // What the persist timer sends is pushed (Linux tcp_write_wakeup).
  return begin(tcb, cut ? limit : length, mss, pending.force, fin && !cut)
}

/** Half of the largest window ever offered is worth a segment when nothing is outstanding (RFC 9293 §3.8.6.2.1). */
function isWorthIt(tcb: Tcb, usable: number): boolean {
  const { snd } = tcb
  return snd.una === snd.nxt && usable >= snd.maxWnd / 2
}

/**
 * Nagle as Linux and Minshall have it: a small segment waits only while another small one is unacknowledged (Linux
 * tcp_nagle_check).
 */
export function isHeldByNagle(tcb: Tcb, length: number, mss: number): boolean {
  const { snd, options } = tcb
  if (length >= mss || snd.pushesOnce || snd.up > snd.nxt) return false
  // Cork and MSG_MORE hold it even when nothing is out.
  return options.cork || snd.holdsMore || (!options.noDelay && snd.smallEnd > snd.una)
}

/** Joins pieces to the first one until it has `wanted` bytes (Linux tcp_grow_skb). @returns Bytes it has then. */
function grow(tcb: Tcb, wanted: number): number {
  const { snd, unsent } = tcb
  if (unsent.size === 0) return 0
  while (unsent.size > 1 && unsent.firstEnd - snd.nxt < wanted && (unsent.firstFlags & EOR) === 0) {
    const flags = unsent.firstFlags
    const next = unsent.end(1)
    if (next - snd.nxt <= wanted) {
      unsent.shift()
      unsent.setFirst(next, unsent.firstFlags | flags)
    } else unsent.setFirst(snd.nxt + wanted, flags)
  }
  return unsent.firstEnd - snd.nxt
}

/** Where a piece of several segments is cut (Linux tcp_mss_split_point). */
function splitPoint(tcb: Tcb, length: number, quota: number, mss: number, mode: Mode): number {
  const { snd, unsent } = tcb
  const usable = snd.una + snd.wnd - snd.nxt
  const most = quota * mss
  if (most <= usable && unsent.size > 1) return most
  const needed = Math.min(length, usable)
  if (most <= needed) return most
  const partial = needed % mss
  // Linux fills the window to its last byte; to offer none that is silly is the receiver's part (§3.8.6.2.2).
  return mode === 'usual' && partial > 0 && isHeldByNagle(tcb, partial, mss) ? needed - partial : needed
}

function begin(tcb: Tcb, length: number, mss: number, forced: boolean, fin: boolean): undefined {
  const { snd, unsent, unit, pending } = tcb
  const right = snd.nxt + length
  const isWhole = unsent.size > 0 && right === unsent.firstEnd
  const flags = isWhole ? unsent.firstFlags : 0
  pending.dataChosen()
  unit.begin(right, mss, forced || (length > 0 && (flags & PUSH) !== 0), (flags & EOR) !== 0, fin)
  return undefined
}

/** A burst of new data is over: was it cwnd that ended it (Linux tcp_cwnd_validate)? */
export function validateWindow(tcb: Tcb, held: Held, now: Nanos): void {
  const { window, snd, records, unit, chrono } = tcb
  // Without anything to send nothing is learnt (Linux tcp_push_pending_frames).
  if (held === 'nothing' && unit.burst === 0) return
  const isEmpty = records.size === 0 && snd.nxt >= snd.end
  chrono.limitedByWindow(held === 'window', isEmpty, now)
  const isLimited = held === 'cwnd' || packetsInFlight(tcb) >= window.cwnd
  if (unit.burst === 0 && !isLimited) return
  const isNewRound = snd.una >= window.cwndUsageEnd
  if (isNewRound || isLimited || (!window.isCwndLimited && records.size > window.maxPacketsOut))
    window.burstEnded(isLimited, records.size, snd.nxt)
  if (window.mayGrow()) {
    window.usedFully(now)
    return
  }
  window.usedPartly(records.size)
  decayUnused(tcb, now)
  // The application would give more if there were room for it.
  if (held === 'nothing' && snd.isBlocked && !snd.finQueued) chrono.limitedByBuffer(true, false, now)
}
