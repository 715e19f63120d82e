import type { Tcb } from '../tcb.ts'

/**
 * Without SACK, duplicate ACKs tell how many segments have left the network, though not which (RFC 5681 §3.2): they
 * are counted as if they were SACKs. So cwnd need not be inflated, and limited transmit (RFC 3042) comes by itself.
 */
export function addDuplicates(tcb: Tcb, count: number): void {
  const { recovery, rate } = tcb
  if (count === 0) return
  const before = recovery.sackedOut
  recovery.sackedOut += count
  checkReordering(tcb, 0)
  if (recovery.sackedOut > before) rate.delivered += recovery.sackedOut - before
}

/** An ACK of `acked` segments: one filled the hole, the others had been told by duplicates (Linux tcp_remove_reno_sacks). */
export function removeDuplicates(tcb: Tcb, acked: number): void {
  const { recovery, rate } = tcb
  if (acked > 0) {
    rate.delivered += Math.max(acked - recovery.sackedOut, 1)
    recovery.sackedOut = Math.max(0, recovery.sackedOut - (acked - 1))
  }
  checkReordering(tcb, acked)
}

/** No more can have left than was out, less the hole. @returns Whether more had been counted. */
export function limitDuplicates(tcb: Tcb): boolean {
  const { recovery, records } = tcb
  const holes = Math.min(Math.max(recovery.lostOut, 1), records.size)
  if (recovery.sackedOut + holes <= records.size) return false
  recovery.sackedOut = records.size - holes
  return true
}

/** More duplicates than segments: the path reorders or duplicates. */
function checkReordering(tcb: Tcb, more: number): void {
  const { recovery, records, settings } = tcb
  if (!limitDuplicates(tcb)) return
  recovery.reordering = Math.min(records.size + more, settings.maxReordering)
  recovery.reordSeen++
}
