import { ACK, FIN, RST, SYN } from '../../wire/index.ts'
import { challenge, mayAnswerInvalid, startQuickAcks } from '../acknowledgments.ts'
import { isLateReset, reset } from '../peer-reset.ts'
import { reportDuplicate } from '../receive/reassembly.ts'
import type { Tcb } from '../tcb.ts'
import { isOldTimestamp } from '../timestamps.ts'

/**
 * First, check the sequence number (RFC 9293 §3.10.7.4), after the timestamp (RFC 7323 §5.3 R1; Linux
 * tcp_validate_incoming).
 *
 * @returns Whether to go on. A segment that is not acceptable is answered with an ACK unless it is a RST.
 */
export function firstSequence(tcb: Tcb): boolean {
  const { seg } = tcb
  const isReset = (seg.flags & RST) !== 0
  const hasSyn = (seg.flags & SYN) !== 0
  if (isOldTimestamp(tcb) && !isReset) {
    if (hasSyn) challenge(tcb, seg.now)
    else if (!isOldAck(tcb)) answerUnacceptable(tcb)
    return false
  }
  if (isAcceptable(tcb)) return true
  if (isReset) {
    if (isLateReset(tcb)) reset(tcb)
  } else if (hasSyn) challenge(tcb, seg.now)
  else answerUnacceptable(tcb)
  return false
}

/** An empty ACK that others have overtaken: nobody waits for an answer to it (Linux tcp_disordered_ack_check, 2). */
function isOldAck({ seg, rcv }: Tcb): boolean {
  return (seg.flags & ACK) !== 0 && seg.len === 0 && seg.seq < rcv.nxt
}

/**
 * RFC 9293 §3.4, table 6, as Linux has it (tcp_sequence): a segment may touch what was received since the last ACK, and
 * the highest edge ever offered. Beyond it goes one that comes while nothing waits to be read, not even the end, and a FIN.
 */
function isAcceptable(tcb: Tcb): boolean {
  const { seg, rcv, memory } = tcb
  const end = seg.seq + seg.len
  if (end < rcv.wup) return false
  const limit = Math.max(rcv.maxEdge, rcv.nxt)
  if (end <= limit || end - ((seg.flags & FIN) !== 0 ? 1 : 0) <= limit) return true
  const isTaken = seg.seq <= limit && memory.isEmpty && (rcv.fin < 0 || rcv.isFinRead || tcb.isReleased)
  if (!isTaken && (seg.flags & RST) === 0) tcb.statistics.count('BeyondWindow')
  return isTaken
}

/**
 * <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> (Linux tcp_send_dupack). Empty segments are answered at most once in 500 ms, so
 * that two ends cannot answer each other for ever; old data is reported (RFC 2883 §4).
 */
function answerUnacceptable(tcb: Tcb): void {
  const { seg, rcv } = tcb
  if (seg.len === 0 && !mayAnswerInvalid(tcb, seg.now)) return
  if (seg.len > 0 && seg.seq < rcv.nxt) {
    startQuickAcks(tcb)
    reportDuplicate(tcb, seg.seq, Math.min(seg.seq + seg.len, rcv.nxt))
  }
  tcb.pending.acknowledge()
}
