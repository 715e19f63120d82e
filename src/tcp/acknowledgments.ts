import type { Nanos } from '../base/index.ts'
import { DELAYED_ACK, DELAYED_ACK_LONG, DELAYED_ACK_MAX, NEXT_TICK, SMALL_SEGMENT } from './profile.ts'
import { chooseWindow, windowUpdateDue } from './receive/receive-window.ts'
import { adjustSpace, growWindow, measureByWindow, measureSegment } from './receive/receive-tuning.ts'
import type { Tcb } from './tcb.ts'
import { DELAYED_ACK_TIMER, SACK_COMPRESSION } from './timers.ts'

/** Every ACK at once for a while, whatever the user does (Linux tcp_enter_quickack_mode). */
export function startQuickAcks({ acks, rcv, tuning }: Tcb): void {
  acks.startQuickAcks(rcv.offered, tuning.mss)
}

/** Whether the user answers what comes, so that ACKs may wait for his data (Linux inet_csk_in_pingpong_mode). */
export function isInteractive(tcb: Tcb): boolean {
  return tcb.acks.pingPong >= tcb.settings.pingPongThreshold
}

/** In-order text came (Linux tcp_event_data_recv). */
export function textCame(tcb: Tcb, text: number, truesize: number, now: Nanos): void {
  measureSegment(tcb, truesize)
  measureByWindow(tcb, now)
  tcb.acks.textCame(tcb.rcv.offered, tcb.tuning.mss, tcb.rtt, now)
  if (text >= SMALL_SEGMENT) growWindow(tcb, text, truesize)
}

/**
 * The ACK of a SYN-ACK goes at once, unless the user answers what comes: then it may go with his data (Linux
 * tcp_rcv_synsent_state_process).
 *
 * @returns Whether it goes at once; what else the SYN-ACK carries is left for the peer to send again if it waits.
 */
export function acknowledgeSynAck(tcb: Tcb): boolean {
  if (!isInteractive(tcb)) {
    tcb.pending.acknowledge()
    return true
  }
  startQuickAcks(tcb)
  tcb.acks.schedule()
  tcb.timers.set(DELAYED_ACK_TIMER, tcb.seg.now + DELAYED_ACK_MAX)
  return false
}

/**
 * The segment has been dealt with: acknowledge now, later, or not (RFC 9293 §3.8.6.3, RFC 5681 §4.2; Linux
 * __tcp_ack_snd_check). While segments arrive out of order, ACKs beyond the third are thinned.
 */
export function settleAcknowledgment(tcb: Tcb): void {
  const { rcv, acks, outOfOrder } = tcb
  if (!acks.isScheduled) return
  // More than one full segment, and the window can go on: else the read that frees it will say so.
  const isMoreThanOne = rcv.nxt - rcv.wup > tcb.tuning.mss
  const isWindowOpen =
    isMoreThanOne && (rcv.nxt - rcv.read < tcb.options.receiveLowWater || chooseWindow(tcb) >= rcv.offered)
  if (isWindowOpen || (acks.quickAcks > 0 && !isInteractive(tcb)) || acks.isNow) {
    tcb.pending.acknowledge()
    return
  }
  if (outOfOrder.size === 0) {
    delayAcknowledgment(tcb, tcb.seg.now)
    return
  }
  compress(tcb, tcb.seg.now)
}

/** Thinning of ACKs out of order (Linux's compressed ACKs): a third of the round trip, at most 1 ms. */
function compress(tcb: Tcb, now: Nanos): void {
  const { acks, settings, timers, rtt } = tcb
  if (!tcb.sack || acks.compressed >= settings.compressSackCount || !acks.holdBack(tcb.rcv.nxt)) {
    tcb.pending.acknowledge()
    return
  }
  if (timers.isSet(SACK_COMPRESSION)) return
  let roundTrip = tcb.tuning.rtt8 / 8
  if (rtt.srtt > 0 && rtt.srtt < roundTrip) roundTrip = rtt.srtt
  const delay = Math.floor((roundTrip * settings.compressSackRttPercent) / 100)
  timers.set(SACK_COMPRESSION, now + Math.min(delay, settings.compressSackDelay))
}

