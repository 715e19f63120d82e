import { NEVER, type Alarm, type Clock, type Nanos } from '../base/index.ts'

/** One deadline that is moved often: of a connection, of a link. */
export interface Timer {
  /** Moves the deadline; NEVER switches the timer off. Once it has fired it is off. */
  set(time: Nanos): void
}

/** A clock that has timers of its own, as the virtual one has. */
interface TimerClock extends Clock {
  timer(fn: () => void): Timer
}

/** @returns A timer on any clock: the clock's own when it has one, else one made of alarms. */
export function createTimer(clock: Clock, fn: () => void): Timer {
  return 'timer' in clock ? (clock as TimerClock).timer(fn) : new AlarmTimer(clock, fn)
}

/**
 * A timer made of alarms. Its alarm is armed anew only when the deadline moves earlier; one that has moved later
 * is found out when the alarm rings. So the timer of a busy connection, pushed back by each ACK, costs next to
 * nothing on the machine's clock.
 */
class AlarmTimer implements Timer {
  readonly #clock: Clock
  readonly #fn: () => void
  #deadline: Nanos = NEVER
  #armedAt: Nanos = NEVER
  #alarm: Alarm | undefined

  constructor(clock: Clock, fn: () => void) {
    this.#clock = clock
    this.#fn = fn
  }

  set(time: Nanos): void {
    this.#deadline = time
    if (time < this.#armedAt) this.#arm(time)
  }

  #arm(time: Nanos): void {
    this.#alarm?.cancel()
    this.#armedAt = time
    this.#alarm = this.#clock.at(time, () => this.#ring())
  }

  #ring(): void {
    this.#armedAt = NEVER
    this.#alarm = undefined
    if (this.#deadline === NEVER) return
    if (this.#clock.now() < this.#deadline) {
      this.#arm(this.#deadline)
      return
    }
    this.#deadline = NEVER
    this.#fn()
  }
}
