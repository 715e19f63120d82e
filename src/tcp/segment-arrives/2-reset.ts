import { RST } from '../../wire/index.ts'
import { challenge } from '../acknowledgments.ts'
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

/** A RST with the number of the peer's FIN, sent before his FIN was acknowledged (Linux tcp_reset_check). */
export function isLateReset(tcb: Tcb): boolean {
  const { seg, rcv, state } = tcb
  const isAfterFin = state === 'CLOSE-WAIT' || state === 'LAST-ACK' || state === 'CLOSING'
  return isAfterFin && seg.seq === rcv.nxt - 1
}

/** A RST that is believed. */
export function reset(tcb: Tcb): void {
  switch (tcb.state) {
    case 'SYN-RECEIVED':
      if (tcb.isPassive) returnToListen(tcb, 'rcv RST')
      else tcb.delete('rcv RST', 'refused')
      break
    default:
      tcb.delete('rcv RST', 'reset')
  }
}

/** "If this connection was initiated with a passive OPEN, then return this connection to the LISTEN state." */
export function returnToListen(tcb: Tcb, event: 'rcv RST' | 'rcv SYN'): void {
  // The user has closed already: nobody waits for another peer.
  if (tcb.snd.finQueued) {
    tcb.delete('rcv RST', 'reset')
    return
  }
  tcb.move('LISTEN', event)
  tcb.relisten()
}
