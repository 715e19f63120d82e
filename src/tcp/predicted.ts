import { ACK, PSH } from '../wire/index.ts'
import type { Tcb } from './tcb.ts'

/**
 * Header prediction: whether Linux takes the arriving segment on its fast path, before anything of it is looked at
 * (tcp_rcv_established, pred_flags): the next in order, the window unchanged, nothing but the options agreed on, and
 * neither holes nor urgent data on this side.
 */
export function isPredicted(tcb: Tcb): boolean {
  const { seg, rcv, snd, outOfOrder, urgent, state } = tcb
  const { raw } = seg
  const isPlain = (seg.flags & ~PSH) === ACK && seg.seq === rcv.nxt && seg.ack <= snd.nxt
  if (state !== 'ESTABLISHED' || !isPlain || seg.wnd !== snd.wnd) return false
  const hasUsualOptions =
    raw.hasTimestamps === tcb.timestamps && raw.sackCount === 0 && raw.unknownOptions === undefined
  return hasUsualOptions && outOfOrder.size === 0 && rcv.offered > 0 && urgent.state === 'none'
}
