import { FIN } from '../../wire/index.ts'
import { delayAcknowledgment } from '../acknowledgments.ts'
import { PEER_CLOSED, type Tcb } from '../tcb.ts'
import { enterTimeWait } from '../time-wait.ts'

/** Eighth, check the FIN bit (RFC 9293 §3.10.7.4): it counts once everything before it has come. */
export function eighthFin(tcb: Tcb): void {
  const { seg, rcv } = tcb
  switch (tcb.state) {
    case 'ESTABLISHED':
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
      if (rcv.fin >= 0 && rcv.nxt === rcv.fin) takeFin(tcb)
      else if ((seg.flags & FIN) !== 0) tcb.pending.ack = true
      return
    case 'TIME-WAIT':
      // "Remain in the TIME-WAIT state. Restart the 2 MSL time-wait timeout." The ACK was queued by the first check.
      if ((seg.flags & FIN) !== 0) tcb.pending.ack = true
      return
    default:
      if ((seg.flags & FIN) !== 0) tcb.pending.ack = true
  }
}

function takeFin(tcb: Tcb): void {
  const { seg, rcv } = tcb
  rcv.nxt = rcv.fin + 1
  if (rcv.edge < rcv.nxt) rcv.edge = rcv.nxt
  tcb.tell(PEER_CLOSED)
  // Linux: at once, unless data that came before it is still waiting for its ACK and the user answers.
  if (rcv.isInteractive) delayAcknowledgment(tcb, seg.now)
  else tcb.pending.ack = true
  switch (tcb.state) {
    case 'ESTABLISHED':
      tcb.move('CLOSE-WAIT', 'rcv FIN')
      return
    case 'FIN-WAIT-1':
      // Had our FIN been acknowledged by this segment, the fifth check would have entered FIN-WAIT-2.
      tcb.move('CLOSING', 'rcv FIN')
      tcb.pending.ack = true
      return
    default:
      tcb.pending.ack = true
      enterTimeWait(tcb, 'rcv FIN', seg.now)
  }
}
