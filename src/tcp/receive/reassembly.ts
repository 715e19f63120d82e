import { READABLE, type Tcb } from '../tcb.ts'

/** Reports [left, right) as received twice, where that is agreed (RFC 2883). */
export function reportDuplicate(tcb: Tcb, left: number, right: number): void {
  tcb.counters.duplicateBytes += Math.max(0, right - Math.max(left, 1))
  if (tcb.sack && tcb.settings.dsack) tcb.sackBlocks.setDuplicate(left, right)
}

/** RCV.NXT moves over what has been kept and now joins it (Linux tcp_ofo_queue). */
export function deliver(tcb: Tcb): void {
  const { seg, rcv, outOfOrder, sackBlocks, memory } = tcb
  const filled = rcv.nxt
  let count = 0
  while (count < outOfOrder.count && (outOfOrder.lefts[count] as number) <= rcv.nxt) {
    const left = outOfOrder.lefts[count] as number
    const right = outOfOrder.rights[count] as number
    const size = outOfOrder.sizes[count] as number
    count++
    if (left < filled && tcb.sack && tcb.settings.dsack)
      sackBlocks.extendDuplicate(left, Math.min(right, filled))
    if (right <= rcv.nxt) {
      memory.used -= size
      continue
    }
    const isLast = outOfOrder.fins[count - 1] === true
    const end = isLast ? right - 1 : right
    advance(tcb, end)
    memory.join(end, size)
    // What waits beyond the FIN was not the peer's.
    if (isLast) {
      seg.reachesFin = true
      break
    }
  }
  if (count > 0) outOfOrder.remove(0, count)
  if (outOfOrder.count > 0) return
  sackBlocks.clear()
  // RFC 5681 §4.2: at once when the gap is filled.
  if (count > 0) rcv.ackScheduled = rcv.ackNow = true
}

/** RCV.NXT moves on to `right`: so much more can be read. */
export function advance(tcb: Tcb, right: number): void {
  const { rcv } = tcb
  tcb.counters.bytesReceived += right - rcv.nxt
  rcv.nxt = right
  tcb.tell(READABLE)
}
