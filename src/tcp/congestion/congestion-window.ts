import { holdsFloats, SECOND, type Nanos } from '../../base/index.ts'
import { INITIAL_WINDOW_SEGMENTS, LEAST_RTT, NO_PACING, NO_SSTHRESH } from '../profile.ts'
import type { CaState } from './ca-state.ts'

/**
 * The congestion window and what belongs to it: one object per connection, for the congestion control (which grows
 * it), the recovery (which reduces it) and the output (which obeys it and reports how it was used). All in segments,
 * as in Linux.
 */
class State {
  static {
    holdsFloats(new State(), 'cwndStamp')
  }

  /** Congestion window (Linux snd_cwnd). */
  cwnd: number = INITIAL_WINDOW_SEGMENTS
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
  /** Where the recovery is (Linux icsk_ca_state). The recovery enters a state, and calls `CongestionControl.setState` before. */
  caState: CaState = 'open'
  /** cwnd ended the last burst (Linux is_cwnd_limited). */
  isCwndLimited = false
  /** Most segments out in this round trip (Linux max_packets_out). */
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

  // How it begins and grows.

  /** The connection is established. A SYN that was lost says nothing of what the path can carry (Linux tcp_init_metrics). */
  begin(cwnd: number, now: Nanos): void {
    this.cwnd = cwnd
    this.cwndStamp = now
    this.ssthresh = NO_SSTHRESH
  }

