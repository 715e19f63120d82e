import type { CongestionControl } from './congestion-control.ts'

/** Slow start and congestion avoidance of RFC 5681 §3.1, halving on loss: what NewReno (RFC 6582) drives. */
export class NewReno implements CongestionControl {
  readonly name = 'newreno'
  cwnd = 0
  ssthresh: number = Number.POSITIVE_INFINITY
  #mss = 0
  /** Bytes acknowledged in congestion avoidance since cwnd last grew (RFC 3465). */
  #credit = 0

  start(mss: number, segments: number): void {
    this.#mss = mss
    this.cwnd = mss * segments
  }

  setMss(mss: number): void {
    this.#mss = mss
  }

  onAck(acked: number, isLimited: boolean): void {
    if (!isLimited) return
    let rest = acked
    if (this.cwnd < this.ssthresh) {
      // Slow start; what goes beyond ssthresh counts for congestion avoidance, as in Linux.
      const grown = Math.min(this.cwnd + rest, this.ssthresh)
      rest -= grown - this.cwnd
      this.cwnd = grown
      if (rest === 0) return
    }
    this.#credit += rest
    if (this.#credit >= this.cwnd) {
      this.#credit -= this.cwnd
      this.cwnd += this.#mss
    }
  }

  onLoss(flight: number): void {
    this.#halve(flight)
    this.cwnd = this.ssthresh
  }

  onRecovered(flight: number): void {
    // RFC 6582 §3.2 step 3, option 1: no burst when little is in flight.
    this.cwnd = Math.min(this.ssthresh, Math.max(flight, this.#mss) + this.#mss)
    this.#credit = 0
  }

  onTimeout(flight: number, isRepeated: boolean): void {
    if (!isRepeated) this.#halve(flight)
    this.cwnd = this.#mss
  }

  /** RFC 5681 §3.1, equation 4. */
  #halve(flight: number): void {
    this.ssthresh = Math.max(flight / 2, 2 * this.#mss)
    this.#credit = 0
  }
}
