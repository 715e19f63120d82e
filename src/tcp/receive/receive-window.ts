import { MAX_UINT16, MAX_WINDOW_SCALE, SHUT_BELOW_PART, UNSCALED_BITS } from '../profile.ts'
import type { Tcb } from '../tcb.ts'
import { isWaitingAlone } from '../waiting-alone.ts'

/**
 * The window that a SYN offers and the scale of those that follow (RFC 7323 §2.3; Linux tcp_select_initial_window): whole
 * segments, never more than the field holds, and a scale for the largest that the buffer may grow to.
 *
 * @param mss - Of the segments that will come: what we announce, less the timestamps.
 */
export function startWindow(tcb: Tcb, mss: number, wantsScaling: boolean): void {
  const { rcv, memory, options, settings } = tcb
  let clamp = options.windowClamp || MAX_UINT16 * 2 ** MAX_WINDOW_SCALE
  if (memory.isLocked) clamp = Math.min(clamp, memory.fullSpace)
  let space = Math.min(clamp, memory.fullSpace)
  if (space > mss) space -= space % mss
  const largest = Math.min(Math.max(space, settings.receiveMemory[2], settings.receiveBufferMax), clamp)
  const wscale = wantsScaling ? scaleFor(largest) : 0
  rcv.openWindow(wscale, Math.min(MAX_UINT16 * (1 << wscale), clamp), Math.min(space, MAX_UINT16))
}

function scaleFor(space: number): number {
  return Math.min(Math.max(Math.floor(Math.log2(Math.max(space, 1))) - UNSCALED_BITS, 0), MAX_WINDOW_SCALE)
}

/** @returns The window field of a SYN, which is never scaled (RFC 7323 §2.2). */
export function selectSynWindow(tcb: Tcb): number {
  const { rcv } = tcb
  rcv.offer(rcv.ssthresh)
  return rcv.ssthresh
}

/** @returns The window field of a segment that is not a SYN (Linux tcp_select_window); RCV.NXT + RCV.WND is moved to match. */
export function selectWindow(tcb: Tcb): number {
  const { rcv } = tcb
  // What the SYN-ACK has offered, without a fraction (Linux tcp_v4_reqsk_send_ack).
  if (tcb.state === 'SYN-RECEIVED' && tcb.isPassive) return Math.floor(rcv.offered / (1 << rcv.wscale))
  // Whoever waits for the end alone offers what he offered then (Linux tw_rcv_wnd).
  if (isWaitingAlone(tcb)) return Math.min(Math.floor(rcv.wnd / (1 << rcv.wscale)), MAX_UINT16)
  return offerWindow(tcb)
}

/** Offers what there is room for. @returns The window field. */
export function offerWindow(tcb: Tcb): number {
  const { rcv } = tcb
  const unit = 1 << rcv.wscale
  if (tcb.acks.isOutOfMemory) {
    rcv.offer(0)
    return 0
  }
  const current = rcv.wnd
  let window = chooseWindow(tcb)
  // Never shrink what was offered (RFC 9293 §3.8.6), unless the host allows it.
  if (window < current && !(tcb.settings.shrinkWindow && rcv.wscale > 0)) window = roundUp(current, unit)
  rcv.offer(window)
  return Math.min(Math.floor(window / unit), MAX_UINT16)
}

/**
 * The window that the buffer has room for, by silly-window avoidance at the receiver (RFC 9293 §3.8.6.2.2; Linux
 * __tcp_select_window). A buffer more than half full ends the quick ACKs.
 */
export function chooseWindow(tcb: Tcb): number {
  const { rcv, memory } = tcb
  const allowed = memory.fullSpace
  const full = Math.min(rcv.clamp, allowed)
  const mss = Math.min(tcb.tuning.mss, full)
  if (mss <= 0) return 0
  let free = memory.space
  const unit = 1 << rcv.wscale
  if (tcb.settings.shrinkWindow && rcv.wscale > 0) return chooseShrinking(tcb, free, full, allowed, mss)
  if (free < Math.floor(full / 2)) {
    tcb.acks.endQuickAcks()
    free = Math.floor(free / unit) * unit
    // Less than a segment, or than a sixteenth: shut it, before memory runs out.
    if (free < Math.floor(allowed / SHUT_BELOW_PART) || free < mss) return 0
  }
  if (free > rcv.ssthresh) free = rcv.ssthresh
  if (rcv.wscale > 0) return roundUp(free, unit)
  // Without scaling the window is kept a number of whole segments.
  const window = rcv.offered
  if (window <= free - mss || window > free) return free - (free % mss)
  return mss === full && free > window + Math.floor(full / 2) ? free : window
}

/** As above where windows may shrink (Linux tcp_shrink_window): always whole units, so that none is promised twice. */
function chooseShrinking(tcb: Tcb, space: number, full: number, allowed: number, mss: number): number {
  const { rcv } = tcb
  const unit = 1 << rcv.wscale
  const free = Math.floor(space / unit) * unit
  if (free < Math.floor(full / 2)) {
    tcb.acks.endQuickAcks()
    if (free < Math.floor(allowed / SHUT_BELOW_PART) || free < mss || free < unit) return 0
  }
  return free > rcv.ssthresh ? roundUp(rcv.ssthresh, unit) : free
}

/** After a read: whether the window has at least doubled, so that it should be reported to the peer (Linux tcp_cleanup_rbuf). */
export function windowUpdateDue(tcb: Tcb): boolean {
  const { rcv } = tcb
  const now = rcv.wnd
  if (2 * now > rcv.clamp) return false
  const window = chooseWindow(tcb)
  return window > 0 && window >= 2 * now
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit
}
