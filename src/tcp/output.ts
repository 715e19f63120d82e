import { stamp } from './congestion/rate-sample.ts'
import { MAX_UINT16, TIMESTAMPS_LENGTH } from './profile.ts'
import type { Nanos } from '../base/index.ts'
import { ACK, ECE, FIN, PSH, RST, SYN, URG, type TcpSegment } from '../wire/index.ts'
import { acceptableSeq } from './acceptable-seq.ts'
import { acknowledged } from './acknowledgments.ts'
import { ecnFlagsOfSyn, setEcn } from './ecn.ts'
import { optionsLength, writeOptions, writeSynOptions } from './options.ts'
import { selectSynWindow, selectWindow } from './receive/receive-window.ts'
import { planMtuProbe, renewPathMtu } from './path-mtu-search.ts'
import { unitLeft, waitsForPacing } from './pacing.ts'
import { refuseAgain, refuseNew } from './recovery/local-congestion.ts'
import { probeSent } from './recovery/loss-probe.ts'
import { REXMIT_LOST, REXMIT_NEW } from './recovery/recovery-state.ts'
import { noteRetransmitted, noteSynAgain, planProbe, planRetransmission } from './recovery/retransmit.ts'
import { packetsInFlight } from './recovery/scoreboard.ts'
import {
  rearmRto,
  scheduleLossProbe,
  setTransmitTimer,
  untilProbe,
  untilTimeout,
} from './recovery/transmit-timer.ts'
import { planUnit, validateWindow, type Held } from './send-queue/plan.ts'
import {
  END_OF_RECORD,
  EVER_RETRANSMITTED,
  FIN_RECORD,
  PUSH_RECORD,
  RETRANSMITTED,
  SYN_RECORD,
  UNIT_START,
} from './send-queue/segment-records.ts'
import { checkSpace } from './send-queue/send-memory.ts'
import { boundToHalfWindow } from './send-queue/transmission-unit.ts'
import type { Tcb } from './tcb.ts'
import { LOSS_PROBE, PERSIST, RETRANSMIT } from './timers.ts'

/**
 * The next segment to send, or undefined when nothing is due. In this order: a RST, our SYN, what was lost, new
 * data and FIN, a probe, an ACK by itself.
 */
export function pollTransmit(tcb: Tcb, now: Nanos): TcpSegment | undefined {
  const segment = nextSegment(tcb, now)
  if (segment === undefined && tcb.snd.isBlocked) checkSpace(tcb, now)
  return segment
}

function nextSegment(tcb: Tcb, now: Nanos): TcpSegment | undefined {
  const { pending, state } = tcb
  if (pending.resetSeq >= 0) return sendReset(tcb, now)
  if (state === 'CLOSED' || state === 'LISTEN') return undefined
  if (pending.syn) return sendSyn(tcb, now)
  if (state !== 'SYN-SENT') {
    if (pending.isAckFirst) return build(tcb, acceptableSeq(tcb), 0, ACK, now)
    if (state !== 'SYN-RECEIVED' && state !== 'TIME-WAIT' && !isQuiet(tcb)) {
      const data = recover(tcb, now) ?? sendNew(tcb, now)
      if (data !== undefined) return data
    }
    if (pending.probe) {
      pending.probeLeft()
      // One before SND.UNA and empty: outside the window, so the peer answers it with an ACK (Linux tcp_xmit_probe_skb).
      return build(tcb, Math.max(0, tcb.snd.una - 1), 0, ACK, now)
    }
    if (pending.ack) return build(tcb, acceptableSeq(tcb), 0, ACK, now)
  }
  return undefined
}

/** Nothing is out and nothing waits: so it is at the receiving end of a transfer, with every segment. */
function isQuiet({ snd, records, unit, recovery, probe }: Tcb): boolean {
  const isAllSent = snd.nxt >= snd.end && !snd.finQueued && records.size === 0
  return isAllSent && unit.burst === 0 && unit.right < 0 && !recovery.isDue && !probe.isDue
}

