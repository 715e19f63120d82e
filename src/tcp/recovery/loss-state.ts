import type { Nanos } from '../../base/index.ts'
import { LOST, RETRANSMITTED, SACKED } from '../send-queue/segment-records.ts'
import type { Tcb } from '../tcb.ts'
import type { AckOutcome } from './ack-outcome.ts'
import { rackRemaining } from './rack.ts'
import { addDuplicates } from './reno-sacks.ts'
import { initUndo } from './reduction.ts'
import { markLost, packetsInFlight, setCaState } from './scoreboard.ts'
import { tryUndoLoss, tryUndoRecovery } from './undo.ts'

/** The retransmission timer has fired (RFC 5681 §3.1, RFC 6298 §5, RFC 8985 §6.3; Linux tcp_enter_loss). */
export function enterLoss(tcb: Tcb, now: Nanos): void {
  const { recovery, window, cc, snd, settings } = tcb
  const isFresh = window.caState !== 'recovery' && window.caState !== 'loss'
  const wasOpen = window.caState === 'open' || window.caState === 'disorder'
  markAllLost(tcb, now)
  // ssthresh is cut once for what is out, not again for each repetition.
  if (wasOpen || recovery.highSeq <= snd.una || (window.caState === 'loss' && snd.retransmits === 0)) {
    window.keepSsthresh()
    window.keepCwnd()
    window.lowerThreshold(cc.ssthresh(now))
    cc.cwndEvent('loss', now)
    initUndo(tcb)
  }
  // A probe that is out has been counted for the undo; it has nothing more to report.
  tcb.probe.over()
  window.collapse(packetsInFlight(tcb), now)
  // So many duplicates and still a time-out: the path reorders less than was thought.
  if (wasOpen && tcb.board.sackedOut >= settings.reordering) tcb.rack.trustLess(settings.reordering)
  setCaState(tcb, 'loss', now)
  recovery.endAt(snd.nxt)
  tcb.ecn.queueCwr()
  // RFC 5682 §2.1 step 1: not on top of another recovery, but again on the same segment.
  recovery.timedOut(settings.frto > 0 && (isFresh || snd.retransmits > 0))
}

/** Everything not SACKed is lost, but for what left so lately that it may still come (RFC 8985 §6.3). */
function markAllLost(tcb: Tcb, now: Nanos): void {
  const { records, recovery } = tcb
  // The peer has thrown its queue away when the very first segment is one that it had.
  const isReneging = (records.flags(records.at(0)) & SACKED) !== 0
  if (isReneging) {
    tcb.board.forgetSacked()
    recovery.renege()
  } else if (!tcb.sack) tcb.board.forgetSacked()
  for (let i = 0; i < records.size; i++) {
    const slot = records.at(i)
    if (isReneging) records.unmark(slot, SACKED)
    else if (i > 0 && rackRemaining(tcb, slot, 0, now) > 0) continue
    markLost(tcb, slot, now)
  }
  tcb.board.lookAnew()
}

/** An ACK after a time-out, with F-RTO (RFC 5682 §2.1 and §3.1; Linux tcp_process_loss). @param duplicates - 1 for a duplicate ACK. */
export function processLoss(tcb: Tcb, ack: AckOutcome, duplicates: number): void {
  const { recovery, snd } = tcb
  const isRecovered = snd.una >= recovery.highSeq
  if (ack.unaAdvanced && tryUndoLoss(tcb, false, ack.now)) return
  if (recovery.frto) {
    // Step 3b: something that was never retransmitted has arrived, so not all was lost.
    if (ack.origSackAcked && tryUndoLoss(tcb, true, ack.now)) return
    if (snd.nxt > recovery.highSeq) {
      // Step 3a: a duplicate after new data: the loss was real.
      if (ack.dataSacked || duplicates > 0) recovery.endFrto()
    } else if (ack.unaAdvanced && !isRecovered) {
      recovery.endAt(snd.nxt)
      // Step 2b: new data, to see what comes back.
      if (snd.end > snd.nxt && snd.una + snd.wnd > snd.nxt) {
        recovery.sendNewFirst()
        return
      }
      recovery.endFrto()
    }
  }
  if (isRecovered) {
    // Step 2a, and the first part of 3a.
    tryUndoRecovery(tcb, ack.now)
    return
  }
  if (!tcb.sack) {
    if (snd.nxt > recovery.highSeq && duplicates > 0) addDuplicates(tcb, duplicates)
    else if (ack.unaAdvanced) tcb.board.forgetSacked()
  }
  recovery.retransmitLost()
}

/**
 * The path refuses segments larger than `mss`: those are retransmitted, and it is no congestion (RFC 1191 §6.5; Linux
 * tcp_simple_retransmit).
 */
export function retransmitLarger(tcb: Tcb, mss: number, now: Nanos): void {
  const { records, recovery, window, snd } = tcb
  for (let i = 0; i < records.size; i++) {
    const slot = records.at(i)
    const flags = records.flags(slot)
    if (records.right(slot) - records.left(slot) <= mss || (flags & SACKED) !== 0) continue
    if ((flags & RETRANSMITTED) !== 0) {
      records.unmark(slot, RETRANSMITTED)
      tcb.board.takeOff(RETRANSMITTED)
    }
    if ((flags & LOST) === 0) markLost(tcb, slot, now)
  }
  tcb.board.lookAnew()
  if (tcb.board.lostOut === 0) return
  if (!tcb.sack) tcb.board.limitDuplicates(tcb.records.size)
  if (window.caState !== 'loss') {
    recovery.endAt(snd.nxt)
    window.holdThreshold()
    recovery.endUndo()
    setCaState(tcb, 'loss', now)
  }
  recovery.retransmitLost()
}
