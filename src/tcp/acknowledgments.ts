import type { Nanos } from '../base/index.ts'
import {
  DELAYED_ACK,
  DELAYED_ACK_LONG,
  DELAYED_ACK_MAX,
  QUICK_ACKS,
  SMALL_SEGMENT,
  UNTHINNED_ACKS,
} from './profile.ts'
import { chooseWindow, windowUpdateDue } from './receive/receive-window.ts'
import { adjustSpace, growWindow, measureByWindow, measureSegment } from './receive/receive-tuning.ts'
import type { Tcb } from './tcb.ts'
import { DELAYED_ACK_TIMER, SACK_COMPRESSION } from './timers.ts'

/** More quick ACKs: enough to open the sender's window (Linux tcp_incr_quickack). */
function moreQuickAcks(tcb: Tcb): void {
  const { rcv } = tcb
  const wanted = Math.min(Math.floor(rcv.offered / (2 * rcv.mss)) || 2, QUICK_ACKS)
  if (wanted > rcv.quickAcks) rcv.quickAcks = wanted
}

/** Every ACK at once for a while, whatever the user does (Linux tcp_enter_quickack_mode). */
export function startQuickAcks(tcb: Tcb): void {
  moreQuickAcks(tcb)
  tcb.rcv.pingPong = 0
  tcb.rcv.ato = DELAYED_ACK
}

/** Whether the user answers what comes, so that ACKs may wait for his data (Linux inet_csk_in_pingpong_mode). */
export function isInteractive(tcb: Tcb): boolean {
  return tcb.rcv.pingPong >= tcb.settings.pingPongThreshold
}

/** In-order text came: the delay of its ACK follows the pace of the sender (Linux tcp_event_data_recv). */
export function textCame(tcb: Tcb, text: number, truesize: number, now: Nanos): void {
  const { rcv, rtt } = tcb
  rcv.ackScheduled = true
  measureSegment(tcb, truesize)
  measureByWindow(tcb, now)
  if (rcv.ato === 0) {
    moreQuickAcks(tcb)
    rcv.ato = DELAYED_ACK
  } else {
    const silence = now - rcv.lastDataAt
    if (silence <= DELAYED_ACK / 2) rcv.ato = rcv.ato / 2 + DELAYED_ACK / 2
    else if (silence < rcv.ato) rcv.ato = Math.min(rcv.ato / 2 + silence, rtt.rto)
    // After a long silence the sender starts slowly again, or should.
    else if (silence > rtt.rto) moreQuickAcks(tcb)
  }
  rcv.lastDataAt = now
  if (text >= SMALL_SEGMENT) growWindow(tcb, text, truesize)
}

/** Text leaves: soon after text came it is an answer (Linux tcp_event_data_sent). */
export function textLeaves(tcb: Tcb, now: Nanos): void {
  const { rcv } = tcb
  if (now - rcv.lastDataAt < rcv.ato && rcv.pingPong < 255) rcv.pingPong++
}

/**
 * The segment has been dealt with: acknowledge now, later, or not (RFC 9293 §3.8.6.3, RFC 5681 §4.2; Linux
 * __tcp_ack_snd_check). While segments arrive out of order, ACKs beyond the third are thinned.
 */
export function settleAcknowledgment(tcb: Tcb, now: Nanos): void {
  const { rcv, outOfOrder } = tcb
  if (!rcv.ackScheduled) return
  // More than one full segment, and the window can go on: else the read that frees it will say so.
  const isMoreThanOne = rcv.nxt - rcv.wup > rcv.mss
  const isWindowOpen =
    isMoreThanOne && (rcv.nxt - rcv.read < tcb.options.receiveLowWater || chooseWindow(tcb) >= rcv.offered)
  if (isWindowOpen || (rcv.quickAcks > 0 && !isInteractive(tcb)) || rcv.ackNow) {
    tcb.pending.ack = true
    return
  }
  if (outOfOrder.size === 0) {
    delayAcknowledgment(tcb, now)
    return
  }
  compress(tcb, now)
}

/** Thinning of ACKs out of order (Linux's compressed ACKs): a third of the round trip, at most 1 ms. */
function compress(tcb: Tcb, now: Nanos): void {
  const { rcv, settings, timers, rtt } = tcb
  if (!tcb.sack || rcv.compressedAcks >= settings.compressSackCount) {
    tcb.pending.ack = true
    return
  }
  if (rcv.compressedNxt !== rcv.nxt) {
    rcv.compressedNxt = rcv.nxt
    rcv.duplicateAcks = 0
  }
  if (rcv.duplicateAcks < UNTHINNED_ACKS) {
    rcv.duplicateAcks++
    tcb.pending.ack = true
    return
  }
  rcv.compressedAcks++
  if (timers.isSet(SACK_COMPRESSION)) return
  let roundTrip = rcv.rtt8 / 8
  if (rtt.srtt > 0 && rtt.srtt < roundTrip) roundTrip = rtt.srtt
  const delay = Math.floor((roundTrip * settings.compressSackRttPercent) / 100)
  timers.set(SACK_COMPRESSION, now + Math.min(delay, settings.compressSackDelay))
}

