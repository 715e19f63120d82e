import { FIN } from '../../wire/index.ts'
import type { Tcb } from '../tcb.ts'

/**
 * "Any other incoming control or text should be processed ... in the ESTABLISHED state" (RFC 9293 §3.10.7.2):
 * what came with a SYN is kept as if it had come out of order, neither acknowledged nor readable until then.
 */
export function keepTextOfSyn(tcb: Tcb): void {
  const { seg, rcv } = tcb
  const room = Math.min(rcv.offered, 0xffff)
  const length = Math.min(seg.text, room)
  if (length > 0) {
    tcb.receiveRing.write(1, seg.raw.payload, seg.textOffset, length)
    tcb.outOfOrder.add(1, 1 + length)
  }
  if ((seg.flags & FIN) !== 0 && length === seg.text) rcv.fin = 1 + length
}
