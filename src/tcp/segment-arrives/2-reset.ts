import { RST } from '../../wire/index.ts'
import { challenge } from '../acknowledgments.ts'
import type { Tcb } from '../tcb.ts'

/** Second, check the RST bit (RFC 9293 §3.10.7.4, RFC 5961 §3.2). @returns Whether to go on. */
export function secondReset(tcb: Tcb): boolean {
  const { seg } = tcb
  if ((seg.flags & RST) === 0) return true
  // In the window but not exactly RCV.NXT: perhaps a blind attack, so ask.
  if (seg.seq !== tcb.rcv.nxt) {
    challenge(tcb, seg.now)
    return false
  }
  switch (tcb.state) {
    case 'SYN-RECEIVED':
      if (tcb.isPassive) returnToListen(tcb, 'rcv RST')
      else tcb.delete('rcv RST', 'refused')
      break
    case 'TIME-WAIT':
      tcb.delete('rcv RST', 'finished')
      break
    default:
      tcb.delete('rcv RST', 'reset')
  }
  return false
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
