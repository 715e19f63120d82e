import { type Alarm, type Clock, millis } from '../base/index.ts'

/**
 * Reports silence: nothing has moved for so long. In the time of a simulated network where there is one, else in the
 * machine's, by a timer that keeps no program running.
 */
export class Silence {
  readonly #clock: Clock | undefined
  readonly #report: () => void
  #millis = 0
  #alarm: Alarm | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(clock: Clock | undefined, report: () => void) {
    this.#clock = clock
    this.#report = report
  }

  /** Counts from now. @param after - Milliseconds; 0 for never. */
  watch(after: number): void {
    this.#millis = after
    this.stirred()
  }

  /** Something moved. */
  stirred(): void {
    this.#stop()
    if (this.#millis === 0) return
    if (this.#clock === undefined) this.#timer = setTimeout(this.#report, this.#millis).unref()
    else this.#alarm = this.#clock.at(this.#clock.now() + millis(this.#millis), this.#report)
  }

  /** It is over: nothing is reported any more. */
  end(): void {
    this.watch(0)
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#alarm?.cancel()
    this.#alarm = undefined
  }
}
