import { type Alarm, type Clock, Heap, MICROSECOND, MILLISECOND, type Nanos } from '../base/index.ts'

interface Entry {
  readonly time: Nanos
  readonly sequence: number
  fn: (() => void) | undefined
}

/** The longest delay that a Node timer keeps. */
const LONGEST_MILLIS = 2 ** 31 - 1
/** So little is waited out turn by turn. More would be more exact, and cost as much of a core as is waited out. */
const TURN_BY_TURN: Nanos = 100 * MICROSECOND

/**
 * The machine's clock: nanoseconds since it was made, from a source that never goes back. Node's timers count in whole
 * milliseconds: a call comes half a millisecond late on average, one at most while the program is idle, never early, and
 * costs about 0.1 ms of a core.
 */
export class RealClock implements Clock {
  readonly #start = process.hrtime.bigint()
  readonly #alarms = new Heap<Entry>(
    (a, b) => a.time < b.time || (a.time === b.time && a.sequence < b.sequence),
  )
  #sequence = 0
  #timer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined
  /** When the timer that is set goes off. */
  #wakeAt: Nanos = Number.POSITIVE_INFINITY

  /** @returns Nanoseconds since the clock was made. */
  now(): Nanos {
    return Number(process.hrtime.bigint() - this.#start)
  }

  /** Calls `fn` once it is `time`, never early. */
  at(time: Nanos, fn: () => void): Alarm {
    const entry: Entry = { time, sequence: this.#sequence++, fn }
    this.#alarms.push(entry)
    if (time < this.#wakeAt) this.#wake()
    return {
      cancel: () => {
        entry.fn = undefined
        if (this.#alarms.peek() === entry) this.#wake()
      },
    }
  }

  /** Sets one timer, or one turn of the loop, for the next call that has not been cancelled. */
  #wake(): void {
    while (this.#alarms.size > 0 && this.#alarms.peek()?.fn === undefined) this.#alarms.pop()
    clearTimeout(this.#timer)
    clearImmediate(this.#turn)
    this.#timer = undefined
    this.#turn = undefined
    const next = this.#alarms.peek()
    this.#wakeAt = next?.time ?? Number.POSITIVE_INFINITY
    if (next === undefined || next.time === Number.POSITIVE_INFINITY) return
    const left = next.time - this.now()
    if (left < TURN_BY_TURN) this.#turn = setImmediate(() => this.#run())
    else {
      // The whole milliseconds that are left; what remains then is looked at again.
      const millis = Math.max(1, Math.floor(left / MILLISECOND))
      this.#timer = setTimeout(() => this.#run(), Math.min(millis, LONGEST_MILLIS))
    }
  }

  #run(): void {
    // What is asked for from within these calls waits for the next turn, even when it is due: I/O gets its share.
    this.#wakeAt = Number.NEGATIVE_INFINITY
    const now = this.now()
    const last = this.#sequence
    try {
      for (let next = this.#alarms.peek(); next !== undefined; next = this.#alarms.peek()) {
        if (next.fn !== undefined && (next.time > now || next.sequence >= last)) break
        this.#alarms.pop()
        const { fn } = next
        next.fn = undefined
        fn?.()
      }
    } finally {
      this.#wake()
    }
  }
}
