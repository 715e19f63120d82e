import type { Nanos } from '../../base/index.ts'
import type { Tcb } from '../tcb.ts'
import { RETRANSMIT } from '../timers.ts'
import type { AckOutcome } from './ack-outcome.ts'
import { beginReduction, endReduction, tryKeepOpen } from './reduction.ts'
import { setCaState } from './scoreboard.ts'
import { rearmAfterOther, rearmRto, setTransmitTimer, currentRto } from './transmit-timer.ts'

/** The probe timer fired (RFC 8985 §7.3): one segment is to leave, so that its ACK may report a loss at the tail. */
export function probeTimeout(tcb: Tcb, now: Nanos): void {
  const { probe, records } = tcb
  if (records.size === 0) return
  // One probe at a time.
  if (probe.highSeq >= 0) rearmAfterOther(tcb, now)
  else {
    probe.due()
    rearmAfterOther(tcb, now)
  }
}

/** The probe has left. @param isRetransmission - It repeats the last segment. */
export function probeSent(tcb: Tcb, isRetransmission: boolean, now: Nanos): void {
  tcb.probe.left(isRetransmission, tcb.snd.nxt)
  if (tcb.records.size > 0) setTransmitTimer(tcb, RETRANSMIT, now + currentRto(tcb))
  else rearmRto(tcb, now)
}

/** An ACK while a probe is out: did it repair a loss (RFC 8985 §7.4)? Then cwnd is reduced once, in one step. */
export function processProbeAck(tcb: Tcb, ack: AckOutcome): void {
  const { probe, snd } = tcb
  const position = tcb.seg.ack
  if (position < probe.highSeq) return
  if (!probe.isRetransmission || ack.dsackTlp) {
    // New data, or a duplicate: both copies arrived.
    probe.over()
  } else if (position > probe.highSeq) {
    beginReduction(tcb, ack.now)
    setCaState(tcb, 'cwr', ack.now)
    endReduction(tcb, ack.now)
    tryKeepOpen(tcb, ack.now)
  } else if (!ack.unaAdvanced && !ack.notDuplicate && !ack.dataSacked && snd.una === position) {
    // A plain duplicate ACK: both copies arrived.
    probe.over()
  }
}
