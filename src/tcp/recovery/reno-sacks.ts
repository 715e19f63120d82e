import type { Tcb } from '../tcb.ts'

/**
 * Without SACK, duplicate ACKs show how many segments have left the network, though not which (RFC 5681 §3.2): they
 * are counted as if they were SACKs. So cwnd need not be inflated, and limited transmit (RFC 3042) comes by itself.
 */
export function addDuplicates(tcb: Tcb, count: number): void {
  const { board, rate } = tcb
  if (count === 0) return
  const before = board.sackedOut
  board.duplicatesCame(count)
  checkReordering(tcb, 0)
  if (board.sackedOut > before) rate.deliver(board.sackedOut - before)
}

/** An ACK of `acked` segments: one filled the hole, the others had been reported by duplicates (Linux tcp_remove_reno_sacks). */
export function removeDuplicates(tcb: Tcb, acked: number): void {
  const { board, rate } = tcb
  if (acked > 0) {
    rate.deliver(Math.max(acked - board.sackedOut, 1))
    board.duplicatesAcked(acked)
  }
  checkReordering(tcb, acked)
}

/** More duplicates than segments: the path reorders or duplicates. */
function checkReordering(tcb: Tcb, more: number): void {
  const { board, rack, records, settings } = tcb
  if (board.limitDuplicates(records.size)) rack.reorderedBeyond(records.size + more, settings.maxReordering)
}
