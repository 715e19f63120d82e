import { holdsFloats, SECOND, type Nanos } from '../../base/index.ts'
import type { CaState } from './ca-state.ts'

/** Slow-start threshold before the first loss (Linux TCP_INFINITE_SSTHRESH). */
export const NO_SSTHRESH = 0x7fffffff
/** No pacing (Linux ~0). */
export const NO_PACING: number = Number.POSITIVE_INFINITY

/**
 * The congestion window and what belongs to it: one object per connection, shared by the congestion control (which
 * grows it), the recovery (which reduces it) and the output (which obeys it and tells how it was used). All in
 * segments, as in Linux.
 */
export class CongestionWindow {
  static {
    holdsFloats(new CongestionWindow(), 'cwndStamp')
  }

  /** Congestion window (Linux snd_cwnd). */
  cwnd = 10
  /** Slow-start threshold (Linux snd_ssthresh). */
  ssthresh: number = NO_SSTHRESH
  /** Segments acknowledged since cwnd last grew by one (Linux snd_cwnd_cnt). */
  cwndCnt = 0
  /** cwnd never grows beyond it (Linux snd_cwnd_clamp). */
  clamp: number = Number.POSITIVE_INFINITY
  /** cwnd when the reduction began (Linux prior_cwnd): what an undo goes back to. */
  priorCwnd = 0
  /** ssthresh when the reduction began (Linux prior_ssthresh); 0: nothing to undo. */
  priorSsthresh = 0
  /** Where the recovery is (Linux icsk_ca_state). Set by the recovery, which calls `CongestionControl.setState` then. */
  caState: CaState = 'open'
  /** cwnd ended the last burst (Linux is_cwnd_limited); set by the output. */
  isCwndLimited = false
  /** Most segments out in this round trip (Linux max_packets_out); set by the output. */
  maxPacketsOut = 0
  /** SND.NXT when the round that `maxPacketsOut` and `isCwndLimited` speak of began (Linux cwnd_usage_seq). */
  cwndUsageEnd = 0
  /** Most segments in flight since the window was last used to the full (Linux snd_cwnd_used), and since when (snd_cwnd_stamp). */
  cwndUsed = 0
  cwndStamp: Nanos = 0
  /** Bytes per second of IP payload beyond which nothing is sent (Linux sk_pacing_rate): also sizes the transmission units. */
  pacingRate: number = NO_PACING
  /** SO_MAX_PACING_RATE. */
  maxPacingRate: number = NO_PACING
  /** Whether the output holds data back to keep `pacingRate` (Linux SK_PACING_NEEDED): asked for by BBR or by SO_MAX_PACING_RATE. */
  isPaced = false

  /** Linux tcp_in_slow_start. */
  get inSlowStart(): boolean {
    return this.cwnd < this.ssthresh
  }

  /** Linux tcp_in_initial_slowstart. */
  get inInitialSlowStart(): boolean {
    return this.ssthresh >= NO_SSTHRESH
  }

  /** Linux tcp_in_cwnd_reduction: PRR has the window, not the congestion control. */
  get isReducing(): boolean {
    return this.caState === 'cwr' || this.caState === 'recovery'
  }

  /**
   * Whether cwnd is what holds the sender back, so that it may grow (RFC 7661 §4.1; Linux tcp_is_cwnd_limited). In
   * slow start it is enough that half of it was in use.
   */
  mayGrow(): boolean {
    if (this.isCwndLimited) return true
    return this.inSlowStart && this.cwnd < 2 * this.maxPacketsOut
  }

  /** What the window would be if it had not been cut lately (Linux tcp_current_ssthresh). */
  currentSsthresh(): number {
    if (this.isReducing) return this.ssthresh
    return Math.max(this.ssthresh, (this.cwnd >> 1) + (this.cwnd >> 2))
  }

  /** Slow start (RFC 5681 §3.1, counting segments as RFC 3465). @returns Segments acknowledged beyond ssthresh. */
  slowStart(acked: number): number {
    const grown = Math.min(this.cwnd + acked, this.ssthresh)
    const rest = acked - (grown - this.cwnd)
    this.cwnd = Math.min(grown, this.clamp)
    return rest
  }

  /** Grows by a segment for each `w` acknowledged (RFC 5681 §3.1, equation 3; Linux tcp_cong_avoid_ai). */
  avoid(w: number, acked: number): void {
    // A credit gathered while w was larger is worth a segment at once.
    if (this.cwndCnt >= w) {
      this.cwndCnt = 0
      this.cwnd++
    }
    this.cwndCnt += acked
    if (this.cwndCnt >= w) {
      const more = Math.floor(this.cwndCnt / w)
      this.cwndCnt -= more * w
      this.cwnd += more
    }
    this.cwnd = Math.min(this.cwnd, this.clamp)
  }

  /**
   * Pacing rate of a control that gives none: what cwnd is worth in a round trip, twice that in early slow start and
   * 1.2 times later (Linux tcp_update_pacing_rate, sysctls tcp_pacing_ss_ratio and tcp_pacing_ca_ratio).
   */
  updatePacingRate(mss: number, srtt: Nanos, packetsOut: number, ssRatio: number, caRatio: number): void {
    const ratio = this.cwnd < this.ssthresh >> 1 ? ssRatio : caRatio
    const window = Math.max(this.cwnd, packetsOut) * mss
    // Before there is an RTT: as if it were a microsecond, Linux's least.
    const rate = (window * SECOND * ratio) / (100 * Math.max(srtt, 1_000))
    this.pacingRate = Math.min(rate, this.maxPacingRate)
  }
}
