import type { Nanos } from '../../base/index.ts'
import { NO_SSTHRESH } from '../profile.ts'
import type { Tcb } from '../tcb.ts'
import { anyRetransmitted, packetsInFlight, setCaState } from './scoreboard.ts'

/**
 * cwnd is to shrink to a new ssthresh in the course of a round trip, by Proportional Rate Reduction (RFC 6937 §3, RFC
 * 9937; Linux tcp_init_cwnd_reduction).
 */
export function beginReduction(tcb: Tcb, now: Nanos): void {
  const { recovery, window, cc, snd } = tcb
  recovery.endAt(snd.nxt)
  tcb.probe.over()
  recovery.beginPrr()
  window.keepCwnd()
  window.reduceTo(cc.ssthresh(now))
  tcb.ecn.queueCwr()
}

/**
 * cwnd for this ACK (RFC 9937 §6): while more than ssthresh is in flight, in proportion to what is delivered; below it,
 * as much as is delivered (PRR-CRB), and one more while SND.UNA moves and nothing new is lost, so that it grows back to
 * ssthresh (PRR-SSRB).
 *
 * @param delivered - Segments newly acknowledged or SACKed.
 * @param lost - Segments newly marked lost.
 */
export function reduceByPrr(tcb: Tcb, delivered: number, lost: number, unaAdvanced: boolean): void {
  const { recovery, window } = tcb
  if (delivered <= 0 || window.priorCwnd === 0) return
  const inFlight = packetsInFlight(tcb)
  const room = window.ssthresh - inFlight
  recovery.prrDeliver(delivered)
  let send: number
  if (room < 0)
    send = Math.ceil((window.ssthresh * recovery.prrDelivered) / window.priorCwnd) - recovery.prrOut
  else {
    send = Math.max(recovery.prrDelivered - recovery.prrOut, delivered)
    if (unaAdvanced && lost === 0) send++
    send = Math.min(room, send)
  }
  // The first retransmission goes at once.
  send = Math.max(send, recovery.prrOut > 0 ? 0 : 1)
  window.allow(inFlight, send)
}

/** The reduction is over: cwnd is ssthresh, unless it was undone (Linux tcp_end_cwnd_reduction). */
export function endReduction(tcb: Tcb, now: Nanos): void {
  const { recovery, window, cc } = tcb
  if (cc.controlsRate) return
  if (window.ssthresh < NO_SSTHRESH && (window.caState === 'cwr' || recovery.undoMarker >= 0))
    window.endReduction(now)
  cc.cwndEvent('complete-cwr', now)
}

/** Congestion without a loss: an ECN mark (RFC 3168 §6.1.2) or the sender's own host. It cannot be undone. */
export function enterCwr(tcb: Tcb, now: Nanos): void {
  const { recovery, window } = tcb
  window.forgetUndo()
  if (window.caState !== 'open' && window.caState !== 'disorder') return
  recovery.endUndo()
  beginReduction(tcb, now)
  setCaState(tcb, 'cwr', now)
}

/** Fast recovery begins (RFC 5681 §3.2, RFC 6675 §5). @param isMarked - The ACK carries ECN-Echo. */
export function enterRecovery(tcb: Tcb, isMarked: boolean, now: Nanos): void {
  const { window } = tcb
  window.forgetUndo()
  initUndo(tcb)
  if (!window.isReducing) {
    if (!isMarked) window.keepSsthresh()
    beginReduction(tcb, now)
  }
  setCaState(tcb, 'recovery', now)
}

/** From here on it is watched whether what is retransmitted was lost at all (Linux tcp_init_undo). */
export function initUndo(tcb: Tcb): void {
  const { board, probe, snd } = tcb
  // What is still on its way again may be reported as a duplicate later, a probe too.
  const out = board.retransOut + (probe.highSeq >= 0 && probe.isRetransmission ? 1 : 0)
  tcb.recovery.watchForUndo(snd.una, out)
}

/** Open, or Disorder while something is SACKed, lost or retransmitted (Linux tcp_try_keep_open). */
export function tryKeepOpen(tcb: Tcb, now: Nanos): void {
  const { board, recovery, window, snd } = tcb
  const isDisorder = board.sackedOut > 0 || board.lostOut > 0 || anyRetransmitted(tcb)
  const state = isDisorder ? 'disorder' : 'open'
  if (window.caState === state) return
  setCaState(tcb, state, now)
  recovery.endAt(snd.nxt)
}
