import type { Nanos } from '../../base/index.ts'
import type { CaState } from './ca-state.ts'
import type { CongestionWindow } from './congestion-window.ts'
import type { CongestionControl } from './control.ts'

/** Slow start and congestion avoidance of RFC 5681 §3.1, halving on loss: what NewReno (RFC 6582) drives. Linux tcp_reno. */
export class Reno implements CongestionControl {
  readonly name = 'reno'
  readonly controlsRate = false
  readonly minTsoSegments = 0
  readonly #window: CongestionWindow

  constructor(window: CongestionWindow) {
    this.#window = window
  }

  start(): void {}

  /** RFC 5681 §3.1, equation 4; Linux takes cwnd for FlightSize, and counts whole segments. */
  ssthresh(): number {
    return Math.max(this.#window.cwnd >> 1, 2)
  }

  congAvoid(acked: number): void {
    const window = this.#window
    if (!window.mayGrow()) return
    let rest = acked
    if (window.inSlowStart) {
      // What goes beyond ssthresh counts for congestion avoidance.
      rest = window.slowStart(rest)
      if (rest === 0) return
    }
    window.avoid(window.cwnd, rest)
  }

  pktsAcked(): void {}

  setState(_to: CaState, _now: Nanos): void {}

  cwndEvent(): void {}

  undoCwnd(): number {
    return Math.max(this.#window.cwnd, this.#window.priorCwnd)
  }

  packetLost(): void {}

  congControl(): void {}
}