/** Acknowledge within the delay, with data if some goes before (Linux tcp_send_delayed_ack). */
function delayAcknowledgment(tcb: Tcb, now: Nanos): void {
  const { acks, rtt, timers } = tcb
  let delay = acks.ato
  if (delay > DELAYED_ACK) {
    let largest = isInteractive(tcb) || acks.pushed > 0 ? DELAYED_ACK_MAX : DELAYED_ACK_LONG
    if (rtt.srtt > 0) largest = Math.min(largest, Math.max(rtt.srtt, DELAYED_ACK))
    delay = Math.min(delay, largest)
  }
  delay = Math.min(delay, DELAYED_ACK_MAX)
  // No delay is known before the first text: a timer all the same, so that an answer given at once takes the ACK along.
  let deadline = now + Math.max(delay, NEXT_TICK)
  if (timers.isSet(DELAYED_ACK_TIMER)) {
    const set = timers.deadline(DELAYED_ACK_TIMER)
    // About to expire: now.
    if (set <= now + delay / 4) {
      tcb.pending.acknowledge()
      return
    }
    deadline = Math.min(deadline, set)
  }
  timers.set(DELAYED_ACK_TIMER, deadline)
}

/** The delay is over (Linux tcp_delack_timer_handler). */
export function delayedAckTimeout(tcb: Tcb): void {
  const { acks, rtt } = tcb
  if (!acks.isScheduled) return
  acks.timedOut(isInteractive(tcb), rtt.rto)
  tcb.pending.acknowledge()
}

/** The ACKs held back while segments came out of order have waited long enough. */
export function compressionTimeout(tcb: Tcb): void {
  if (tcb.acks.compressed > 0) tcb.pending.acknowledge()
}

/** The user has read: the buffer may grow, and an ACK that waited for it goes, or reports a window that has opened. */
export function readDone(tcb: Tcb, now: Nanos): void {
  adjustSpace(tcb, now)
  if (tcb.state !== 'CLOSED' && acknowledgmentDue(tcb)) tcb.pending.acknowledge()
}

/** After a read: an ACK that waits for it, or a window that has opened (Linux tcp_cleanup_rbuf). */
function acknowledgmentDue(tcb: Tcb): boolean {
  const { rcv, acks, memory } = tcb
  if (acks.isScheduled) {
    if (rcv.nxt - rcv.wup > tcb.tuning.mss) return true
    const wasPushed = acks.pushed === 2 || (acks.pushed === 1 && !isInteractive(tcb))
    // The end that waits to be read is something too.
    if (wasPushed && memory.used === 0 && (rcv.fin < 0 || rcv.isFinRead)) return true
  }
  return rcv.fin < 0 && !rcv.isShutdown && windowUpdateDue(tcb)
}

/** An ACK that waits goes as if all that was pushed had just been read. */
export function hurryWaitingAck(tcb: Tcb): void {
  if (!tcb.acks.isScheduled) return
  tcb.acks.pushedFull()
  if (acknowledgmentDue(tcb)) tcb.pending.acknowledge()
}

/** A segment with an ACK goes out: nothing waits to be acknowledged any more (Linux tcp_event_ack_sent). */
export function acknowledged(tcb: Tcb): void {
  const { acks, timers } = tcb
  if (acks.compressed > 0) timers.stop(SACK_COMPRESSION)
  acks.left()
  tcb.pending.ackLeft()
  timers.stop(DELAYED_ACK_TIMER)
}

/**
 * Whether this connection may answer an invalid segment now: at most once in `invalidRateLimit` (Linux
 * __tcp_oow_rate_limited), so that two ends cannot answer each other for ever.
 */
export function mayAnswerInvalid(tcb: Tcb, now: Nanos): boolean {
  if (now - tcb.lastChallengeAt < tcb.settings.invalidRateLimit) return false
  tcb.invalidAnswered(now)
  return true
}

/** Queues a challenge ACK, within the limits of the connection and of the host (RFC 5961 §7; Linux tcp_send_challenge_ack). */
export function challenge(tcb: Tcb, now: Nanos): void {
  if (!mayAnswerInvalid(tcb, now) || !tcb.challengeBudget.take(tcb.settings.challengeAckLimit, now)) return
  tcb.counters.challenged()
  tcb.statistics.count('TCPChallengeACK')
  tcb.pending.acknowledge()
}
