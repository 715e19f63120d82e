import { READABLE } from '../events.ts'
import type { Tcb } from '../tcb.ts'

/** Reports [left, right) as received twice, where that is agreed (RFC 2883). */
export function reportDuplicate(tcb: Tcb, left: number, right: number): void {
  tcb.counters.receivedTwice(Math.max(0, right - Math.max(left, 1)))
  if (tcb.sack && tcb.settings.dsack) tcb.sackBlocks.setDuplicate(left, right)
}

/** RCV.NXT moves over what has been kept and now joins it (Linux tcp_ofo_queue). */
export function deliver(tcb: Tcb): void {
  const { seg, rcv, outOfOrder, sackBlocks, memory } = tcb
  const filled = rcv.nxt
  let joined = false
  for (let next = outOfOrder.first; next !== undefined && next.left <= rcv.nxt; next = outOfOrder.first) {
    const { left, right, size, fin } = next
    outOfOrder.remove(left)
    joined = true
    if (left < filled && tcb.sack && tcb.settings.dsack)
      sackBlocks.extendDuplicate(left, Math.min(right, filled))
    if (right <= rcv.nxt) {
      memory.free(size)
      continue
    }
    const end = fin ? right - 1 : right
    advance(tcb, end)
    memory.join(end, size)
    // What waits beyond the FIN was not the peer's.
    if (fin) {
      seg.reachFin()
      break
    }
  }
  if (outOfOrder.size > 0) return
  sackBlocks.clear()
  // RFC 5681 §4.2: at once when the gap is filled.
  if (joined) tcb.acks.scheduleNow()
}

/** RCV.NXT moves on to `right`: so much more can be read. */
export function advance(tcb: Tcb, right: number): void {
  const { rcv } = tcb
  tcb.counters.received(right - rcv.nxt)
  rcv.advance(right)
  tcb.report(READABLE)
}
