import { deleteTcb, relisten } from './life-cycle.ts'
import type { Tcb } from './tcb.ts'

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
      else deleteTcb(tcb, 'rcv RST', 'refused')
      break
    default:
      deleteTcb(tcb, 'rcv RST', 'reset')
  }
}

/** "If this connection was initiated with a passive OPEN, then return this connection to the LISTEN state." */
export function returnToListen(tcb: Tcb, event: 'rcv RST' | 'rcv SYN'): void {
  // The user has closed already: nobody waits for another peer.
  if (tcb.snd.finQueued) {
    deleteTcb(tcb, 'rcv RST', 'reset')
    return
  }
  tcb.move('LISTEN', event)
  relisten(tcb)
}
