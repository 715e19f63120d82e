import { probeWasLost } from '../path-mtu-search.ts'
import type { Tcb } from '../tcb.ts'
import { RETRANSMIT } from '../timers.ts'
import type { AckOutcome } from './ack-outcome.ts'
import { RENEGING_DELAY } from '../profile.ts'
import { processLoss } from './loss-state.ts'
import { identifyLoss } from './rack.ts'
import { endReduction, enterCwr, enterRecovery, tryKeepOpen } from './reduction.ts'
import { addDuplicates } from './reno-sacks.ts'
import { anyRetransmitted, setCaState } from './scoreboard.ts'
import { setTransmitTimer } from './transmit-timer.ts'
import { tryUndoByDsack, tryUndoPartial, tryUndoRecovery } from './undo.ts'

/**
 * Something is unusual about this ACK, or a recovery is under way: the state machine of loss recovery (RFC 5681 §3.2,
 * RFC 6582, RFC 6675 §5; Linux tcp_fastretrans_alert). What to send again is left in `recovery.rexmit`.
 *
 * @param duplicates - 1 for a duplicate ACK.
 */
export function alert(tcb: Tcb, ack: AckOutcome, duplicates: number): void {
  const { recovery, window, records } = tcb
  if (records.size === 0) tcb.board.forgetSacked()
  // A mark proves congestion: nothing is undone.
  if (ack.ece) window.forgetUndo()
  if (ack.sackReneging && ack.unaAdvanced) {
    ack.setTimer = false
    // The peer may still mend it: the time-out comes soon instead of at once (Linux tcp_check_sack_reneging).
    setTransmitTimer(tcb, RETRANSMIT, ack.now + Math.max(tcb.rtt.srtt / 2, RENEGING_DELAY))
    return
  }
  if (leaveState(tcb, ack)) return
  if (processState(tcb, ack, duplicates)) recovery.retransmitLost()
}

/** A state ends when everything that was out when it began is acknowledged. @returns Whether that is all for this ACK. */
function leaveState(tcb: Tcb, ack: AckOutcome): boolean {
  const { recovery, window, snd } = tcb
  if (window.caState === 'open') {
    recovery.forgetStamp()
    return false
  }
  if (snd.una < recovery.highSeq) return false
  if (window.caState === 'cwr') {
    // Something beyond has to be acknowledged, so that the peer has seen CWR.
    if (snd.una !== recovery.highSeq) {
      endReduction(tcb, ack.now)
      setCaState(tcb, 'open', ack.now)
    }
  } else if (window.caState === 'recovery') {
    if (!tcb.sack) tcb.board.forgetSacked()
    if (tryUndoRecovery(tcb, ack.now)) return true
    endReduction(tcb, ack.now)
  }
  return false
}

/** @returns Whether what is lost is to be retransmitted. */
function processState(tcb: Tcb, ack: AckOutcome, duplicates: number): boolean {
  const { window } = tcb
  if (window.caState === 'recovery') return inRecovery(tcb, ack, duplicates)
  if (window.caState === 'loss') {
    processLoss(tcb, ack, duplicates)
    identifyLoss(tcb, ack)
    const goesOn = (window.caState as string) === 'open' || ack.lostRetrans
    if (!goesOn) return false
  }
  if (!tcb.sack) {
    if (ack.unaAdvanced) tcb.board.forgetSacked()
    addDuplicates(tcb, duplicates)
  }
  if (window.caState === 'open' || window.caState === 'disorder') tryUndoByDsack(tcb, ack.now)
  identifyLoss(tcb, ack)
  if (tcb.board.lostOut === 0) {
    tryToOpen(tcb, ack)
    return false
  }
  if (window.caState !== 'cwr' && probeWasLost(tcb, ack.now)) return false
  enterRecovery(tcb, ack.ece, ack.now)
  return true
}

function inRecovery(tcb: Tcb, ack: AckOutcome, duplicates: number): boolean {
  const { window } = tcb
  if (!ack.unaAdvanced) {
    if (!tcb.sack) addDuplicates(tcb, duplicates)
  } else if (tryUndoPartial(tcb, ack.priorUna, ack.now)) return false
  if (tryUndoByDsack(tcb, ack.now)) tryToOpen(tcb, ack)
  identifyLoss(tcb, ack)
  if (window.caState !== 'recovery') {
    if (tcb.board.lostOut === 0) return false
    // Undone, but something else is lost for certain.
    enterRecovery(tcb, ack.ece, ack.now)
  }
  return true
}

/** Nothing is lost (Linux tcp_try_to_open). */
function tryToOpen(tcb: Tcb, ack: AckOutcome): void {
  if (!anyRetransmitted(tcb)) tcb.recovery.forgetStamp()
  if (ack.ece) enterCwr(tcb, ack.now)
  if (tcb.window.caState !== 'cwr') tryKeepOpen(tcb, ack.now)
}
