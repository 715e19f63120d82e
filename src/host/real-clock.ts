import { type Alarm, type Clock, Heap, MILLISECOND, type Nanos } from '../base/index.ts'

interface Entry {
  readonly time: Nanos
  readonly sequence: number
  fn: (() => void) | undefined
}

/** The longest delay that a Node timer keeps. */
const LONGEST_MILLIS = 2 ** 31 - 1

/**
 * The machine's clock: nanoseconds since it was made, from a source that never goes back. Node's timers count in
 * milliseconds, so the last one before a call is waited out turn by turn: a call comes some tens of microseconds
 * late at most while the program is idle, never early.
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

  now(): Nanos {
    return Number(process.hrtime.bigint() - this.#start)
  }

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
    // One millisecond less than is left: Node's timers may be that late.
    const millis = Math.floor((next.time - this.now()) / MILLISECOND) - 1
    if (millis < 1) this.#turn = setImmediate(() => this.#run())
    else this.#timer = setTimeout(() => this.#run(), Math.min(millis, LONGEST_MILLIS))
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
