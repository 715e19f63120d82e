import type { Nanos } from '../base/index.ts'
import { ACK, FIN, PSH, RST, SYN, URG, type TcpSegment } from '../wire/index.ts'
import { acknowledged } from './acknowledgments.ts'
import { optionsLength, writeOptions, writeSynOptions } from './options.ts'
import { selectSynWindow, selectWindow } from './receive-window.ts'
import type { Tcb } from './tcb.ts'
import { PERSIST, RETRANSMIT, USER_TIMEOUT } from './timers.ts'

/**
 * The next segment to send, or undefined when nothing is due. In this order: a RST, our SYN, what was lost, new
 * data and FIN, a probe, an ACK by itself.
 */
export function pollTransmit(tcb: Tcb, now: Nanos): TcpSegment | undefined {
  const { pending, state } = tcb
  if (pending.resetSeq >= 0) return sendReset(tcb)
  if (state === 'CLOSED' || state === 'LISTEN') return undefined
  if (pending.syn) return sendSyn(tcb, now)
  if (state !== 'SYN-SENT') {
    if (state !== 'SYN-RECEIVED' && state !== 'TIME-WAIT') {
      const data = retransmit(tcb, now) ?? sendNew(tcb, now)
      if (data !== undefined) return data
    }
    if (pending.probe) {
      pending.probe = false
      // One before SND.UNA and empty: outside the window, so the peer answers it with an ACK (Linux tcp_xmit_probe_skb).
      return build(tcb, Math.max(0, tcb.snd.una - 1), 0, ACK, now)
    }
    if (pending.ack) return build(tcb, tcb.snd.nxt, 0, ACK, now)
  }
  return undefined
}

function sendReset(tcb: Tcb): TcpSegment {
  const { out, pending } = tcb
  out.reset()
  address(tcb)
  out.seq = pending.resetSeq
  out.flags = RST
  if (pending.resetAck) {
    out.flags = RST | ACK
    out.ack = tcb.wireAck(tcb.rcv.nxt)
  }
  pending.resetSeq = -1
  tcb.counters.segmentsOut++
  return out
}

function sendSyn(tcb: Tcb, now: Nanos): TcpSegment {
  const { out, snd, pending } = tcb
  const isAnswer = tcb.state !== 'SYN-SENT'
  pending.syn = false
  out.reset()
  address(tcb)
  out.seq = tcb.wireSeq(0)
  out.flags = isAnswer ? SYN | ACK : SYN
  if (isAnswer) out.ack = tcb.wireAck(tcb.rcv.nxt)
  out.window = selectSynWindow(tcb)
  writeSynOptions(tcb, out, isAnswer, now)
  if (isAnswer) acknowledged(tcb)
  if (snd.nxt === 0) {
    snd.nxt = 1
    tcb.log.push(1, now)
    startProgress(tcb, now)
  } else {
    tcb.log.retransmitted(0, 1)
    tcb.counters.retransmissions++
  }
  armRetransmit(tcb, now)
  tcb.counters.segmentsOut++
  return out
}

/** What the recovery wants sent again, as far as cwnd allows. */
function retransmit(tcb: Tcb, now: Nanos): TcpSegment | undefined {
  const { snd, recovery } = tcb
  const left = recovery.nextRetransmit()
  if (left < 0 || snd.una === 0) return undefined
  // Beyond a window that has shrunk only the first segment is tried again (RFC 9293 §3.8.6).
  if (left > snd.una && left >= snd.una + snd.wnd) return undefined
  const dataRight = Math.min(recovery.retransmitEnd(left), snd.end)
  const length = Math.max(0, Math.min(effectiveMss(tcb), dataRight - left))
  const pipe = recovery.pipe()
  if (!recovery.mustRetransmit && pipe > 0 && pipe + length > tcb.cc.cwnd) return undefined
  const withFin = tcb.finSent && left + length === snd.end && recovery.retransmitEnd(left) > snd.end
  const right = left + length + (withFin ? 1 : 0)
  recovery.onRetransmitted(left, right)
  tcb.log.retransmitted(left, right)
  tcb.counters.retransmissions++
  tcb.counters.bytesRetransmitted += length
  // RFC 6298 §5.1: sending again starts the timer if it is not running; only the first segment starts it anew, as
  // Linux, or a long recovery would put off for ever the time-out that its lost first segment needs.
  if (left === snd.una || !tcb.timers.isSet(RETRANSMIT)) armRetransmit(tcb, now)
  const push = length > 0 && left + length === snd.end ? PSH : 0
  const flags = ACK | push | (withFin ? FIN : 0)
  return build(tcb, left, length, flags, now)
}