function sendReset(tcb: Tcb, now: Nanos): TcpSegment {
  const { out, pending, snd } = tcb
  out.reset()
  address(tcb)
  tcb.wrapIn(0)
  out.seq = pending.resetSeq
  out.flags = RST
  if (pending.resetAck) {
    out.flags = RST | ACK
    const isReply = pending.resetAckNumber >= 0
    out.ack = isReply ? pending.resetAckNumber : tcb.wireAck(tcb.rcv.nxt)
    // A RST of our own accord looks like any segment of the connection (Linux tcp_send_active_reset).
    if (!isReply && snd.nxt > 0) {
      out.window = selectWindow(tcb)
      writeOptions(tcb, out, now)
    }
  }
  pending.resetLeft()
  tcb.counters.segmentLeft(0)
  return out
}

function sendSyn(tcb: Tcb, now: Nanos): TcpSegment {
  const { out, snd, pending } = tcb
  const isAnswer = tcb.state !== 'SYN-SENT'
  // In a simultaneous open our SYN leaves with an ACK now: that is no retransmission (Linux tcp_send_synack).
  const isFirstAnswer = isAnswer && snd.nxt > 0 && pending.synAck
  pending.synLeft()
  out.reset()
  address(tcb)
  out.seq = tcb.wireSeq(0)
  out.flags = (isAnswer ? SYN | ACK : SYN) | ecnFlagsOfSyn(tcb, isAnswer, snd.nxt > 0)
  tcb.wrapIn(tcb.options.typeOfService)
  if (isAnswer) out.ack = tcb.wireAck(tcb.rcv.nxt)
  out.window = selectSynWindow(tcb)
  writeSynOptions(tcb, out, isAnswer, now)
  if (isAnswer) acknowledged(tcb)
  if (snd.nxt === 0) {
    snd.synLeft()
    const slot = tcb.records.push(0, 1, SYN_RECORD | UNIT_START, now)
    tcb.rate.stamp(stamp, 0, 1, now)
    tcb.records.writeStamp(slot, stamp)
    snd.startWaiting(now)
  } else {
    const slot = tcb.records.at(0)
    tcb.records.retransmitted(slot, now)
    if (!isFirstAnswer) {
      tcb.records.mark(slot, EVER_RETRANSMITTED)
      if (!tcb.isPassive) noteSynAgain(tcb, slot, now)
      tcb.counters.retransmitted()
    }
  }
  setTransmitTimer(tcb, RETRANSMIT, now + untilTimeout(tcb, now))
  tcb.counters.segmentLeft(0)
  return out
}

/** A segment of what is retransmitted, and of new data that a probe or F-RTO needs (`docs/tcp.md`, recovery). */
function recover(tcb: Tcb, now: Nanos): TcpSegment | undefined {
  const { recovery, snd, unit } = tcb
  if (unit.right >= 0) return unit.isRetransmission ? retransmit(tcb, now) : sendUnit(tcb, now)
  if ((!recovery.isDue && !tcb.probe.isDue) || snd.una === 0) return undefined
  if (tcb.settings.deviceFull) {
    refuseAgain(tcb, now)
    return undefined
  }
  const mss = effectiveMss(tcb)
  if (tcb.probe.isDue) {
    tcb.probe.taken()
    const segment = sendProbe(tcb, mss, now)
    if (segment !== undefined) return segment
  }
  if (recovery.rexmit === REXMIT_NEW && !waitsForPacing(tcb, now)) {
    if (planUnit(tcb, mss, 'no-nagle', now) === undefined) return sendUnit(tcb, now)
    // Nothing new could leave: recovery as usual.
    if (snd.nxt > recovery.highSeq) recovery.retransmitNothing()
    else {
      recovery.endFrto()
      recovery.retransmitLost()
    }
  }
  if (!recovery.isHeadDue && (recovery.rexmit !== REXMIT_LOST || waitsForPacing(tcb, now))) return undefined
  return planRetransmission(tcb, mss) ? retransmit(tcb, now) : undefined
}

/** Tail-loss probe (RFC 8985 §7.3): new data if there is some and the window takes it, else the last segment again. */
function sendProbe(tcb: Tcb, mss: number, now: Nanos): TcpSegment | undefined {
  const hasNew = planUnit(tcb, mss, 'probe', now) === undefined
  if (!hasNew && !planProbe(tcb, mss)) return undefined
  tcb.probe.leave()
  const segment = hasNew ? sendUnit(tcb, now) : retransmit(tcb, now)
  tcb.probe.built()
  if (hasNew) validateWindow(tcb, 'small', now)
  tcb.unit.endBurst()
  probeSent(tcb, !hasNew, now)
  return segment
}

