import { URG } from '../../wire/index.ts'
import type { Tcb } from '../tcb.ts'

/**
 * Sixth, check the URG bit (RFC 9293 §3.10.7.4): RCV.UP <- max(RCV.UP, SEG.UP), and tell the user when that is news.
 * The pointer points past the last urgent byte (RFC 9293 §3.8.5, RFC 6093 §3.1).
 */
export function sixthUrgent(tcb: Tcb): void {
  const { seg, rcv, state } = tcb
  if ((seg.flags & URG) === 0) return
  if (state !== 'ESTABLISHED' && state !== 'FIN-WAIT-1' && state !== 'FIN-WAIT-2') return
  const up = seg.seq + seg.raw.urgentPointer
  if (up <= rcv.up || up <= rcv.read) return
  rcv.up = up
  tcb.events.push({ type: 'urgent', bytesAhead: up - rcv.read })
}
