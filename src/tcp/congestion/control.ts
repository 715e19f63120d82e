import type { Nanos, Random } from '../../base/index.ts'
import type { CaState, CwndEvent } from './ca-state.ts'
import type { CongestionWindow } from './congestion-window.ts'
import type { HystartOptions } from './hystart-options.ts'
import type { DeliveryRate, RateSample, RateStamp } from './rate-sample.ts'

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

/** What one ACK reported (Linux struct ack_sample). */
export interface AckSample {
  /** Segments newly acknowledged or SACKed. */
  readonly packets: number
  /** Round trip of the newest one that was sent once (Linux ca_rtt_us), or -1. */
  readonly rtt: Nanos
  /** Segments in flight when the newest one of them was sent. */
  readonly inFlight: number
}

/** What a congestion control stands on. */
export interface CongestionParts {
  /** What it changes. */
  readonly window: CongestionWindow
  /** What it reads. */
  readonly sender: SenderView
  readonly rate: DeliveryRate
  readonly random: Random
  /** Default: both signs, as Linux. */
  readonly hystart?: HystartOptions
}

/**
 * How the window grows, and how far it falls: the shape of Linux's tcp_congestion_ops. A control has `ssthresh`; the
 * other hooks do nothing unless it has a use for them. It changes the `CongestionWindow` that it was made with by its
 * verbs; what is lost and what is in flight is the recovery's to know.
 *
 * Who calls what. On an ACK, in this order: `pktsAcked` when something was newly acknowledged or SACKed; then, when
 * `controlsRate`, `congControl`; else, while `CongestionWindow.isReducing`, the recovery's PRR and not this; else
 * `congAvoid`, where the ACK may raise cwnd. Entering a reduction or a time-out: priorCwnd and priorSsthresh are kept,
 * ssthresh becomes `ssthresh()`, `setState` is called. Undoing: cwnd becomes `undoCwnd()`.
 */
export abstract class CongestionControl {
  protected readonly window: CongestionWindow
  /** `congControl` decides cwnd and the pacing rate on every ACK, in every state: no PRR, no `congAvoid`. */
  readonly controlsRate: boolean = false

  constructor(window: CongestionWindow) {
    this.window = window
  }

  /** Segments that a transmission unit has at least (Linux min_tso_segs); 0: as the setting says. */
  get minTsoSegments(): number {
    return 0
  }

  /** @returns The slow-start threshold after a loss or a mark now. Called once a reduction, before cwnd is cut. */
  abstract ssthresh(now: Nanos): number

  /** The connection is established, or this control takes over from another one. cwnd has its initial value already. */
  start(_now: Nanos): void {}

  /** @param _acked - Segments newly acknowledged (or SACKed), at least 1. Does nothing unless `CongestionWindow.mayGrow`. */
  congAvoid(_acked: number, _now: Nanos): void {}

  pktsAcked(_sample: AckSample, _now: Nanos): void {}

  /** `CongestionWindow.caState` is about to become `_to`; it still has the old one. */
  setState(_to: CaState, _now: Nanos): void {}

  cwndEvent(_event: CwndEvent, _now: Nanos): void {}

  /** A segment has just been marked lost, `DeliveryRate.lost` counts it already (Linux skb_marked_lost). Only for one that `controlsRate`. */
  packetLost(_stamp: RateStamp, _now: Nanos): void {}

  /** @returns cwnd as if the reduction had not been (Linux undo_cwnd). */
  undoCwnd(): number {
    return Math.max(this.window.cwnd, this.window.priorCwnd)
  }

  /** @param _sample - Of this ACK; its `delivered` is -1 when it gives no rate. */
  congControl(_sample: RateSample, _now: Nanos): void {}
}
