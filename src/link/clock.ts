import {
  holdsFloats,
  Heap,
  NEVER,
  SECOND,
  SynfinError,
  type Alarm,
  type Clock,
  type Nanos,
} from '../base/index.ts'
import type { Timer } from './timer.ts'
import { linkSentences as t } from './sentences.ts'

/** What a run may cost before it is stopped: a run that cannot end must say so, never hang. */
export interface RunLimits {
  /** The last virtual time to reach; default one day after the start of the run. */
  readonly deadline?: Nanos
  /** How many events may happen; default 100 million. */
  readonly maxEvents?: number
}

const DAY = 86_400 * SECOND
const MAX_EVENTS = 100_000_000
/** Microtask turns that `runUntilSettled` waits before it moves time, when no `settle` is handed in. */
const TURNS = 32

/** One call that waits in the heap, at `time`; it is due at `due`, which a timer may have moved later. */
class Entry {
  static {
    holdsFloats(new Entry(0, 0, () => undefined), 'time', 'due')
  }

  time: Nanos
  sequence: number
  due: Nanos
  dueSequence: number
  fn: () => void
  queued = true
  /** The timer that it belongs to: once it has left the heap it is used again, by whichever timer comes next. */
  owner: VirtualTimer | undefined = undefined

  constructor(time: Nanos, sequence: number, fn: () => void) {
    this.time = time
    this.sequence = sequence
    this.due = time
    this.dueSequence = sequence
    this.fn = fn
  }
}

interface ClockInside {
  now(): Nanos
  push(time: Nanos, fn: () => void, owner: VirtualTimer): Entry
  disarm(entry: Entry): void
  /** An entry that was switched off counts again. */
  revive(): void
  /** @returns The next number in the order of events. */
  sequence(): number
}

class VirtualTimer implements Timer {
  readonly #clock: ClockInside
  readonly #fn: () => void
  #entry: Entry | undefined

  constructor(clock: ClockInside, fn: () => void) {
    this.#clock = clock
    this.#fn = fn
  }

  set(time: Nanos): void {
    const clock = this.#clock
    const last = this.#entry
    const entry = last?.owner === this ? last : undefined
    if (time === NEVER) {
      if (entry !== undefined) clock.disarm(entry)
      return
    }
    const due = Math.max(time, clock.now())
    if (entry === undefined || !entry.queued || due < entry.time) {
      if (entry !== undefined) clock.disarm(entry)
      this.#entry = clock.push(due, this.#fn, this)
      return
    }
    if (entry.due === NEVER) clock.revive()
    if (entry.due === due) return
    entry.due = due
    entry.dueSequence = clock.sequence()
  }
}

/**
 * Time that jumps to the next event, so an hour runs in milliseconds. Events happen in order of their time, and
 * at one time in the order in which they were asked for: the same calls give the same run, always.
 */
