import { holdsFloats, NEVER, SECOND, type Nanos } from '../../base/index.ts'

/**
 * What one ACK reported of the rate at which the network delivers (draft-ietf-ccwg-bbr §4.1; Linux struct rate_sample). One
 * object per connection, filled anew for each ACK.
 */
class Sample {
  static {
    holdsFloats(new Sample(), 'interval', 'priorDeliveredAt', 'rtt')
  }

  /** Segments delivered over `interval`; -1: this ACK gives no rate. */
  delivered = -1
  /** The longer of the time over which they were sent and the time over which they were acknowledged; -1: none. */
  interval: Nanos = -1
  /** `DeliveryRate.delivered` when the newest segment acknowledged now had been sent. */
  priorDelivered = 0
  /** When the delivery that `priorDelivered` counts last had been reported; -1: nothing acknowledged that has a stamp. */
  priorDeliveredAt: Nanos = -1
  /** Segments marked lost before that segment was sent, and segments in flight once it was. */
  priorLost = 0
  txInFlight = 0
  /** The sender had nothing to send during the interval. */
  isAppLimited = false
  /** That segment had been sent more than once. */
  isRetransmit = false
  /** Round trip of a segment sent once, -1 for none. */
  rtt: Nanos = -1
  /** The ACK may have been delayed: its `rtt` says little of the path. */
  isAckDelayed = false
  /** Newly acknowledged or SACKed, newly marked lost: segments, of this ACK alone. */
  ackedSacked = 0
  losses = 0
  /** Segments in flight before this ACK. */
  priorInFlight = 0

  reset(priorInFlight: number): void {
    this.delivered = -1
    this.interval = -1
    this.priorDelivered = 0
    this.priorDeliveredAt = -1
    this.priorLost = 0
    this.txInFlight = 0
    this.isAppLimited = false
    this.isRetransmit = false
    this.rtt = -1
    this.isAckDelayed = false
    this.ackedSacked = 0
    this.losses = 0
    this.priorInFlight = priorInFlight
  }

  /** A round trip of a segment sent once has been taken; -1: none. */
  takeRtt(rtt: Nanos): void {
    this.rtt = rtt
  }

  /** It is known whether the ACK may have been delayed. */
  setAckDelayed(is: boolean): void {
    this.isAckDelayed = is
  }
}

/**
 * What a segment in the send queue remembers from when it last left, so that its ACK gives a rate. The send queue keeps
 * these fields however it likes; `deliveredAt` is -1 once the segment has been counted.
 */
export interface RateStamp {
  delivered: number
  deliveredAt: Nanos
  firstSentAt: Nanos
  isAppLimited: boolean
  lost: number
  txInFlight: number
}

/** What a record keeps, read or to be written: one for all connections, used within a call. */
export const stamp: RateStamp = {
  delivered: 0,
  deliveredAt: 0,
  firstSentAt: 0,
  isAppLimited: false,
  lost: 0,
  txInFlight: 0,
}

/**
 * The delivery rate estimator (draft-ietf-ccwg-bbr §4.1, draft-cheng-iccrg-delivery-rate-estimation; Linux tcp_rate.c).
 * Counts segments.
 *
 * Order of calls: `stamp` for each segment that leaves, first time or again, before it is counted as out; on an ACK
 * `sample.reset`, then `onDelivered` for each segment newly acknowledged or SACKed (adding to `delivered`), then
 * `finish`.
 */
class Rate {
  static {
    holdsFloats(new Rate(), 'deliveredAt', 'firstSentAt', 'rateInterval')
  }

  /** Segments ever delivered: acknowledged or SACKed (Linux tp->delivered). The SYN counts. */
  delivered = 0
  /** Segments ever marked lost (Linux tp->lost). */
  lost = 0
  /** Of those delivered, how many the peer says came with a mark (Linux tp->delivered_ce). */
  deliveredCe = 0
  /** When `delivered` last grew. */
  deliveredAt: Nanos = 0
  /** When the segment left that was newest at the last ACK: the sending phase begins there. */
  firstSentAt: Nanos = 0
  /** While `delivered` is not beyond it the samples are limited by the application; 0: they are not. */
  appLimitedUntil = 0
  /** The last sample that counts: segments, in what time, for tcpi_delivery_rate. */
  rateDelivered = 0
  rateInterval: Nanos = 0
  rateAppLimited = false

  /** So many segments more have been acknowledged or SACKed. */
  deliver(segments: number): void {
    this.delivered += segments
  }

