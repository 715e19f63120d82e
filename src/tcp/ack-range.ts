import type { Tcb } from './tcb.ts'

/**
 * RFC 5961 §5.2: (SND.UNA - MAX.SND.WND) =< SEG.ACK =< SND.NXT, and no further back than the peer has acknowledged since
 * the connection began, however large the window. What acknowledges more than was sent is challenged too (RFC 9293
 * §3.10.7.4; Linux 6.18 tcp_ack: older ones drop it in silence).
 */
export function isAckInRange({ seg, snd, isPassive }: Tcb): boolean {
  const acknowledged = isPassive ? snd.una - 1 : snd.una
  return seg.ack <= snd.nxt && seg.ack >= snd.una - Math.min(snd.maxWnd, Math.max(acknowledged, 0))
}
