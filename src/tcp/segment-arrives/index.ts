import type { Nanos } from '../../base/index.ts'
import { ACK, type TcpSegment } from '../../wire/index.ts'
import { settleAcknowledgment } from '../acknowledgments.ts'
import { measureByEcho } from '../receive/receive-tuning.ts'
import type { Tcb } from '../tcb.ts'
import { noteTimestamp } from '../timestamps.ts'
import { isWaitingAlone } from '../waiting-alone.ts'
import { isPredicted } from '../predicted.ts'
import { firstSequence } from './1-sequence.ts'
import { secondReset } from './2-reset.ts'
import { fourthSyn } from './4-syn.ts'
import { isAckInRange } from '../ack-range.ts'
import { fifthAck } from './5-ack.ts'
import { sixthUrgent } from './6-urgent.ts'
import { seventhText } from './7-text.ts'
import { eighthFin } from './8-fin.ts'
import { passesHalfOpen } from './half-open.ts'
import { arriveInListen } from './listen.ts'
import { arriveInSynSent } from './syn-sent.ts'
import { arriveInTimeWait } from './time-wait.ts'

/** SEGMENT ARRIVES (RFC 9293 §3.10.7), in its order. */
export function segmentArrives(tcb: Tcb, segment: TcpSegment, trafficClass: number, now: Nanos): void {
  // CLOSED (§3.10.7.1): the TCB is gone; a host without a connection answers with `resetReply`.
  if (tcb.state === 'CLOSED') return
  tcb.counters.segmentCame()
  tcb.unit.wake()
  tcb.seg.read(
    segment,
    trafficClass,
    tcb.seqPosition(segment.seq),
    tcb.ackPosition(segment.ack),
    tcb.snd.wscale,
    now,
  )
  if (tcb.state === 'LISTEN') arriveInListen(tcb)
  else if (tcb.state === 'SYN-SENT') arriveInSynSent(tcb)
  else arriveInOthers(tcb)
}

/** The other states (§3.10.7.4). */
function arriveInOthers(tcb: Tcb): void {
  const { seg } = tcb
  tcb.rcv.segmentCame(seg.now)
  tcb.snd.segmentCame()
  if (isWaitingAlone(tcb)) {
    arriveInTimeWait(tcb)
    return
  }
  if (tcb.state === 'SYN-RECEIVED' && tcb.isPassive && !passesHalfOpen(tcb)) return
  const isFast = fastPathMatters(tcb) && isPredicted(tcb)
  if (!firstSequence(tcb) || !secondReset(tcb) || !fourthSyn(tcb)) return
  // A segment whose ACK the fifth check refuses says nothing, not even the time (Linux tcp_ack); one whose ACK is old says it
  // on the fast path alone.
  if ((seg.flags & ACK) !== 0 && (seg.ack >= tcb.snd.una || isFast) && isAckInRange(tcb)) noteTimestamp(tcb)
  const isNews = seg.ack > tcb.snd.una
  if (!fifthAck(tcb)) return
  if (!isFast || isNews) tcb.snd.segmentTaken()
  measureByEcho(tcb)
  sixthUrgent(tcb)
  // A duplicate that has not been reported by now is not any more (Linux tcp_data_queue).
  if (!isFast && seg.len > 0 && tcb.sackBlocks.hasDuplicate) tcb.sackBlocks.forgetDuplicate()
  if (!seventhText(tcb)) return
  eighthFin(tcb)
  if (!isFast || seg.len > 0) settleAcknowledgment(tcb)
}

/**
 * On its fast path Linux looks neither after a bare ACK at what waits to be acknowledged, nor after text that acknowledges
 * nothing at what waits to be sent, nor does it forget a duplicate (tcp_rcv_established). Only then need it be known.
 */
function fastPathMatters({ seg, snd, acks, sackBlocks }: Tcb): boolean {
  return (seg.len === 0 ? acks.isScheduled : snd.holdsMore || sackBlocks.hasDuplicate) || seg.ack < snd.una
}
