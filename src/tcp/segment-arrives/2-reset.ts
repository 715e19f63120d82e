import { RST } from '../../wire/index.ts'
import { challenge } from '../acknowledgments.ts'
import { isLateReset, reset } from '../peer-reset.ts'
import type { Tcb } from '../tcb.ts'

/** Second, check the RST bit (RFC 9293 §3.10.7.4, RFC 5961 §3.2). @returns Whether to go on. */
export function secondReset(tcb: Tcb): boolean {
  const { seg } = tcb
  if ((seg.flags & RST) === 0) return true
  // In the window but not exactly RCV.NXT: perhaps a blind attack, so ask. What SACK has reported is exact too: the
  // peer's RST may have overtaken his data.
  const { sackBlocks } = tcb
  const isExact =
    seg.seq === tcb.rcv.nxt ||
    isLateReset(tcb) ||
    (tcb.sack && sackBlocks.count > 0 && seg.seq === sackBlocks.highest)
  if (isExact) reset(tcb)
  else challenge(tcb, seg.now)
  return false
}
