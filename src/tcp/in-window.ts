import type { Tcb } from './tcb.ts'

/** Whether a segment lies in the receive window, or touches it (RFC 9293 §3.4, table 6; Linux tcp_in_window). */
export function isInWindow({ seg, rcv }: Tcb): boolean {
  const edge = rcv.nxt + rcv.wnd
  const end = seg.seq + seg.len
  if (seg.seq === rcv.nxt) return true
  if (end > rcv.nxt && seg.seq < edge) return true
  return seg.seq === edge && seg.len === 0
}
