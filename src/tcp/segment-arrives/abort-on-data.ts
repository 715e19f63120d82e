import { ACK } from '../../wire/index.ts'
import { deleteTcb } from '../life-cycle.ts'
import type { Tcb } from '../tcb.ts'

/**
 * Nobody will ever read what is new here, or what a FIN beyond a hole ends, because the owner has released it or has shut down both ways, or the peer has said
 * his FIN: say so with a RST (RFC 9293 §3.6.1, RFC 2525 §2.17; Linux tcp_rcv_state_process).
 *
 * @param isOver - The peer's FIN has come.
 * @returns True when the connection is gone.
 */
export function abortOnData(tcb: Tcb, isOver: boolean): boolean {
  const { seg, rcv } = tcb
  if (!tcb.isReleased && !rcv.isShutdown && !isOver) return false
  const end = seg.seq + seg.text
  if (seg.len === 0 || end <= rcv.nxt) return false
  if ((seg.flags & ACK) !== 0) tcb.pending.sendReset(seg.raw.ack, false)
  else tcb.pending.sendReset(tcb.wireSeq(tcb.snd.nxt), true)
  deleteTcb(tcb, 'ABORT', tcb.isReleased ? 'aborted' : 'reset')
  return true
}
