import type { Tcb } from '../tcb.ts'
import { advertisedMss } from './receive-tuning.ts'

/**
 * Whether a segment may come into the buffer (Linux tcp_try_rmem_schedule, tcp_prune_queue).
 * Where it may not, room is made: the buffer grows as far as the host allows, what waits is packed together, and in the
 * end what came out of order is given up, the last first, unless the segment itself would be the last.
 */
export function makeRoom(tcb: Tcb, position: number): boolean {
  const { memory, rcv } = tcb
  if (memory.hasRoom) return true
  if (memory.used === 0) return false
  clampWindow(tcb)
  if (memory.hasRoom) return true
  if (!memory.isEmpty) memory.collapse(rcv.nxt - rcv.read)
  if (memory.hasRoom) return true
  pruneOutOfOrder(tcb, position)
  return memory.hasRoom
}

/** The buffer is full (Linux tcp_clamp_window): it grows unless the user has fixed it; no more quick ACKs. */
function clampWindow(tcb: Tcb): void {
  const { memory, rcv, settings } = tcb
  tcb.acks.endQuickAcks()
  const largest = settings.receiveMemory[2]
  if (memory.limit < largest && !memory.isLocked) memory.grow(Math.min(memory.used, largest))
  if (memory.used > memory.limit) rcv.shrinkTo(2 * advertisedMss(tcb))
}

/** Linux tcp_prune_ofo_queue: a SACK receiver may give up what it has reported (RFC 2018 §8). */
function pruneOutOfOrder(tcb: Tcb, position: number): void {
  const { memory, outOfOrder, sackBlocks } = tcb
  const step = Math.floor(memory.limit / 8)
  let goal = step
  let pruned = false
  for (let last = outOfOrder.last; last !== undefined && position <= last.left; last = outOfOrder.last) {
    outOfOrder.remove(last.left)
    memory.free(last.size)
    goal -= last.size
    pruned = true
    if (outOfOrder.size > 0 && goal > 0) continue
    if (memory.hasRoom) break
    goal = step
  }
  if (pruned) sackBlocks.reset()
}
