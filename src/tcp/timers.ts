import { NEVER, type Nanos } from '../base/index.ts'

/** The timers of a connection: a slot each, so that none can push another out. */
export const TIMER_NAMES = [
  'retransmit',
  'persist',
  'delayed-ack',
  'keep-alive',
  'fin-wait-2',
  'time-wait',
  'loss-probe',
  'reordering',
  'sack-compression',
  'pacing',
] as const

export const RETRANSMIT = 0
export const PERSIST = 1
export const DELAYED_ACK_TIMER = 2
export const KEEP_ALIVE_TIMER = 3
export const FIN_WAIT_2 = 4
export const TIME_WAIT = 5
/** Tail-loss probe (RFC 8985 §7) and reordering timer (§6.3): of these two and RETRANSMIT only one runs. */
export const LOSS_PROBE = 6
export const REORDER = 7
export const SACK_COMPRESSION = 8
/** The next unit may leave. */
export const PACING = 9

/** Index of a timer: its place in `TIMER_NAMES`. */
export type Timer = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

/** Deadlines by timer; setting one allocates nothing. */
export class Timers {
  readonly #deadlines: number[] = TIMER_NAMES.map(() => NEVER)
  /** The earliest, or one before it when the timer that had it was moved or stopped: then `next` looks anew. */
  #first: Nanos = NEVER
  #isStale = false

  set(timer: Timer, deadline: Nanos): void {
    if ((this.#deadlines[timer] as number) <= this.#first) this.#isStale = true
    this.#deadlines[timer] = deadline
    if (deadline < this.#first) this.#first = deadline
  }

  stop(timer: Timer): void {
    if ((this.#deadlines[timer] as number) === NEVER) return
    if ((this.#deadlines[timer] as number) <= this.#first) this.#isStale = true
    this.#deadlines[timer] = NEVER
  }

  stopAll(): void {
    this.#deadlines.fill(NEVER)
    this.#isStale = true
  }

  isSet(timer: Timer): boolean {
    return this.#deadlines[timer] !== NEVER
  }

  deadline(timer: Timer): Nanos {
    return this.#deadlines[timer] as number
  }

  /** @returns The earliest deadline, NEVER when no timer runs. */
  next(): Nanos {
    if (!this.#isStale) return this.#first
    this.#isStale = false
    const d = this.#deadlines
    let first = NEVER
    for (let i = 0; i < d.length; i++) {
      const deadline = d[i] as number
      if (deadline < first) first = deadline
    }
    this.#first = first
    return first
  }

  /** Stops the timer. @returns Whether it was due. */
  takeDue(timer: Timer, now: Nanos): boolean {
    if ((this.#deadlines[timer] as number) > now) return false
    this.stop(timer)
    return true
  }

  /** @returns Every running timer with its deadline. */
  running(): Record<string, Nanos> {
    const result: Record<string, Nanos> = {}
    TIMER_NAMES.forEach((name, i) => {
      const deadline = this.#deadlines[i] as number
      if (deadline !== NEVER) result[name] = deadline
    })
    return result
  }
}
