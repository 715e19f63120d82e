import { MILLISECOND, SECOND, type Nanos } from '../../base/index.ts'
import { NO_PACING } from '../profile.ts'
import type { CongestionWindow } from './congestion-window.ts'
import { LOW_WINDOW, ACK_DELTA, MIN_SAMPLES, DELAY_MIN, DELAY_MAX, AGGREGATION } from './cubic-constants.ts'
import type { SenderView } from './control.ts'
import type { HystartOptions } from './hystart-options.ts'

/**
 * Leaves slow start before the queue overflows, when the ACKs of a round come as a train as long as half the round trip,
 * or when the round trip grows by an eighth (Ha and Rhee 2011; the constants are Linux's, tcp_cubic.c).
 */
export class Hystart {
  readonly #window: CongestionWindow
  readonly #sender: SenderView
  readonly #options: HystartOptions
  #isFound = false
  #roundStart: Nanos = 0
  #lastAck: Nanos = 0
  #roundEnd = 0
  #roundRtt: Nanos = Number.POSITIVE_INFINITY
  #samples = 0

  constructor(window: CongestionWindow, sender: SenderView, options: HystartOptions) {
    this.#window = window
    this.#sender = sender
    this.#options = options
  }

  /** Slow start begins, again after a time-out. */
  reset(now: Nanos): void {
    this.#isFound = false
    this.#startRound(now)
  }

  #startRound(now: Nanos): void {
    this.#roundStart = now
    this.#lastAck = now
    this.#roundEnd = this.#sender.nxt
    this.#roundRtt = Number.POSITIVE_INFINITY
    this.#samples = 0
  }

  /**
   * A round trip has been taken. @param minimum - Least round trip of this path.
   */
  sample(rtt: Nanos, minimum: Nanos, now: Nanos): void {
    const window = this.#window
    if (this.#isFound || !window.inSlowStart || window.cwnd < LOW_WINDOW) return
    if (this.#sender.una > this.#roundEnd) this.#startRound(now)
    if (this.#options.ackTrain) this.#watchTrain(minimum, now)
    if (this.#options.delay) this.#watchDelay(rtt, minimum)
  }

  #watchTrain(minimum: Nanos, now: Nanos): void {
    if (now - this.#lastAck > ACK_DELTA) return
    this.#lastAck = now
    const { pacingRate, isPaced } = this.#window
    const aggregation =
      pacingRate === NO_PACING ? 0 : Math.min(MILLISECOND, (AGGREGATION * SECOND) / pacingRate)
    const length = minimum + aggregation
    // Pacing spreads the segments over half a round trip by itself.
    if (now - this.#roundStart > (isPaced ? length : length / 2)) this.#leave()
  }

  #watchDelay(rtt: Nanos, minimum: Nanos): void {
    this.#roundRtt = Math.min(this.#roundRtt, rtt)
    if (this.#samples < MIN_SAMPLES) {
      this.#samples++
      return
    }
    const growth = Math.min(Math.max(minimum / 8, DELAY_MIN), DELAY_MAX)
    if (this.#roundRtt > minimum + growth) this.#leave()
  }

  #leave(): void {
    this.#isFound = true
    this.#window.leaveSlowStart(this.#window.cwnd)
  }
}