export class VirtualClock implements Clock {
  /**
   * Not only a number, so that V8 keeps it as a value of its own: handing out a field that holds nothing but floats would
   * make a new one on the heap each time, and the time is asked for many times in each event.
   */
  #now: Nanos | undefined = undefined
  #sequence = 0
  #settle: () => Promise<void> = microtaskTurns
  #pending = 0
  #heap = newHeap()
  readonly #spare: Entry[] = []
  /** What its timers may do with it: one object for all of them, as there may be a million. */
  readonly #inside: ClockInside = {
    now: () => this.now(),
    push: (time, fn, owner) => this.#pushFor(time, fn, owner),
    disarm: (entry) => this.#disarm(entry),
    revive: () => void this.#pending++,
    sequence: () => this.#sequence++,
  }

  /** @returns Nanoseconds since the clock was made. */
  now(): Nanos {
    return this.#now ?? 0
  }

  /** Events that wait, cancelled ones not counted. */
  get pending(): number {
    return this.#pending
  }

  /** The time of the next event; NEVER when none waits. */
  get nextTime(): Nanos {
    return this.#next()?.time ?? NEVER
  }

  /** Calls `fn` when it is `time`, at the earliest in the next event. */
  at(time: Nanos, fn: () => void): Alarm {
    const entry = this.#push(Math.max(time, this.now()), fn)
    return { cancel: () => this.#disarm(entry) }
  }

  /**
   * A timer that is set again and again without garbage: moving its deadline later costs nothing, and neither a
   * cancelled nor a moved deadline lets time pass.
   */
  timer(fn: () => void): Timer {
    return new VirtualTimer(this.#inside, fn)
  }

  /** Runs the next event. @returns False when none waits. */
  step(): boolean {
    const entry = this.#next()
    if (entry === undefined) return false
    this.#heap.pop()
    entry.due = NEVER
    this.#pending--
    this.#now = entry.time
    const { fn } = entry
    this.#recycle(entry)
    fn()
    return true
  }

  /**
   * Runs until nothing waits.
   *
   * @returns How many events ran.
   * @throws {SynfinError} SYNFIN_CLOCK_LIMIT when a limit is met first.
   */
  runUntilIdle(limits: RunLimits = {}): number {
    const budget = new Budget(this.now(), limits)
    let count = 0
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      budget.spend(next.time)
      this.step()
      count++
    }
    return count
  }

  /**
   * Runs every event up to and including `time`; afterwards it is `time`.
   *
   * @returns How many events ran.
   * @throws {SynfinError} SYNFIN_CLOCK_LIMIT when `maxEvents` is met first.
   */
  runUntil(time: Nanos, limits: RunLimits = {}): number {
    const budget = new Budget(this.now(), { ...limits, deadline: limits.deadline ?? time })
    let count = 0
    for (let next = this.#next(); next !== undefined && next.time <= time; next = this.#next()) {
      budget.spend(next.time)
      this.step()
      count++
    }
    this.#now = Math.max(this.now(), time)
    return count
  }

  /**
   * Runs until a promise is settled, letting everything that waits on promises go on before time moves.
   *
   * @param settle - Resolves once what is pending is done (`setImmediate` or a message channel, wrapped); absent: what
   *   `settlesWith` was told, else a number of microtask turns, enough for promise chains of usual depth.
   * @returns What the promise gives.
   * @throws {SynfinError} SYNFIN_CLOCK_IDLE when nothing is left that could settle it; SYNFIN_CLOCK_LIMIT.
   */
  async runUntilSettled<Value>(
    promise: Promise<Value>,
    settle?: () => Promise<void>,
    limits: RunLimits = {},
  ): Promise<Value> {
    const budget = new Budget(this.now(), limits)
    let settled = false
    const mark = (): void => {
      settled = true
    }
    promise.then(mark, mark)
    for (;;) {
      await (settle ?? this.#settle)()
      if (settled) return promise
      const next = this.#next()
      if (next === undefined) {
        throw new SynfinError('SYNFIN_CLOCK_IDLE', t.clockIdle, { now: this.now() })
      }
      // Everything of one moment runs together: promises go on before time moves, not between two packets.
      const { time } = next
      do {
        budget.spend(time)
        this.step()
      } while (this.#next()?.time === time)
    }
  }

  /**
   * From now on more than promises goes on at a moment before time moves: a library whose work goes through the
   * platform's own queues (Node's `nextTick`, streams) runs on this network.
   */
  settlesWith(settle: () => Promise<void>): void {
    this.#settle = settle
  }

  #pushFor(time: Nanos, fn: () => void, owner: VirtualTimer): Entry {
    const entry = this.#spare.pop()
    if (entry === undefined) {
      const made = this.#push(time, fn)
      made.owner = owner
      return made
    }
    entry.owner = owner
    entry.fn = fn
    entry.queued = true
    entry.time = time
    entry.due = time
    entry.sequence = this.#sequence++
    entry.dueSequence = entry.sequence
    return this.#enter(entry)
  }

  /** It has left the heap. One that `at` made is its caller's, who may still cancel it. */
  #recycle(entry: Entry): void {
    entry.queued = false
    if (entry.owner === undefined) return
    entry.owner = undefined
    this.#spare.push(entry)
  }

  #push(time: Nanos, fn: () => void): Entry {
    return this.#enter(new Entry(time, this.#sequence++, fn))
  }

  #enter(entry: Entry): Entry {
    this.#heap.push(entry)
    this.#pending++
    if (this.#heap.size > 1_024 && this.#heap.size > 4 * this.#pending) this.#compact()
    return entry
  }

  #disarm(entry: Entry): void {
    if (!entry.queued || entry.due === NEVER) return
    entry.due = NEVER
    this.#pending--
  }

  /** The next live event at the top of the heap: dead ones are dropped, moved ones put where they belong. */
  #next(): Entry | undefined {
    for (let entry = this.#heap.peek(); entry !== undefined; entry = this.#heap.peek()) {
      if (entry.due === entry.time && entry.dueSequence === entry.sequence) return entry
      this.#heap.pop()
      if (entry.due === NEVER) this.#recycle(entry)
      else {
        entry.time = entry.due
        entry.sequence = entry.dueSequence
        this.#heap.push(entry)
      }
    }
    return undefined
  }

  /** Throws the cancelled calls away once they are most of the heap. */
  #compact(): void {
    const live = newHeap()
    for (let entry = this.#heap.pop(); entry !== undefined; entry = this.#heap.pop()) {
      if (entry.due === NEVER) this.#recycle(entry)
      else live.push(entry)
    }
    this.#heap = live
  }
}

function newHeap(): Heap<Entry> {
  return new Heap<Entry>((a, b) => a.time < b.time || (a.time === b.time && a.sequence < b.sequence))
}

async function microtaskTurns(): Promise<void> {
  for (let i = 0; i < TURNS; i++) await Promise.resolve()
}

/** Counts a run against its limits. */
class Budget {
  readonly #deadline: Nanos
  readonly #maxEvents: number
  #events = 0

  constructor(start: Nanos, limits: RunLimits) {
    this.#deadline = limits.deadline ?? start + DAY
    this.#maxEvents = limits.maxEvents ?? MAX_EVENTS
  }

  spend(time: Nanos): void {
    if (time > this.#deadline) {
      throw new SynfinError('SYNFIN_CLOCK_LIMIT', t.clockDeadline, { deadline: this.#deadline, time })
    }
    if (++this.#events > this.#maxEvents) {
      throw new SynfinError('SYNFIN_CLOCK_LIMIT', t.clockEvents, { most: this.#maxEvents, time })
    }
  }
}
