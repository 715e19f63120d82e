import type { Tcb } from './tcb.ts'

/**
 * The position of an empty segment: SND.NXT, or where the window ends when the peer has taken it back below that, so that
 * he finds the segment acceptable. Less than one unit of the window scale may be rounding (Linux tcp_acceptable_seq).
 */
export function acceptableSeq({ snd, rcv, scaling }: Tcb): number {
  const edge = snd.una + snd.wnd
  const beyond = snd.nxt - edge
  return beyond <= 0 || (scaling && beyond < 1 << rcv.wscale) ? snd.nxt : edge
}
