import { FIN } from '../../wire/index.ts'
import type { Tcb } from '../tcb.ts'
import { makeRoom } from './make-room.ts'
import { growBuffer, growWindow, measureSegment } from './receive-tuning.ts'
import { truesizeOf } from './truesize.ts'

/**
 * A segment that does not begin at RCV.NXT is kept, and reported by SACK (RFC 2018 §4); what of it was there already is
 * reported as a duplicate (RFC 2883 §4). Linux tcp_data_queue_ofo.
 *
 * @param end - One past it, its FIN included.
 */
export function queueOutOfOrder(tcb: Tcb, end: number): void {
  const { seg, memory, counters } = tcb
  if (!makeRoom(tcb, seg.seq)) {
    tcb.statistics.count('TCPOFODrop')
    return
  }
  const truesize = truesizeOf(tcb.packetLength())
  measureSegment(tcb, truesize)
  tcb.acks.schedule()
  counters.cameOutOfOrder(
    seg.raw.segmentSize > 0 ? Math.max(1, Math.ceil(seg.text / seg.raw.segmentSize)) : 1,
  )
  const isKept = insert(tcb, seg.seq, end, truesize)
  if (isKept) {
    tcb.receiveRing.write(seg.seq, seg.raw.payload, seg.textOffset, seg.text)
    memory.take(truesize)
    // Without SACK the window stays: a duplicate ACK must be exactly that.
    if (tcb.sack) growWindow(tcb, seg.text, truesize)
  }
  if (tcb.sack) tcb.sackBlocks.add(seg.seq, end)
  // A connection that nobody has accepted, or that nobody reads, keeps the buffer it has.
  if (tcb.isAccepted && !tcb.isReleased) growBuffer(tcb, tcb.tuning.spaceSize)
}

/** @returns False when every byte of it was there. */
function insert(tcb: Tcb, left: number, right: number, size: number): boolean {
  const { outOfOrder: queue, sackBlocks, memory } = tcb
  const reports = tcb.sack && tcb.settings.dsack
  const before = queue.before(left)?.right ?? 0
  const next = queue.from(left)
  const here = next?.left === left ? next.right : 0
  if (right <= Math.max(before, here)) {
    if (reports) sackBlocks.setDuplicate(left, right)
    tcb.counters.receivedTwice(right - left)
    return false
  }
  if (before > left && reports) sackBlocks.setDuplicate(left, before)
  // Those that it covers are not needed any more; one that it only reaches into stays.
  for (let other = next; other !== undefined && other.left < right; other = queue.from(left)) {
    if (reports) sackBlocks.extendDuplicate(other.left, Math.min(right, other.right))
    if (other.right > right) break
    queue.remove(other.left)
    memory.free(other.size)
  }
  queue.insert({ left, right, size, fin: (tcb.seg.flags & FIN) !== 0 })
  return true
}
