import { seqDiff } from '../../wire/index.ts'
import type { Nanos } from '../../base/index.ts'
import { EVER_RETRANSMITTED, LOST } from '../send-queue/segment-records.ts'
import { timestampNow } from '../options.ts'
import type { Tcb } from '../tcb.ts'
import { noteReordering } from './reordering.ts'
import { tryKeepOpen } from './reduction.ts'
import { anyRetransmitted, setCaState } from './scoreboard.ts'

/** The arriving ACK echoes a timestamp from before `time` (RFC 7323 §4, RFC 3522 §3.2). */
function echoesBefore(tcb: Tcb, time: Nanos): boolean {
  const { raw } = tcb.seg
  if (!tcb.timestamps || !raw.hasTimestamps || raw.tsEcr === 0) return false
  return seqDiff(raw.tsEcr, timestampNow(tcb, time)) < 0
}

/** The segment was retransmitted, and the ACK answers an earlier copy (Linux tcp_skb_spurious_retrans). */
export function isSpurious(tcb: Tcb, flags: number, sentAt: Nanos): boolean {
  return (flags & EVER_RETRANSMITTED) !== 0 && echoesBefore(tcb, sentAt)
}

/** Nothing was retransmitted, or the ACK answers what left before that: it was only late (Eifel, RFC 3522; Linux tcp_packet_delayed). */
function wasOnlyLate(tcb: Tcb): boolean {
  const { retransStamp, highSeq } = tcb.recovery
  if (retransStamp >= 0) return echoesBefore(tcb, retransStamp)
  // The stamp is also forgotten at the end of a recovery without SACK, and when the SYN is acknowledged.
  if (!tcb.sack && tcb.snd.una >= highSeq) return false
  return tcb.state !== 'SYN-SENT' && tcb.state !== 'SYN-RECEIVED'
}

function mayUndo(tcb: Tcb): boolean {
  const { recovery } = tcb
  return recovery.undoMarker >= 0 && (recovery.undoRetrans === 0 || wasOnlyLate(tcb))
}

/** cwnd and ssthresh as they were before the reduction (RFC 4015 §3; Linux tcp_undo_cwnd_reduction). */
function undoReduction(tcb: Tcb, forgetLosses: boolean, now: Nanos): void {
  const { recovery, window, cc, records } = tcb
  if (forgetLosses) {
    for (let i = 0; i < records.size; i++) records.unmark(records.at(i), LOST)
    records.recall()
    tcb.board.forgetLosses()
  }
  if (window.priorSsthresh > 0 && window.undo(cc.undoCwnd())) tcb.ecn.dropCwr()
  window.undone(now)
  recovery.endUndo()
  // Losses are to be looked for anew.
  tcb.rack.lookAnew()
}

/** Everything below the recovery point is acknowledged. @returns Whether the state has to be held on to. */
export function tryUndoRecovery(tcb: Tcb, now: Nanos): boolean {
  const { recovery, snd } = tcb
  if (mayUndo(tcb)) undoReduction(tcb, false, now)
  else tcb.rack.recoveryEnded()
  if (snd.una === recovery.highSeq && !tcb.sack) {
    // Without SACK the duplicates of what was retransmitted must not begin a new recovery (RFC 6582 §3.2 step 2).
    if (!anyRetransmitted(tcb)) recovery.forgetStamp()
    return true
  }
  setCaState(tcb, 'open', now)
  recovery.renegingOver()
  return false
}

/** Every retransmission has been reported as a duplicate (RFC 3708). */
export function tryUndoByDsack(tcb: Tcb, now: Nanos): boolean {
  const { recovery } = tcb
  if (recovery.undoMarker < 0 || recovery.undoRetrans !== 0) return false
  tcb.rack.persist()
  undoReduction(tcb, false, now)
  return true
}

/** After a time-out. @param byFrto - F-RTO has shown it to be spurious (RFC 5682). */
export function tryUndoLoss(tcb: Tcb, byFrto: boolean, now: Nanos): boolean {
  if (!byFrto && !mayUndo(tcb)) return false
  undoReduction(tcb, true, now)
  tcb.snd.timeoutUndone()
  if (byFrto || tcb.sack) {
    setCaState(tcb, 'open', now)
    tcb.recovery.renegingOver()
  }
  return true
}

/** A partial ACK that answers what left before anything was retransmitted: the hole was only late. @returns Whether to stop here. */
export function tryUndoPartial(tcb: Tcb, priorUna: number, now: Nanos): boolean {
  const { recovery } = tcb
  if (recovery.undoMarker < 0 || !wasOnlyLate(tcb)) return false
  noteReordering(tcb, priorUna)
  // New data clocks out, but nothing more is marked lost or retransmitted.
  if (tcb.board.retransOut > 0) return true
  if (!anyRetransmitted(tcb)) recovery.forgetStamp()
  undoReduction(tcb, true, now)
  tryKeepOpen(tcb, now)
  return false
}
