import { PEER_CLOSED } from './events.ts'
import type { Tcb } from './tcb.ts'
import { enterTimeWait } from './time-wait.ts'

/** The peer's FIN, at RCV.NXT: he has said all (RFC 9293 §3.10.7.4, eighth check; Linux tcp_fin). */
export function takeFin(tcb: Tcb): void {
  const { seg, rcv } = tcb
  rcv.finCame(tcb.memory.isEmpty)
  tcb.acks.schedule()
  // Beyond the FIN there is nothing: whatever waits there was not the peer's.
  tcb.memory.free(tcb.outOfOrder.drop())
  tcb.sackBlocks.reset()
  tcb.report(PEER_CLOSED)
  switch (tcb.state) {
    case 'ESTABLISHED':
      tcb.move('CLOSE-WAIT', 'rcv FIN')
      // The user will close too, in a moment: the ACK may wait for his FIN (Linux: pingpong).
      tcb.acks.beInteractive(tcb.settings.pingPongThreshold)
      return
    case 'FIN-WAIT-1':
      // Had our FIN been acknowledged by this segment, the fifth check would have entered FIN-WAIT-2.
      tcb.move('CLOSING', 'rcv FIN')
      tcb.pending.acknowledge()
      return
    default:
      tcb.pending.acknowledge()
      enterTimeWait(tcb, 'rcv FIN', seg.now)
  }
}