  /** Of those delivered so many came with a mark (RFC 3168). */
  marked(segments: number): void {
    this.deliveredCe += segments
  }

  /** A segment is marked lost. */
  lose(): void {
    this.lost++
  }

  /**
   * A segment leaves (Linux tcp_rate_skb_sent).
   *
   * @param packetsOut - Segments out, without this one.
   * @param inFlight - Segments in flight with this one.
   */
  stamp(stamp: RateStamp, packetsOut: number, inFlight: number, now: Nanos): void {
    if (packetsOut === 0) {
      this.firstSentAt = now
      this.deliveredAt = now
    }
    stamp.firstSentAt = this.firstSentAt
    stamp.deliveredAt = this.deliveredAt
    stamp.delivered = this.delivered
    stamp.isAppLimited = this.appLimitedUntil > 0
    stamp.lost = this.lost
    stamp.txInFlight = inFlight
  }

  /**
   * A segment has been acknowledged or SACKed, for the first time (Linux tcp_rate_skb_delivered): the newest one makes
   * the sample.
   *
   * @param sentAt - When it last left.
   * @param isRetransmit - It was sent more than once.
   */
  onDelivered(sample: Sample, stamp: RateStamp, sentAt: Nanos, isRetransmit: boolean): void {
    if (stamp.deliveredAt < 0) return
    if (
      sample.priorDeliveredAt < 0 ||
      stamp.delivered > sample.priorDelivered ||
      (stamp.delivered === sample.priorDelivered && sentAt > this.firstSentAt)
    ) {
      sample.priorDelivered = stamp.delivered
      sample.priorDeliveredAt = stamp.deliveredAt
      sample.priorLost = stamp.lost
      sample.txInFlight = stamp.txInFlight
      sample.isAppLimited = stamp.isAppLimited
      sample.isRetransmit = isRetransmit
      sample.interval = sentAt - stamp.firstSentAt
      this.firstSentAt = sentAt
    }
    stamp.deliveredAt = -1
  }

  /**
   * Completes the sample of an ACK (Linux tcp_rate_gen).
   *
   * @param ackedSacked - Segments newly acknowledged or SACKed; already in `delivered`.
   * @param losses - Segments newly marked lost; already in `lost`.
   * @param isReneging - The peer has thrown SACKed data away: no rate is taken.
   */
  finish(
    sample: Sample,
    ackedSacked: number,
    losses: number,
    isReneging: boolean,
    minRtt: Nanos,
    now: Nanos,
  ): void {
    if (this.appLimitedUntil > 0 && this.delivered > this.appLimitedUntil) this.appLimitedUntil = 0
    if (ackedSacked > 0) this.deliveredAt = now
    sample.ackedSacked = ackedSacked
    sample.losses = losses
    if (sample.priorDeliveredAt < 0 || isReneging) {
      sample.delivered = -1
      sample.interval = -1
      return
    }
    sample.delivered = this.delivered - sample.priorDelivered
    sample.interval = Math.max(sample.interval, now - sample.priorDeliveredAt)
    // Shorter than any round trip: a segment retransmitted without need was acknowledged by its first copy.
    if (minRtt > 0 && sample.interval < minRtt) {
      sample.interval = -1
      return
    }
    const isFaster = sample.delivered * this.rateInterval >= this.rateDelivered * sample.interval
    if (!sample.isAppLimited || isFaster) {
      this.rateDelivered = sample.delivered
      this.rateInterval = sample.interval
      this.rateAppLimited = sample.isAppLimited
    }
  }

  /**
   * There is less than a segment to send while cwnd would allow more (Linux tcp_rate_check_app_limited): samples that
   * span this time say nothing against the path.
   */
  onAppLimited(inFlight: number): void {
    this.appLimitedUntil = this.delivered + inFlight || 1
  }

  /** Bytes per second of the last sample that counts (Linux tcpi_delivery_rate); 0 before the first. */
  bytesPerSecond(mss: number): number {
    if (this.rateInterval <= 0 || this.rateInterval === NEVER) return 0
    return (this.rateDelivered * mss * SECOND) / this.rateInterval
  }
}

/** The sample of an ACK, and the rate: read by all, changed by their verbs alone. */
export type RateSample = Readonly<Sample>
export type DeliveryRate = Readonly<Rate>

export function newRateSample(): RateSample {
  return new Sample()
}

export function newDeliveryRate(): DeliveryRate {
  return new Rate()
}