/** Acknowledge within the delay, with data if some goes before (Linux tcp_send_delayed_ack). */
function delayAcknowledgment(tcb: Tcb, now: Nanos): void {
  const { rcv, rtt, timers } = tcb
  let delay = rcv.ato
  if (delay > DELAYED_ACK) {
    let largest = isInteractive(tcb) || rcv.pushed > 0 ? DELAYED_ACK_MAX : DELAYED_ACK_LONG
    if (rtt.srtt > 0) largest = Math.min(largest, Math.max(rtt.srtt, DELAYED_ACK))
    delay = Math.min(delay, largest)
  }
  delay = Math.min(delay, DELAYED_ACK_MAX)
  if (delay === 0) {
    tcb.pending.ack = true
    return
  }
  let deadline = now + delay
  if (timers.isSet(DELAYED_ACK_TIMER)) {
    const set = timers.deadline(DELAYED_ACK_TIMER)
    // About to expire: now.
    if (set <= now + delay / 4) {
      tcb.pending.ack = true
      return
    }
    deadline = Math.min(deadline, set)
  }
  timers.set(DELAYED_ACK_TIMER, deadline)
}

/** The delay is over (Linux tcp_delack_timer_handler): who has waited in vain waits longer, or is not interactive after all. */
export function delayedAckTimeout(tcb: Tcb): void {
  const { rcv, rtt } = tcb
  if (!rcv.ackScheduled) return
  if (isInteractive(tcb)) {
    rcv.pingPong = 0
    rcv.ato = DELAYED_ACK
  } else rcv.ato = Math.min(rcv.ato * 2, rtt.rto)
  tcb.pending.ack = true
}

/** The ACKs held back while segments came out of order have waited long enough. */
export function compressionTimeout(tcb: Tcb): void {
  if (tcb.rcv.compressedAcks > 0) tcb.pending.ack = true
}

/** The user has read: the buffer may grow, and an ACK that waited for it goes, or tells of a window that has opened. */
export function readDone(tcb: Tcb, now: Nanos): void {
  adjustSpace(tcb, now)
  if (tcb.state !== 'CLOSED' && acknowledgmentDue(tcb)) tcb.pending.ack = true
}

/** After a read: an ACK that waits for it, or a window that has opened (Linux tcp_cleanup_rbuf). */
function acknowledgmentDue(tcb: Tcb): boolean {
  const { rcv, memory } = tcb
  if (rcv.ackScheduled) {
    if (rcv.nxt - rcv.wup > rcv.mss) return true
    const wasPushed = rcv.pushed === 2 || (rcv.pushed === 1 && !isInteractive(tcb))
    if (wasPushed && memory.used === 0) return true
  }
  return rcv.fin < 0 && !rcv.isShutdown && windowUpdateDue(tcb)
}

/** Whether an ACK waits for its time. */
export function delayedAckDue(tcb: Tcb): boolean {
  return tcb.rcv.ackScheduled
}

/** A segment with an ACK goes out: nothing waits to be acknowledged any more (Linux tcp_event_ack_sent). */
export function acknowledged(tcb: Tcb): void {
  const { rcv, timers } = tcb
  if (rcv.compressedAcks > 0) {
    rcv.compressedAcks = 0
    timers.stop(SACK_COMPRESSION)
  }
  if (rcv.quickAcks > 0 && rcv.ackScheduled && --rcv.quickAcks === 0) rcv.ato = DELAYED_ACK
  rcv.ackScheduled = false
  rcv.ackNow = false
  rcv.isOutOfMemory = false
  rcv.pushed = 0
  rcv.lastAckSent = rcv.nxt
  tcb.pending.ack = false
  timers.stop(DELAYED_ACK_TIMER)
}

/**
 * Whether this connection may answer an invalid segment now: at most once in `invalidRateLimit` (Linux
 * __tcp_oow_rate_limited), so that two ends cannot answer each other for ever.
 */
export function mayAnswerInvalid(tcb: Tcb, now: Nanos): boolean {
  if (now - tcb.lastChallengeAt < tcb.settings.invalidRateLimit) return false
  tcb.lastChallengeAt = now
  return true
}

/** Queues a challenge ACK, within the limits of the connection and of the host (RFC 5961 §7; Linux tcp_send_challenge_ack). */
export function challenge(tcb: Tcb, now: Nanos): void {
  if (!mayAnswerInvalid(tcb, now) || !tcb.challengeBudget.take(tcb.settings.challengeAckLimit, now)) return
  tcb.counters.challengeAcks++
  tcb.statistics.TCPChallengeACK++
  tcb.pending.ack = true
}
