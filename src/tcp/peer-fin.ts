import { PEER_CLOSED } from './events.ts'
import { offerWindow } from './receive/receive-window.ts'
import type { Tcb } from './tcb.ts'
import { enterTimeWait } from './time-wait.ts'

/**
 * The peer's FIN, at RCV.NXT: he has said all (RFC 9293 §3.10.7.4, eighth check; Linux tcp_fin). Where our FIN is out the ACK
 * of it goes before all else, with the window and the blocks that there are.
 *
 * @param isAlone - Nothing but it was waited for: see `isWaitingAlone`.
 */
export function takeFin(tcb: Tcb, isAlone = false): void {
  const { seg, rcv, sackBlocks } = tcb
  rcv.finCame(tcb.memory.isEmpty)
  tcb.acks.schedule()
  tcb.report(PEER_CLOSED)
  switch (tcb.state) {
    case 'ESTABLISHED':
      dropBeyond(tcb)
      sackBlocks.reset()
      tcb.move('CLOSE-WAIT', 'rcv FIN')
      // The user will close too, in a moment: the ACK may wait for his FIN (Linux: pingpong).
      tcb.acks.beInteractive(tcb.settings.pingPongThreshold)
      return
    case 'FIN-WAIT-1':
      // Had our FIN been acknowledged by this segment, the fifth check would have entered FIN-WAIT-2.
      tcb.pending.acknowledgeFirst()
      offerWindow(tcb)
      tcb.move('CLOSING', 'rcv FIN')
      break
    default:
      tcb.pending.acknowledgeFirst()
      if (!isAlone) offerWindow(tcb)
      enterTimeWait(tcb, 'rcv FIN', seg.now)
  }
  dropBeyond(tcb)
  sackBlocks.resetOnceLeft()
}

/** Beyond the FIN there is nothing: whatever waits there was not the peer's. */
function dropBeyond({ memory, outOfOrder }: Tcb): void {
  memory.free(outOfOrder.drop())
}
