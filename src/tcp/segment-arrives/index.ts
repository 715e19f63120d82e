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
  // On its fast path Linux looks neither after a bare ACK at what waits to be acknowledged, nor after text that acknowledges
  // nothing at what waits to be sent (tcp_rcv_established).
  const leavesAck = tcb.acks.isScheduled && seg.len === 0 && isPredicted(tcb)
  const leavesData = tcb.snd.holdsMore && seg.len > 0 && seg.ack === tcb.snd.una && isPredicted(tcb)
  const keepsDuplicate = tcb.sackBlocks.hasDuplicate && (seg.len === 0 || isPredicted(tcb))
  if (!firstSequence(tcb) || !secondReset(tcb) || !fourthSyn(tcb)) return
  // A segment whose ACK the fifth check refuses says nothing, not even the time (Linux tcp_ack).
  // One whose ACK is old says it on the fast path alone.
  if ((seg.flags & ACK) !== 0 && isAckInRange(tcb) && (seg.ack >= tcb.snd.una || isPredicted(tcb)))
    noteTimestamp(tcb)
  if (!fifthAck(tcb)) return
  if (!leavesData) tcb.snd.segmentTaken()
  measureByEcho(tcb)
  sixthUrgent(tcb)
  // A duplicate that has not been reported by now is not any more (Linux tcp_data_queue).
  if (tcb.sackBlocks.hasDuplicate && !keepsDuplicate) tcb.sackBlocks.forgetDuplicate()
  if (!seventhText(tcb)) return
  eighthFin(tcb)
  if (!leavesAck) settleAcknowledgment(tcb, seg.now)
}