/** The next segment of a unit that is retransmitted. */
function retransmit(tcb: Tcb, now: Nanos): TcpSegment | undefined {
  const { unit, records, counters } = tcb
  const slot = records.at(records.indexAfter(unit.position))
  const left = records.left(slot)
  const withFin = (records.flags(slot) & FIN_RECORD) !== 0
  const length = records.right(slot) - left - (withFin ? 1 : 0)
  unit.moveTo(records.right(slot))
  unit.segmentLeft(length)
  const isLast = unit.sent === unit.segments
  if (isLast) {
    unit.drop()
    unitLeft(tcb, unit.bytes, now)
  }
  const inFlight = packetsInFlight(tcb) + ((records.flags(slot) & RETRANSMITTED) === 0 ? 1 : 0)
  tcb.rate.stamp(stamp, records.size, inFlight, now)
  records.writeStamp(slot, stamp)
  noteRetransmitted(tcb, slot, tcb.probe.isLeaving, now)
  counters.dataLeftAgain(length)
  tcb.snd.dataLeft(now)
  const push = isLast && length > 0 && (unit.push || unit.segments > 1) ? PSH : 0
  return build(tcb, left, length, ACK | push | (withFin ? FIN : 0), now)
}

/**
 * New data and FIN: the next segment of the unit that is leaving, or of a new one. What was held back is looked at again
 * when a segment or the user comes, not for a timer (Linux tcp_push_pending_frames).
 */
function sendNew(tcb: Tcb, now: Nanos): TcpSegment | undefined {
  const { unit } = tcb
  if (unit.isResting) return undefined
  const isForced = tcb.pending.force
  const held = planNew(tcb, now)
  if (held === undefined) {
    const segment = sendUnit(tcb, now, isForced)
    // What the persist timer sends is no burst: no loss probe follows, and it says nothing of cwnd (Linux tcp_write_wakeup).
    if (isForced) unit.endBurst()
    return segment
  }
  unit.holdBack()
  validateWindow(tcb, held, now)
  if (unit.burst > 0) {
    unit.endBurst()
    scheduleLossProbe(tcb, false, now)
  }
  return held === 'window' || held === 'small' ? waitForWindow(tcb, now) : undefined
}

function planNew(tcb: Tcb, now: Nanos): Held | undefined {
  const { snd, path } = tcb
  if (snd.nxt < snd.end && waitsForPacing(tcb, now)) return 'paced'
  if (path.expiresAt <= now) renewPathMtu(tcb, now)
  // A burst has one size, though a duplicate be reported with its first unit (Linux tcp_push_pending_frames).
  const mss = tcb.unit.burst > 0 ? Math.min(tcb.unit.burstMss, snd.mss) : effectiveMss(tcb)
  tcb.unit.burstOf(mss)
  if (path.isProbing) {
    const probe = planMtuProbe(tcb, mss, now)
    if (probe === 'ready') return undefined
    if (probe === 'wait') return 'deferred'
  }
  const held = planUnit(tcb, mss, 'usual', now)
  if (held !== undefined || !tcb.settings.deviceFull) return held
  refuseNew(tcb, now)
  return 'device'
}

