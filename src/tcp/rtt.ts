import type { Nanos } from '../base/index.ts'
import { LEAST_RTT, MAX_DOUBLINGS, RTO_AFTER_SYN_LOSS, RTO_INITIAL } from './profile.ts'
import type { StackSettings } from './settings.ts'

/**
 * The RTT estimator and the RTO (RFC 6298 §2), as Linux computes them with a sample from every ACK: the variance
 * used is the largest of the last round trip, its term of the RTO is at least `rtoMin`, and a sudden fall of
 * the RTT does not count as variance.
 */
class State {
  readonly #limits: Pick<StackSettings, 'rtoMin' | 'rtoMax' | 'minRttWindow'>
  /** SRTT, 0 before the first sample. */
  srtt: Nanos = 0
  /** Smallest sample of the last five minutes, 0 before the first (Linux tcp_min_rtt_wlen). */
  min: Nanos = 0
  /** RTO before back-off. */
  rto: Nanos = RTO_INITIAL
  /** Four times the mean deviation, its maximum in this round trip, and the smoothed one that the RTO uses. */
  #deviation = 0
  #deviationMax = 0
  #variance = 0
  #roundEnd = 0
  readonly #best: readonly [Timed, Timed, Timed] = [
    { value: 0, at: 0 },
    { value: 0, at: 0 },
    { value: 0, at: 0 },
  ]

  /** @param limits - Of the RTO and of the least RTT, read as they are needed. */
  constructor(limits: Pick<StackSettings, 'rtoMin' | 'rtoMax' | 'minRttWindow'>) {
    this.#limits = limits
  }

  /** RTTVAR: the mean deviation. */
  get rttvar(): Nanos {
    return this.#deviation / 4
  }

  /**
   * Takes a sample (RFC 6298 §2.2, §2.3).
   *
   * @param sample - A round trip of a segment sent once.
   * @param una - SND.UNA, to see a round trip pass.
   * @param nxt - SND.NXT, where the next round trip ends.
   */
  sample(sample: Nanos, una: number, nxt: number): void {
    const m = Math.max(sample, LEAST_RTT)
    if (this.srtt === 0) {
      this.srtt = m
      this.#deviation = 2 * m
      this.#variance = Math.max(this.#deviation, this.#limits.rtoMin)
      this.#deviationMax = this.#variance
      this.#roundEnd = nxt
    } else {
      const error = m - this.srtt
      this.srtt += error / 8
      let change = Math.abs(error) - this.#deviation / 4
      if (error < 0 && change > 0) change /= 8
      this.#deviation += change
      if (this.#deviation > this.#deviationMax) {
        this.#deviationMax = this.#deviation
        if (this.#deviationMax > this.#variance) this.#variance = this.#deviationMax
      }
      if (una > this.#roundEnd) {
        if (this.#deviationMax < this.#variance) this.#variance -= (this.#variance - this.#deviationMax) / 4
        this.#roundEnd = nxt
        this.#deviationMax = this.#limits.rtoMin
      }
    }
    this.rto = Math.min(Math.round(this.srtt + this.#variance), this.#limits.rtoMax)
  }

  /**
   * Takes a sample for the windowed minimum: the best three of the window are kept, each later than the one before, so
   * that when the best gets too old the next is at hand (the filter of K. Nichols; Linux lib/win_minmax.c).
   *
   * @param isDelayed - The ACK may have been delayed: it says nothing of the path unless it is the best.
   */
  takeMinimum(sample: Nanos, isDelayed: boolean, now: Nanos): void {
    const window = this.#limits.minRttWindow
    const value = Math.max(sample, LEAST_RTT)
    if (isDelayed && this.min > 0 && value > this.min) return
    const best = this.#best
    const first = best[0]
    const second = best[1]
    const third = best[2]
    if (this.min === 0 || value <= first.value || now - third.at > window) {
      set(first, value, now)
      set(second, value, now)
      set(third, value, now)
      this.min = value
      return
    }
    if (value <= second.value) {
      set(second, value, now)
      set(third, value, now)
    } else if (value <= third.value) set(third, value, now)
    const age = now - first.at
    if (age > window) {
      // The best is too old: the next ones move up, twice if need be.
      copy(second, first)
      copy(third, second)
      set(third, value, now)
      if (now - first.at > window) {
        copy(second, first)
        copy(third, second)
      }
    } else if (second.at === first.at && age > window / 4) {
      set(second, value, now)
      set(third, value, now)
    } else if (third.at === second.at && age > window / 2) set(third, value, now)
    this.min = first.value
  }

  /** The SYN had to be retransmitted and gave no sample (RFC 6298 §5.7). */
  synWasLost(): void {
    if (this.srtt === 0) this.rto = RTO_AFTER_SYN_LOSS
  }

  /** @returns The RTO doubled `times` times, at most `rtoMax` (RFC 6298 §5.5). */
  backedOff(times: number): Nanos {
    // The power operator is slow, and this is wanted for every segment.
    return Math.min(this.rto * (1 << Math.min(times, MAX_DOUBLINGS)), this.#limits.rtoMax)
  }
}

interface Timed {
  value: Nanos
  at: Nanos
}

function set(timed: Timed, value: Nanos, at: Nanos): void {
  timed.value = value
  timed.at = at
}

function copy(from: Timed, to: Timed): void {
  set(to, from.value, from.at)
}

/** The RTT and the RTO: read by all, changed by their verbs alone. */
export type RttEstimator = Readonly<State>

/** @param limits - Of the RTO and of the least RTT, read as they are needed. */
export function newRttEstimator(
  limits: Pick<StackSettings, 'rtoMin' | 'rtoMax' | 'minRttWindow'>,
): RttEstimator {
  return new State(limits)
}
