import type { Nanos } from '../base/index.ts'
import { CHALLENGE_ACK_INTERVAL, DELAYED_ACK, QUICK_ACKS } from './profile.ts'
import { growOffer } from './receive-window.ts'
import type { Tcb } from './tcb.ts'
import { DELAYED_ACK_TIMER } from './timers.ts'

/** Starts quick ACKs: enough to open the sender's window (Linux tcp_incr_quickack). */
export function startQuickAcks(tcb: Tcb): void {
  const { rcv } = tcb
  rcv.quickAcks = Math.max(2, Math.min(QUICK_ACKS, Math.floor(rcv.wnd / (2 * rcv.mss))))
  rcv.isInteractive = false
}

/** In-order text came: acknowledge now or in 40 ms (RFC 9293 §3.8.6.3, RFC 5681 §4.2; Linux __tcp_ack_snd_check). */
export function acknowledgeText(tcb: Tcb, text: number, filledGap: boolean, now: Nanos): void {
  const { rcv } = tcb
  // After a silence the sender starts slowly again.
  if (rcv.lastDataAt < 0 || now - rcv.lastDataAt > tcb.rtt.rto) startQuickAcks(tcb)
  rcv.lastDataAt = now
  if (text > rcv.mss) rcv.mss = Math.min(text, tcb.mss)
  growOffer(tcb, text)
  const isQuick = rcv.quickAcks > 0 && !rcv.isInteractive
  if (rcv.nxt - rcv.lastAckSent > rcv.mss || isQuick || filledGap || tcb.outOfOrder.count > 0)
    tcb.pending.ack = true
  else delayAcknowledgment(tcb, now)
}

/** Acknowledge within the delayed-ACK time, with data if some goes before. */
export function delayAcknowledgment(tcb: Tcb, now: Nanos): void {
  if (!tcb.pending.ack && !tcb.timers.isSet(DELAYED_ACK_TIMER))
    tcb.timers.set(DELAYED_ACK_TIMER, now + DELAYED_ACK)
}

/** Whether an ACK waits for its time. */
export function delayedAckDue(tcb: Tcb): boolean {
  return tcb.timers.isSet(DELAYED_ACK_TIMER)
}

/** A segment with an ACK goes out: nothing waits to be acknowledged any more. */
export function acknowledged(tcb: Tcb): void {
  const { rcv } = tcb
  if (rcv.quickAcks > 0) rcv.quickAcks--
  rcv.lastAckSent = rcv.nxt
  tcb.pending.ack = false
  tcb.timers.stop(DELAYED_ACK_TIMER)
}

/** Queues a challenge ACK, or an answer to a segment outside the window, at most one in 500 ms (RFC 5961 §7). */
export function challenge(tcb: Tcb, now: Nanos): void {
  if (now - tcb.lastChallengeAt < CHALLENGE_ACK_INTERVAL) return
  tcb.lastChallengeAt = now
  tcb.counters.challengeAcks++
  tcb.pending.ack = true
}