/** New data and FIN, by the windows, silly-window avoidance and Nagle (RFC 9293 §3.8.6.2.1, §3.7.4). */
function sendNew(tcb: Tcb, now: Nanos): TcpSegment | undefined {
  const { snd, pending } = tcb
  const queued = snd.end - snd.nxt
  const finDue = snd.finQueued && snd.nxt <= snd.end
  if (queued <= 0 && !finDue) {
    snd.isCwndLimited = false
    return undefined
  }
  const usable = snd.una + snd.wnd - snd.nxt
  const mss = effectiveMss(tcb)
  const length = Math.min(queued, usable, mss)
  const withFin = finDue && length === queued && usable > length
  if (length <= 0 && !withFin) {
    snd.isCwndLimited = false
    return waitForWindow(tcb, now)
  }
  const pipe = tcb.recovery.pipe()
  if (pipe > 0 && pipe + length > tcb.cc.cwnd) {
    snd.isCwndLimited = true
    return undefined
  }
  if (length < mss && !withFin && !pending.force && !mayBeSmall(tcb, length, queued))
    return waitForWindow(tcb, now)
  pending.force = false
  return transmitNew(tcb, length, withFin, mss, now)
}

function transmitNew(tcb: Tcb, length: number, withFin: boolean, mss: number, now: Nanos): TcpSegment {
  const { snd } = tcb
  const position = snd.nxt
  if (snd.una === snd.nxt) startProgress(tcb, now)
  snd.nxt += length + (withFin ? 1 : 0)
  if (length < mss) snd.smallEnd = snd.nxt
  tcb.log.push(snd.nxt, now)
  tcb.timers.stop(PERSIST)
  if (!tcb.timers.isSet(RETRANSMIT)) armRetransmit(tcb, now)
  snd.lastDataAt = now
  if (length > 0) {
    tcb.counters.bytesSent += length
    // Data right after data came: the application answers, so ACKs may wait for it (Linux pingpong mode).
    if (tcb.rcv.lastDataAt >= 0 && now - tcb.rcv.lastDataAt < 40_000_000) tcb.rcv.isInteractive = true
  }
  const push = length > 0 && position + length === snd.end ? PSH : 0
  return build(tcb, position, length, ACK | push | (withFin ? FIN : 0), now)
}

/**
 * Whether a segment that is not full may leave: the last of what is queued unless Nagle holds it (Linux and
 * Minshall: only while another small one is unacknowledged), or half of the largest window ever offered.
 */
function mayBeSmall(tcb: Tcb, length: number, queued: number): boolean {
  const { snd } = tcb
  const isFree = tcb.noDelay || snd.smallEnd <= snd.una
  if (length === queued) return isFree || snd.up > snd.nxt
  return isFree && snd.una === snd.nxt && length >= snd.maxWnd / 2
}

/** Nothing is outstanding and the window holds us back: probe it (RFC 9293 §3.8.6.1). */
function waitForWindow(tcb: Tcb, now: Nanos): undefined {
  const { snd, timers } = tcb
  if (snd.una !== snd.nxt || timers.isSet(PERSIST)) return undefined
  if (!timers.isSet(USER_TIMEOUT)) startProgress(tcb, now)
  timers.set(PERSIST, now + tcb.rtt.backedOff(snd.probeBackoff))
  return undefined
}

/** Payload that fits into a segment now: SACK blocks come off it too. */
function effectiveMss(tcb: Tcb): number {
  const { snd } = tcb
  const extra = optionsLength(tcb) - (tcb.timestamps ? 12 : 0)
  return extra === 0 ? snd.mss : Math.max(1, snd.mss - extra)
}

function build(tcb: Tcb, position: number, length: number, flags: number, now: Nanos): TcpSegment {
  const { out, snd, counters } = tcb
  out.reset()
  address(tcb)
  out.seq = tcb.wireSeq(position)
  out.flags = flags
  out.window = selectWindow(tcb)
  out.ack = tcb.wireAck(tcb.rcv.nxt)
  if (snd.up > position) {
    out.flags |= URG
    out.urgentPointer = Math.min(snd.up - position, 0xffff)
  }
  writeOptions(tcb, out, now)
  tcb.outPosition = position
  out.payloadLength = length
  acknowledged(tcb)
  counters.segmentsOut++
  if (length > 0) counters.dataSegmentsOut++
  return out
}

function address(tcb: Tcb): void {
  tcb.out.sourcePort = tcb.localPort
  tcb.out.destinationPort = tcb.remotePort
}

/** RFC 6298 §5.1: the timer runs whenever something is outstanding. */
function armRetransmit(tcb: Tcb, now: Nanos): void {
  tcb.timers.set(RETRANSMIT, now + tcb.rtt.backedOff(tcb.snd.backoff))
}

/** From now on something waits for the peer: the user time-out counts. */
function startProgress(tcb: Tcb, now: Nanos): void {
  tcb.snd.progressAt = now
  if (tcb.userTimeout !== undefined && !tcb.timers.isSet(USER_TIMEOUT))
    tcb.timers.set(USER_TIMEOUT, now + tcb.userTimeout)
}
