import type { Nanos } from '../base/index.ts'

/** Nothing waits to be sent or acknowledged. */
const IDLE = 0
/** Something does, and nothing of the following holds it up. */
const BUSY = 1
/** The peer's window holds the sender up. */
const WINDOW = 2
/** The send buffer does: the application waits for room, and all that it gave has left. */
const BUFFER = 3

/**
 * How long the sender was busy, and what held it up (Linux tcp_chrono): tcpi_busy_time, tcpi_rwnd_limited,
 * tcpi_sndbuf_limited. It is in one state at a time; of two reasons the one further down this list counts.
 */
export class Chrono {
  #state: 0 | 1 | 2 | 3 = IDLE
  #since: Nanos = 0
  #busy: Nanos = 0
  #window: Nanos = 0
  #buffer: Nanos = 0

  /** Something is queued. */
  busy(now: Nanos): void {
    if (this.#state < BUSY) this.#enter(BUSY, now)
  }

  /** The peer's window ends a burst, or does not. @param isEmpty - Nothing is queued or out. */
  limitedByWindow(is: boolean, isEmpty: boolean, now: Nanos): void {
    if (is) {
      if (this.#state < WINDOW) this.#enter(WINDOW, now)
    } else this.#leave(WINDOW, isEmpty, now)
  }

  limitedByBuffer(is: boolean, isEmpty: boolean, now: Nanos): void {
    if (is) this.#enter(BUFFER, now)
    else this.#leave(BUFFER, isEmpty, now)
  }

  /** Nothing is out any more. */
  allAcknowledged(isEmpty: boolean, now: Nanos): void {
    this.#leave(BUSY, isEmpty, now)
  }

  /** @returns Times up to `now`: in all, and by reason. */
  at(now: Nanos): { busy: Nanos; window: Nanos; buffer: Nanos } {
    const open = now - this.#since
    const window = this.#window + (this.#state === WINDOW ? open : 0)
    const buffer = this.#buffer + (this.#state === BUFFER ? open : 0)
    return { busy: this.#busy + (this.#state === BUSY ? open : 0) + window + buffer, window, buffer }
  }

  #leave(state: 1 | 2 | 3, isEmpty: boolean, now: Nanos): void {
    if (isEmpty) this.#enter(IDLE, now)
    else if (this.#state === state) this.#enter(BUSY, now)
  }

  #enter(state: 0 | 1 | 2 | 3, now: Nanos): void {
    if (state === this.#state) return
    const passed = now - this.#since
    if (this.#state === BUSY) this.#busy += passed
    else if (this.#state === WINDOW) this.#window += passed
    else if (this.#state === BUFFER) this.#buffer += passed
    this.#state = state
    this.#since = now
  }
}
