import type { Nanos } from '../../base/index.ts'
import type { CaState, CwndEvent } from './ca-state.ts'
import type { RateSample, RateStamp } from './rate-sample.ts'

/** The congestion controls there are, under Linux's names. */
export type CongestionName = 'reno' | 'cubic' | 'bbr'

/** What a congestion control reads of its connection; the window itself is `CongestionWindow`. */
export interface SenderView {
  /** SND.UNA and SND.NXT, as positions. */
  readonly una: number
  readonly nxt: number
  /** Payload of a full segment, bytes. */
  readonly mss: number
  /** Smoothed RTT, 0 before the first sample. */
  readonly srtt: Nanos
  /** Smallest RTT lately, 0 before the first sample. */
  readonly minRtt: Nanos
  /** When data last left. */
  readonly lastDataAt: Nanos
  /** Segments out and not taken for gone: packets_out - sacked_out - lost_out + retrans_out. */
  packetsInFlight(): number
}

/** What one ACK told (Linux struct ack_sample). */
export interface AckSample {
  /** Segments newly acknowledged or SACKed. */
  readonly packets: number
  /** Round trip of the newest one that was sent once (Linux ca_rtt_us), or -1. */
  readonly rtt: Nanos
  /** Segments in flight when the newest one of them was sent. */
  readonly inFlight: number
}

/**
 * How the window grows, and how far it falls: the shape of Linux's tcp_congestion_ops. It changes `cwnd`, `ssthresh`
 * and `cwndCnt` of the `CongestionWindow` that it was made with; what is lost and what is in flight is the recovery's
 * to know.
 *
 * Who calls what. On an ACK, in this order: `pktsAcked` when something was newly acknowledged or SACKed; then, when
 * `controlsRate`, `congControl`; else, while `CongestionWindow.isReducing`, the recovery's PRR and not this; else
 * `congAvoid`, where the ACK may raise cwnd. Entering a reduction or a time-out: priorCwnd and priorSsthresh are kept,
 * ssthresh becomes `ssthresh()`, `setState` is told. Undoing: cwnd becomes `undoCwnd()`.
 */
export interface CongestionControl {
  readonly name: CongestionName
  /** `congControl` decides cwnd and the pacing rate on every ACK, in every state: no PRR, no `congAvoid`. */
  readonly controlsRate: boolean
  /** Segments that a transmission unit has at least (Linux min_tso_segs); 0: as the setting says. */
  readonly minTsoSegments: number
  /** The connection is established, or this control takes over from another one. cwnd has its initial value already. */
  start(now: Nanos): void
  /** @returns The slow-start threshold after a loss or a mark now. Called once a reduction, before cwnd is cut. */
  ssthresh(now: Nanos): number
  /** @param acked - Segments newly acknowledged (or SACKed), at least 1. Does nothing unless `CongestionWindow.mayGrow`. */
  congAvoid(acked: number, now: Nanos): void
  pktsAcked(sample: AckSample, now: Nanos): void
  /** `CongestionWindow.caState` is about to become `to`; it still has the old one. */
  setState(to: CaState, now: Nanos): void
  cwndEvent(event: CwndEvent, now: Nanos): void
  /** A segment has just been marked lost, `DeliveryRate.lost` counts it already (Linux skb_marked_lost). */
  packetLost(stamp: RateStamp, now: Nanos): void
  /** @returns cwnd as if the reduction had not been (Linux undo_cwnd). */
  undoCwnd(): number
  /** @param sample - Of this ACK; its `delivered` is -1 when it tells no rate. */
  congControl(sample: RateSample, now: Nanos): void
}
