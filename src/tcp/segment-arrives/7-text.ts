import { FIN } from '../../wire/index.ts'
import { acknowledgeText } from '../acknowledgments.ts'
import { takeMarks } from '../ecn.ts'
import { noteSackBlock } from '../options.ts'
import { READABLE, type Tcb } from '../tcb.ts'
import { noteDuplicate } from './1-sequence.ts'

/** Seventh, process the segment text (RFC 9293 §3.10.7.4). @returns Whether to go on. */
export function seventhText(tcb: Tcb): boolean {
  const { seg, rcv, state } = tcb
  if (state !== 'ESTABLISHED' && state !== 'FIN-WAIT-1' && state !== 'FIN-WAIT-2') {
    // After the peer's FIN there can be no more text: what comes is old.
    if (seg.text > 0) tcb.pending.ack = true
    return true
  }
  noteFin(tcb)
  if (seg.text === 0) return true
  tcb.counters.dataSegmentsIn++
  if (takeMarks(tcb)) tcb.pending.ack = true
  if (tcb.isReleased && seg.seq + seg.text > rcv.nxt) {
    // Nobody will ever read what is new here: say so (RFC 9293 §3.6.1, RFC 2525 §2.17; Linux tcp_rcv_state_process).
    tcb.reset(tcb.wireSeq(tcb.snd.nxt), true)
    tcb.delete('ABORT', 'aborted')
    return false
  }
  noteDuplicate(tcb)
  const left = Math.max(seg.seq, rcv.nxt)
  const right = Math.min(seg.seq + seg.text, rcv.edge, rcv.fin >= 0 ? rcv.fin : Infinity)
  if (right <= left) {
    // Nothing new, or the window is full: the ACK says where we are.
    tcb.pending.ack = true
    return true
  }
  tcb.receiveRing.write(left, seg.raw.payload, seg.textOffset + (left - seg.seq), right - left)
  if (left === rcv.nxt && tcb.outOfOrder.count === 0) {
    advance(tcb, right)
    acknowledgeText(tcb, right - left, false, seg.now)
    return true
  }
  const known = tcb.outOfOrder.countWithin(left, right)
  if (known === right - left && tcb.sack) {
    tcb.counters.duplicateBytes += known
    tcb.dsackLeft = left
    tcb.dsackRight = right
  }
  tcb.outOfOrder.add(left, right)
  if (left === rcv.nxt) {
    deliver(tcb)
    acknowledgeText(tcb, right - left, true, seg.now)
  } else {
    // RFC 5681 §4.2: out of order is acknowledged at once.
    tcb.counters.outOfOrder++
    noteSackBlock(tcb, left)
    tcb.pending.ack = true
  }
  return true
}

/** RCV.NXT moves over what has been kept and now joins it. */
export function deliver(tcb: Tcb): void {
  const { rcv, outOfOrder } = tcb
  const right = outOfOrder.skip(rcv.nxt)
  if (right === rcv.nxt) return
  outOfOrder.removeBefore(right)
  advance(tcb, right)
  tcb.pending.ack = true
}

function advance(tcb: Tcb, right: number): void {
  const { rcv } = tcb
  tcb.counters.bytesReceived += right - rcv.nxt
  rcv.nxt = right
  if (rcv.edge < right) rcv.edge = right
  if (rcv.isShutdown) {
    rcv.read = right
    tcb.receiveRing.release(right)
  } else tcb.tell(READABLE)
}

/** Remembers where the stream ends, if the FIN is not beyond the window. */
function noteFin(tcb: Tcb): void {
  const { seg, rcv } = tcb
  if ((seg.flags & FIN) === 0 || rcv.fin >= 0) return
  const position = seg.seq + seg.text
  // Beyond what has been received already the stream cannot end.
  if (position >= Math.max(rcv.nxt, tcb.outOfOrder.highest) && position <= rcv.edge) rcv.fin = position
}
