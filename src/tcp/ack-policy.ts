import { holdsFloats, type Nanos } from '../base/index.ts'
import type { RttEstimator } from './rtt.ts'
import { DELAYED_ACK, MAX_PING_PONG, QUICK_ACKS, UNTHINNED_ACKS } from './profile.ts'

/** When to acknowledge (Linux struct inet_connection_sock, icsk_ack): what waits, and how eager this end is. */
class State {
  static {
    holdsFloats(new State(), 'ato', 'lastDataAt')
  }

  /** ACKs still to be sent at once (Linux icsk_ack.quick). */
  quickAcks = 0
  /** How often the user has answered what came (Linux icsk_ack.pingpong). */
  pingPong = 0
  /** Delay of an ACK, adapted; 0 before the first text (Linux icsk_ack.ato). */
  ato: Nanos = 0
  /** Something waits to be acknowledged (ICSK_ACK_SCHED). */
  isScheduled = false
  /** ... and not longer than this segment's turn (ICSK_ACK_NOW). */
  isNow = false
  /** A segment had to be dropped for want of memory: the next ACK shuts the window (ICSK_ACK_NOMEM). */
  isOutOfMemory = false
  /** Short segments that were pushed, 0, 1 or 2 and more: a read that empties the buffer acknowledges them (ICSK_ACK_PUSHED, PUSHED2). */
  pushed = 0
  /** ACKs held back while segments arrive out of order, RCV.NXT then, and the ones that were not held back. */
  compressed = 0
  compressedNxt = 0
  unthinned = 0
  /** When text last came, or the connection began; before 0 for neither. */
  lastDataAt: Nanos = Number.NEGATIVE_INFINITY

  /** The connection is established. */
  begin(now: Nanos): void {
    this.lastDataAt = now
  }

  /** Something waits to be acknowledged. */
  schedule(): void {
    this.isScheduled = true
  }

  /** What waits, if something does, waits no longer. */
  hurry(): void {
    this.isNow = true
  }

  scheduleNow(): void {
    this.isScheduled = true
    this.isNow = true
  }

  /** A segment was dropped for want of memory: the peer is to know at once. */
  refuseForMemory(): void {
    this.isOutOfMemory = true
    this.scheduleNow()
  }

  /** More quick ACKs: enough to open the sender's window (Linux tcp_incr_quickack). */
  moreQuickAcks(offered: number, mss: number): void {
    const wanted = Math.min(Math.floor(offered / (2 * mss)) || 2, QUICK_ACKS)
    if (wanted > this.quickAcks) this.quickAcks = wanted
  }

  /** Every ACK at once for a while, whatever the user does (Linux tcp_enter_quickack_mode). */
  startQuickAcks(offered: number, mss: number): void {
    this.moreQuickAcks(offered, mss)
    this.beNotInteractive()
    this.ato = DELAYED_ACK
  }

  /** So many at least at once, as the sender's cwnd may be small. */
  hasten(acks: number): void {
    this.quickAcks = Math.max(this.quickAcks, acks)
    this.beNotInteractive()
  }

  /** The window grows: the sender is to know (Linux tcp_grow_window). */
  windowGrows(): void {
    this.quickAcks |= 1
  }

  /** Memory is short: the sender need not hurry. */
  endQuickAcks(): void {
    this.quickAcks = 0
  }

  /** The user answers what comes: ACKs may wait for his data (Linux inet_csk_enter_pingpong_mode). */
  beInteractive(threshold: number): void {
    this.pingPong = threshold
  }

  beNotInteractive(): void {
    this.pingPong = 0
  }

  /** In-order text came: the delay of its ACK follows the pace of the sender (Linux tcp_event_data_recv). */
  textCame(offered: number, mss: number, rtt: RttEstimator, now: Nanos): void {
    this.isScheduled = true
    if (this.ato === 0) {
      this.moreQuickAcks(offered, mss)
      this.ato = DELAYED_ACK
    } else {
      const silence = now - this.lastDataAt
      if (silence <= DELAYED_ACK / 2) this.ato = this.ato / 2 + DELAYED_ACK / 2
      else if (silence < this.ato) this.ato = Math.min(this.ato / 2 + silence, rtt.rto)
      // After a long silence the sender starts slowly again, or should.
      else if (silence > rtt.rto) this.moreQuickAcks(offered, mss)
    }
    this.lastDataAt = now
  }

  /** Text leaves: soon after text came it is an answer (Linux tcp_event_data_sent). */
  textLeft(now: Nanos): void {
    if (now - this.lastDataAt < this.ato && this.pingPong < MAX_PING_PONG) this.pingPong++
  }

  /** A full segment that was pushed has come. */
  pushedFull(): void {
    this.pushed = Math.max(this.pushed, 1)
  }

  /** A short one has. */
  pushedShort(): void {
    this.pushed = this.pushed > 0 ? 2 : 1
  }

  /** A segment came out of order. @returns Whether its ACK is held back: the first at each RCV.NXT are not, for fast retransmit. */
  holdBack(nxt: number): boolean {
    if (this.compressedNxt !== nxt) {
      this.compressedNxt = nxt
      this.unthinned = 0
    }
    if (this.unthinned < UNTHINNED_ACKS) {
      this.unthinned++
      return false
    }
    this.compressed++
    return true
  }

  /** The delay is over: who has waited in vain waits longer, or is not interactive after all (Linux tcp_delack_timer_handler). */
  timedOut(isInteractive: boolean, rto: Nanos): void {
    if (isInteractive) {
      this.beNotInteractive()
      this.ato = DELAYED_ACK
    } else this.ato = Math.min(this.ato * 2, rto)
  }

  /** A segment with an ACK leaves: nothing waits any more (Linux tcp_event_ack_sent). */
  left(): void {
    this.compressed = 0
    if (this.quickAcks > 0 && this.isScheduled && --this.quickAcks === 0) this.ato = DELAYED_ACK
    this.isScheduled = false
    this.isNow = false
    this.isOutOfMemory = false
    this.pushed = 0
  }
}

/** When to acknowledge: read by all, changed by its verbs alone. */
export type AckPolicy = Readonly<State>

export function newAckPolicy(): AckPolicy {
  return new State()
}