  /** The control has been asked to grow it. */
  grown(now: Nanos): void {
    this.cwndStamp = now
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

  /** Slow start ends at `ssthresh`, before a loss has shown it (HyStart, BBR). */
  leaveSlowStart(ssthresh: number): void {
    this.ssthresh = ssthresh
  }

  /** The control has no threshold (BBR). */
  dropThreshold(): void {
    this.ssthresh = NO_SSTHRESH
  }

  /** A control that `controlsRate` decides cwnd itself, within the clamp. */
  decide(cwnd: number): void {
    this.cwnd = Math.min(cwnd, this.clamp)
  }

  /** Back to what it was before it was cut, if that was more. */
  restore(cwnd: number): void {
    this.cwnd = Math.max(this.cwnd, cwnd)
  }

  // How it was used.

  /** A burst has ended: by cwnd or not, with so much out, at SND.NXT. */
  burstEnded(isLimited: boolean, packetsOut: number, nxt: number): void {
    this.isCwndLimited = isLimited
    this.maxPacketsOut = packetsOut
    this.cwndUsageEnd = nxt
  }

  /** All of it was in use. */
  usedFully(now: Nanos): void {
    this.cwndUsed = 0
    this.cwndStamp = now
  }

  usedPartly(packetsOut: number): void {
    this.cwndUsed = Math.max(this.cwndUsed, packetsOut)
  }

  /** Halved for each RTO of a silence, down to the initial window (RFC 2861 §3.1; Linux tcp_cwnd_restart). */
  restart(idle: Nanos, rto: Nanos, initialWindow: number, now: Nanos): void {
    this.ssthresh = this.currentSsthresh()
    const least = Math.min(initialWindow, this.cwnd)
    for (let left = idle - rto; left > 0 && this.cwnd > least; left -= rto) this.cwnd >>= 1
    this.cwnd = Math.max(this.cwnd, least)
    this.usedFully(now)
  }

  /** Half the way down to what was used (RFC 2861 §3.2; Linux tcp_cwnd_application_limited). */
  decay(initialWindow: number): void {
    const used = Math.max(this.cwndUsed, initialWindow)
    if (used < this.cwnd) {
      this.ssthresh = this.currentSsthresh()
      this.cwnd = (this.cwnd + used) >> 1
    }
    this.cwndUsed = 0
  }

  /** It has been looked at whether it was used. */
  usageChecked(now: Nanos): void {
    this.cwndStamp = now
  }

  /** A probe of the path MTU leaves: it is worth two in the network (RFC 4821 §7.4). */
  spendOnProbe(): void {
    this.cwnd--
  }

  /** It was lost: that says nothing of congestion. */
  refundProbe(): void {
    this.cwnd++
  }

  /** It has passed: the same bytes in larger segments. @param packet - Bytes of a packet so far. */
  resize(packet: number, probe: number): void {
    this.cwnd = Math.max(1, Math.floor((this.cwnd * packet) / probe))
    this.cwndCnt = 0
  }

  // How it is reduced.

  /** The recovery enters a state. */
  enter(state: CaState): void {
    this.caState = state
  }

  /** What an undo will need. */
  keepSsthresh(): void {
    this.priorSsthresh = this.currentSsthresh()
  }

  keepCwnd(): void {
    this.priorCwnd = this.cwnd
  }

  /** The reduction to come, or the one under way, cannot be undone. */
  forgetUndo(): void {
    this.priorSsthresh = 0
  }

  /** PRR takes cwnd down, in the course of a round trip, to the `ssthresh` of the control. */
  reduceTo(ssthresh: number): void {
    this.cwndCnt = 0
    this.ssthresh = ssthresh
  }

  /** Segments were too large for the path: the threshold stays what it was worth. */
  holdThreshold(): void {
    this.ssthresh = this.currentSsthresh()
    this.priorSsthresh = 0
  }

  /** So many more than are in flight (RFC 9937 §6). */
  allow(inFlight: number, more: number): void {
    this.cwnd = inFlight + more
  }

  /** A time-out: one segment (RFC 5681 §3.1). */
  collapse(inFlight: number, now: Nanos): void {
    this.cwnd = inFlight + 1
    this.cwndCnt = 0
    this.cwndStamp = now
  }

  /** The threshold alone, of a time-out. */
  lowerThreshold(ssthresh: number): void {
    this.ssthresh = ssthresh
  }

  /** PRR is done. */
  endReduction(now: Nanos): void {
    this.cwnd = this.ssthresh
    this.cwndStamp = now
  }

  /** The reduction was spurious (RFC 4015 §3). @returns Whether ssthresh rises too. */
  undo(cwnd: number): boolean {
    this.cwnd = cwnd
    if (this.priorSsthresh <= this.ssthresh) return false
    this.ssthresh = this.priorSsthresh
    return true
  }

  undone(now: Nanos): void {
    this.cwndStamp = now
  }

  // Pacing.

  /** SO_MAX_PACING_RATE, bytes per second. */
  limitPacing(rate: number): void {
    this.maxPacingRate = rate
    this.pacingRate = Math.min(this.pacingRate, rate)
  }

  /** From now on the output keeps to the rate. */
  pace(): void {
    this.isPaced = true
  }

  /** A control that `controlsRate` decides the rate, within the user's limit. */
  paceAt(rate: number): void {
    this.pacingRate = Math.min(rate, this.maxPacingRate)
  }

  /**
   * Pacing rate of a control that gives none: what cwnd is worth in a round trip, twice that in early slow start and
   * 1.2 times later (Linux tcp_update_pacing_rate, sysctls tcp_pacing_ss_ratio and tcp_pacing_ca_ratio).
   */
  updatePacingRate(mss: number, srtt: Nanos, packetsOut: number, ssRatio: number, caRatio: number): void {
    const ratio = this.cwnd < this.ssthresh >> 1 ? ssRatio : caRatio
    const window = Math.max(this.cwnd, packetsOut) * mss
    // Before there is an RTT: as if it were a microsecond, Linux's least.
    const rate = (window * SECOND * ratio) / (100 * Math.max(srtt, LEAST_RTT))
    this.pacingRate = Math.min(rate, this.maxPacingRate)
  }
}

/** The congestion window: read by all, changed by its verbs alone. */
export type CongestionWindow = Readonly<State>

export function newCongestionWindow(): CongestionWindow {
  return new State()
}
