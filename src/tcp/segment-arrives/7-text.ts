import { FIN } from '../../wire/index.ts'
import { startQuickAcks, textCame } from '../acknowledgments.ts'
import { takeMarks } from '../ecn.ts'
import { queueOutOfOrder } from '../receive/queue-out-of-order.ts'
import { makeRoom } from '../receive/make-room.ts'
import { tailroomOf, truesizeOf } from '../receive/truesize.ts'
import { advance, deliver, reportDuplicate } from '../receive/reassembly.ts'
import type { Tcb } from '../tcb.ts'
import { abortOnData } from './abort-on-data.ts'

/** Seventh, process the segment text (RFC 9293 §3.10.7.4; Linux tcp_data_queue). @returns Whether to go on. */
export function seventhText(tcb: Tcb): boolean {
  const { seg, rcv, state } = tcb
  if (seg.len === 0) return true
  // After the peer's FIN there can be no more text: what comes is old, or not his.
  const isOver = state !== 'ESTABLISHED' && state !== 'FIN-WAIT-1' && state !== 'FIN-WAIT-2'
  if (isOver && seg.seq >= rcv.nxt) return true
  if (state !== 'ESTABLISHED' && abortOnData(tcb, isOver)) return false
  if (seg.text > 0) {
    tcb.counters.textCame()
    if (takeMarks(tcb)) tcb.acks.hurry()
  }
  const end = seg.seq + seg.len
  if (seg.seq === rcv.nxt) takeInOrder(tcb)
  else if (end <= rcv.nxt) refuseOld(tcb, end)
  else if (seg.seq >= rcv.nxt + rcv.wnd) {
    tcb.statistics.count('BeyondWindow')
    refuseBeyond(tcb)
  } else if (seg.seq < rcv.nxt) takeRest(tcb)
  else queueOutOfOrder(tcb, end)
  return true
}

/** SEG.SEQ = RCV.NXT. */
function takeInOrder(tcb: Tcb): void {
  const { seg, rcv } = tcb
  // Some stacks send a bare FIN into a shut window: taking it ends the exchange of ACKs.
  if (rcv.wnd === 0 && seg.text > 0) {
    tcb.statistics.count('TCPZeroWindowDrop')
    refuseBeyond(tcb)
    return
  }
  takeNew(tcb, seg.seq)
}

/** Begins before RCV.NXT and ends beyond: what is old is reported (RFC 2883 §4), the rest is new. */
function takeRest(tcb: Tcb): void {
  const { seg, rcv } = tcb
  reportDuplicate(tcb, seg.seq, rcv.nxt)
  if (rcv.wnd === 0) {
    tcb.statistics.count('TCPZeroWindowDrop')
    refuseBeyond(tcb)
    return
  }
  takeNew(tcb, rcv.nxt)
}

/** Takes the text from `left`, which is RCV.NXT, on: all of it, even beyond the window, as the first check let it in. */
function takeNew(tcb: Tcb, left: number): void {
  const { seg, rcv, memory } = tcb
  if (seg.text === 0) {
    reachFin(tcb)
    if (!makeRoom(tcb, seg.seq)) tcb.acks.refuseForMemory()
    return
  }
  const right = seg.seq + seg.text
  const length = right - left
  const packet = tcb.packetLength()
  const truesize = truesizeOf(packet)
  if (length <= 0) {
    reachFin(tcb)
    textCame(tcb, seg.text, truesize, seg.now)
    return
  }
  if (!makeRoom(tcb, seg.seq)) {
    tcb.acks.refuseForMemory()
    // One packet always finds a place; a second has to wait for the reader.
    if (!memory.isEmpty) {
      tcb.statistics.count('TCPRcvQDrop')
      return
    }
  }
  reachFin(tcb)
  tcb.receiveRing.write(left, seg.raw.payload, seg.textOffset + (left - seg.seq), length)
  memory.queue(right, length, truesize, tailroomOf(packet))
  advance(tcb, right)
  textCame(tcb, seg.text, truesize, seg.now)
  if (tcb.outOfOrder.size > 0 && !seg.reachesFin) deliver(tcb)
  // The ACK of a FIN may report them once more: see `takeFin`.
  if (tcb.sackBlocks.count > 0 && !seg.reachesFin) tcb.sackBlocks.removeBefore(rcv.nxt)
}

/** Old through and through: the ACK of it was lost (RFC 2883 §4). */
function refuseOld(tcb: Tcb, end: number): void {
  reportDuplicate(tcb, tcb.seg.seq, end)
  refuseBeyond(tcb)
}

/** Outside the window, as a zero-window probe is: the ACK says where we are. */
function refuseBeyond(tcb: Tcb): void {
  startQuickAcks(tcb)
  tcb.acks.schedule()
}

/** The segment is in order up to its end: its FIN counts, whatever waits beyond it (Linux tcp_data_queue). */
function reachFin({ seg }: Tcb): void {
  if ((seg.flags & FIN) !== 0) seg.reachFin()
}
