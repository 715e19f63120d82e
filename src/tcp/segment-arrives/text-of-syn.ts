import { FIN } from '../../wire/index.ts'
import { truesizeOf } from '../receive/truesize.ts'
import type { Tcb } from '../tcb.ts'

/**
 * "Any other incoming control or text should be processed ... in the ESTABLISHED state" (RFC 9293 §3.10.7.2):
 * what came with a SYN is kept as if it had come out of order, neither acknowledged nor readable until then.
 */
export function keepTextOfSyn(tcb: Tcb): void {
  const { seg, rcv } = tcb
  const length = Math.min(seg.text, rcv.ssthresh)
  // The FIN is kept only with all that came before it.
  const fin = (seg.flags & FIN) !== 0 && length === seg.text
  if (length > 0 || fin) {
    const truesize = truesizeOf(tcb.packetLength())
    tcb.receiveRing.write(1, seg.raw.payload, seg.textOffset, length)
    tcb.outOfOrder.insert({ left: 1, right: 1 + length + (fin ? 1 : 0), size: truesize, fin })
    tcb.memory.take(truesize)
  }
}
