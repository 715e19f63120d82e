import { CongestionControl } from './control.ts'

/** Slow start and congestion avoidance of RFC 5681 §3.1, halving on loss: what NewReno (RFC 6582) drives. Linux tcp_reno. */
export class Reno extends CongestionControl {
  /** RFC 5681 §3.1, equation 4; Linux takes cwnd for FlightSize, and counts whole segments. */
  override ssthresh(): number {
    return Math.max(this.window.cwnd >> 1, 2)
  }

  override congAvoid(acked: number): void {
    const { window } = this
    if (!window.mayGrow()) return
    let rest = acked
    if (window.inSlowStart) {
      // What goes beyond ssthresh counts for congestion avoidance.
      rest = window.slowStart(rest)
      if (rest === 0) return
    }
    window.avoid(window.cwnd, rest)
  }
}