/** The next segment of a unit of new data. @param isForced - The persist timer sends it: small as it may be, Nagle does not wait for it. */
function sendUnit(tcb: Tcb, now: Nanos, isForced = false): TcpSegment {
  const { snd, unit, unsent, records } = tcb
  const position = snd.nxt
  const length = Math.min(unit.mss, unit.right - position)
  const isLast = position + length === unit.right
  const fin = isLast && unit.fin
  let flags = unit.sent === 0 ? UNIT_START : 0
  if (isLast) flags |= (unit.push ? PUSH_RECORD : 0) | (unit.eor ? END_OF_RECORD : 0) | (fin ? FIN_RECORD : 0)
  if (records.size === 0) snd.startWaiting(now)
  snd.advance(length + (fin ? 1 : 0))
  unit.segmentLeft(length)
  while (unsent.size > 0 && snd.nxt >= unsent.firstEnd) unsent.shift()
  noteSent(tcb, position, flags, now)
  if (length > 0) {
    tcb.counters.dataLeft(length)
    tcb.acks.textLeft(now)
  }
  let push = 0
  if (isLast) {
    unitLeft(tcb, unit.bytes, now)
    if (length < unit.mss && !isForced) snd.smallLeft()
    if (length > 0 && (unit.push || unit.sent > 1)) push = PSH
    unit.drop()
  }
  const control = ACK | push | (fin ? FIN : 0)
  if (unit.sent > 1 && unit.builtAt === now && unit.builtAfter === tcb.counters.segmentsIn)
    return repeat(tcb, position, length, control)
  const segment = build(tcb, position, length, control, now, true)
  const isPlain = snd.up <= position
  unit.built(now, isPlain ? tcb.counters.segmentsIn : -1)
  return segment
}

/**
 * The next segment of a unit, of which nothing has arrived or passed since the one before: but for its place in the stream
 * and PSH or FIN it has the same header, a reported duplicate included (Linux tcp_gso_segment). Choosing window, options and marks anew for each costs more than all the rest.
 */
function repeat(tcb: Tcb, position: number, length: number, flags: number): TcpSegment {
  const { out, counters } = tcb
  out.seq = tcb.wireSeq(position)
  // CWR is said once.
  out.flags = flags | (out.flags & ECE)
  out.payloadLength = length
  tcb.departs(position)
  counters.segmentLeft(length)
  return out
}

/** New data from `position` to SND.NXT has left (Linux tcp_event_new_data_sent). */
function noteSent(tcb: Tcb, position: number, flags: number, now: Nanos): void {
  const { snd, records, rate, recovery, window, timers } = tcb
  const out = records.size
  const inFlight = packetsInFlight(tcb)
  if (inFlight === 0) tcb.cc.cwndEvent('tx-start', now)
  const slot = records.push(position, snd.nxt, flags, now)
  rate.stamp(stamp, out, inFlight + 1, now)
  records.writeStamp(slot, stamp)
  if (window.isReducing) recovery.prrSent()
  tcb.unit.countBurst()
  timers.stop(PERSIST)
  snd.dataLeft(now)
  if (out === 0 || timers.isSet(LOSS_PROBE)) rearmRto(tcb, now)
}

/** Nothing is outstanding and the window holds us back: probe it (RFC 9293 §3.8.6.1). */
function waitForWindow(tcb: Tcb, now: Nanos): undefined {
  const { snd, timers } = tcb
  if (snd.una !== snd.nxt || timers.isSet(PERSIST)) return undefined
  timers.set(PERSIST, now + untilProbe(tcb, now))
  return undefined
}

/** Payload that fits into a segment now: SACK blocks come off it too. */
function effectiveMss(tcb: Tcb): number {
  const { snd } = tcb
  const extra = optionsLength(tcb) - (tcb.timestamps ? TIMESTAMPS_LENGTH : 0)
  return Math.max(1, boundToHalfWindow(tcb, snd.mss) - extra)
}

/** @param isNew - Data sent for the first time: ECN-capable, if that was agreed on. */
function build(
  tcb: Tcb,
  position: number,
  length: number,
  flags: number,
  now: Nanos,
  isNew = false,
): TcpSegment {
  const { out, snd, counters } = tcb
  out.reset()
  address(tcb)
  out.seq = tcb.wireSeq(position)
  out.flags = flags
  out.window = selectWindow(tcb)
  out.ack = tcb.wireAck(tcb.rcv.nxt)
  if (snd.up > position) {
    out.flags |= URG
    out.urgentPointer = Math.min(snd.up - position, MAX_UINT16)
  }
  writeOptions(tcb, out, now)
  tcb.departs(position)
  out.payloadLength = length
  tcb.wrapIn(tcb.options.typeOfService)
  setEcn(tcb, out, isNew)
  acknowledged(tcb)
  counters.segmentLeft(length)
  return out
}

function address(tcb: Tcb): void {
  tcb.out.sourcePort = tcb.localPort
  tcb.out.destinationPort = tcb.remotePort
}
