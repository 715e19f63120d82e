import { ACK, FIN } from '../../wire/index.ts'
import { waitForFin } from '../calls.ts'
import { acknowledge } from '../acknowledge.ts'
import { challenge } from '../acknowledgments.ts'
import { isEcnEcho } from '../ecn.ts'
import { restartAfterIdle } from '../idle-restart.ts'
import { arrivingAck } from '../recovery/ack-outcome.ts'
import { deliver } from '../receive/reassembly.ts'
import { deleteTcb } from '../life-cycle.ts'
import type { Tcb } from '../tcb.ts'
import { enterTimeWait } from '../time-wait.ts'
import { KEEP_ALIVE_TIMER, PERSIST } from '../timers.ts'
import { isAckInRange } from '../ack-range.ts'
import { establish } from './establish.ts'

/** Fifth, check the ACK field (RFC 9293 §3.10.7.4). @returns Whether to go on. */
export function fifthAck(tcb: Tcb): boolean {
  const { seg, snd } = tcb
  if ((seg.flags & ACK) === 0) return false
  if (tcb.state === 'SYN-RECEIVED') {
    // SND.UNA < SEG.ACK =< SND.NXT, else <SEQ=SEG.ACK><CTL=RST>.
    if (seg.ack <= snd.una || seg.ack > snd.nxt) {
      tcb.pending.sendReset(seg.raw.ack, false)
      return false
    }
    snd.takeWindow(seg.wnd, seg.seq, seg.ack)
    arrivingAck.reset()
    arrivingAck.windowUpdated = true
    acknowledge(tcb, seg.ack, arrivingAck, seg.now)
    tcb.move('ESTABLISHED', 'rcv ACK of SYN')
    establish(tcb, tcb.isPassive)
    deliver(tcb)
    return true
  }
  if (!isAckInRange(tcb)) {
    challenge(tcb, seg.now)
    return false
  }
  const wasInHandshake = snd.una === 0
  takeAck(tcb)
  // CLOSE in SYN-RECEIVED led here before our SYN was acknowledged.
  if (wasInHandshake && snd.una > 0) {
    establish(tcb, tcb.isPassive)
    deliver(tcb)
  }
  return afterAck(tcb)
}

/** An ACK within what may be acknowledged: the window first, then all that it reports. */
function takeAck(tcb: Tcb): void {
  const { seg, snd, timers } = tcb
  const ack = arrivingAck
  ack.reset()
  ack.hasText = seg.len > 0
  ack.ece = isEcnEcho(tcb)
  ack.windowUpdated = updateWindow(tcb)
  const wasShut = snd.wnd === 0
  acknowledge(tcb, seg.ack, ack, seg.now)
  // Any ACK answers a probe; the interval goes on growing, and the user time-out on running, until the window opens
  // (RFC 9293 §3.8.6.1, as Linux).
  snd.probeAnswered()
  // A small window that stays small must not push back the override of silly-window avoidance (§3.8.6.2.1).
  if (snd.wnd > 0 && wasShut && snd.una === snd.nxt) timers.stop(PERSIST)
}

/**
 * SND.WND follows segments that acknowledge something new, or are newer by SND.WL1; of those that are neither only one
 * that offers more, or nothing: what offers less is an older one that was overtaken (Linux tcp_may_update_window).
 *
 * @returns Whether the segment may speak of the window: then it is no duplicate ACK.
 */
function updateWindow(tcb: Tcb): boolean {
  const { seg, snd } = tcb
  if (seg.ack < snd.una) return false
  const isNewer =
    seg.ack > snd.una ||
    seg.seq > snd.wl1 ||
    (seg.seq === snd.wl1 && (seg.wnd > snd.wnd || (seg.wnd === 0 && snd.wnd > 0)))
  if (!isNewer) return false
  snd.takeWindow(seg.wnd, seg.seq, seg.ack)
  if (tcb.unsent.size > 0) restartAfterIdle(tcb, seg.now)
  return true
}

/** What the ACK of our FIN does, by state. */
function afterAck(tcb: Tcb): boolean {
  if (!tcb.finAcknowledged) return true
  switch (tcb.state) {
    case 'FIN-WAIT-1':
      tcb.move('FIN-WAIT-2', 'rcv ACK of FIN')
      tcb.timers.stop(KEEP_ALIVE_TIMER)
      if (tcb.isReleased) {
        waitForFin(tcb, true, tcb.seg.now)
        return tcb.options.linger2 >= 0 && hasNews(tcb)
      }
      if (tcb.keepAlive !== undefined) tcb.timers.set(KEEP_ALIVE_TIMER, tcb.seg.now + tcb.keepAlive.idle)
      return true
    case 'CLOSING':
      enterTimeWait(tcb, 'rcv ACK of FIN', tcb.seg.now)
      // What the segment carries besides lies beyond the peer's FIN, or is old (Linux tcp_rcv_state_process, TCP_CLOSING).
      return false
    case 'LAST-ACK':
      deleteTcb(tcb, 'rcv ACK of FIN', 'finished')
      return false
    default:
      return true
  }
}

/** A FIN, or text beyond RCV.NXT: what else comes with the ACK of our FIN nobody looks at (Linux tcp_rcv_state_process). */
function hasNews({ seg, rcv }: Tcb): boolean {
  return (seg.flags & FIN) !== 0 || seg.seq + seg.text > rcv.nxt
}
