import { ACK, RST, SYN } from '../../wire/index.ts'
import { acknowledge } from '../acknowledge.ts'
import { acknowledgeSynAck, settleAcknowledgment } from '../acknowledgments.ts'
import { takeEcnOfSyn, takeEcnOfSynAck } from '../ecn.ts'
import { arrivingAck } from '../recovery/ack-outcome.ts'
import { settleOptions } from '../options.ts'
import { MIN_SEND_MSS, TIMEOUT_MIN } from '../profile.ts'
import { setTransmitTimer } from '../recovery/transmit-timer.ts'
import { deliver } from '../receive/reassembly.ts'
import { deleteTcb } from '../life-cycle.ts'
import type { Tcb } from '../tcb.ts'
import { eighthFin } from './8-fin.ts'
import { establish } from './establish.ts'
import { sixthUrgent } from './6-urgent.ts'
import { keepTextOfSyn } from './text-of-syn.ts'
import { RETRANSMIT } from '../timers.ts'

/** SYN-SENT (RFC 9293 §3.10.7.3). */
export function arriveInSynSent(tcb: Tcb): void {
  const { seg, snd, rcv } = tcb
  const hasAck = (seg.flags & ACK) !== 0
  const ack = tcb.ackPosition(seg.raw.ack)
  // First, check the ACK bit: SEG.ACK =< ISS or SEG.ACK > SND.NXT is answered <SEQ=SEG.ACK><CTL=RST>.
  if (hasAck && (ack <= 0 || ack > snd.nxt)) {
    // The peer has an old connection, which our RST ends: the SYN is retransmitted at once (Linux tcp_rcv_synsent_state_process).
    if (snd.retransmits === 0) setTransmitTimer(tcb, RETRANSMIT, seg.now + TIMEOUT_MIN)
    if ((seg.flags & RST) === 0) tcb.pending.sendReset(seg.raw.ack, false)
    return
  }
  // Second, check the RST bit: only with an acceptable ACK (RFC 5961 §3.2 leaves this as it was).
  if ((seg.flags & RST) !== 0) {
    if (hasAck) deleteTcb(tcb, 'rcv RST', 'refused')
    return
  }
  // Third, security: not used. Fourth, check the SYN bit. Fifth, if neither SYN nor RST, drop.
  if ((seg.flags & SYN) === 0) return
  tcb.synCame(seg.raw.seq)
  rcv.synCame(seg.now)
  settleOptions(tcb, seg.raw, MIN_SEND_MSS, seg.now)
  if (hasAck) takeEcnOfSynAck(tcb)
  else takeEcnOfSyn(tcb)
  // The window of a SYN is never scaled (RFC 7323 §2.2).
  snd.takeWindow(seg.raw.window, 0, hasAck ? ack : 0)
  if (!hasAck) {
    // Simultaneous open: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>
    tcb.move('SYN-RECEIVED', 'rcv SYN')
    tcb.pending.sendFirstSynAck()
    keepTextOfSyn(tcb)
    return
  }
  arrivingAck.reset()
  arrivingAck.windowUpdated = true
  acknowledge(tcb, ack, arrivingAck, seg.now)
  tcb.move('ESTABLISHED', 'rcv SYN,ACK')
  rcv.placeWindow()
  establish(tcb, true)
  if (!acknowledgeSynAck(tcb)) return
  // "If there are other controls or text in the segment, then continue processing at the sixth step".
  seg.dropSyn()
  sixthUrgent(tcb)
  keepTextOfSyn(tcb)
  deliver(tcb)
  eighthFin(tcb)
  settleAcknowledgment(tcb)
}
