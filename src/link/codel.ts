import { Deque, type Nanos } from '../base/index.ts'

/** Defaults of RFC 8289 §4: queueing of so long is fine, beyond it for so long is not. */
export const CODEL_TARGET: Nanos = 5_000_000
export const CODEL_INTERVAL: Nanos = 100_000_000
/** A drop soon after the last dropping state resumes its rate, within this many intervals (RFC 8289 §5.3; Linux). */
const RESUME_INTERVALS = 16

interface Waiting<Item> {
  item: Item
  length: number
  since: Nanos
}

/** What CoDel does to a packet that has waited too long: marks it (true) or, when it takes no marks, lets it drop. */
export interface CodelActions<Item> {
  mark(item: Item): boolean
  drop(item: Item): void
}

/**
 * A first-in first-out queue that CoDel keeps short (RFC 8289 §5): once packets have waited longer than `target` for a
 * whole `interval`, it drops one at the head, and ever more often until the wait is short again.
 */
export class CodelQueue<Item> {
  readonly #target: Nanos
  readonly #interval: Nanos
  readonly #actions: CodelActions<Item>
  readonly #waiting: Deque<Waiting<Item>> = new Deque(64)
  readonly #mtu: number
  #bytes = 0
  /** When the wait will have been too long for an interval; 0: it is not. */
  #firstAbove: Nanos = 0
  #isDropping = false
  #dropNext: Nanos = 0
  #count = 0
  #lastCount = 0

  /** @param mtu - Bytes that may always wait: with less than a packet behind it none is dropped. */
  constructor(target: Nanos, interval: Nanos, mtu: number, actions: CodelActions<Item>) {
    this.#target = target
    this.#interval = interval
    this.#mtu = mtu
    this.#actions = actions
  }

  /** Packets that wait. */
  get size(): number {
    return this.#waiting.size
  }

  push(item: Item, length: number, now: Nanos): void {
    this.#waiting.push({ item, length, since: now })
    this.#bytes += length
  }

  /** @returns The next packet to send; undefined when none is left. */
  pop(now: Nanos): Item | undefined {
    let next = this.#take()
    let isTooLong = this.#isTooLong(next, now)
    if (next === undefined) {
      this.#isDropping = false
      return undefined
    }
    if (!this.#isDropping) {
      if (!isTooLong) return next.item
      if (!this.#actions.mark(next.item)) {
        this.#actions.drop(next.item)
        next = this.#take()
        this.#isTooLong(next, now)
      }
      this.#startDropping(now)
      return next?.item
    }
    while (this.#isDropping && next !== undefined) {
      if (!isTooLong) this.#isDropping = false
      else if (now < this.#dropNext) return next.item
      else {
        this.#count++
        if (this.#actions.mark(next.item)) {
          this.#dropNext = this.#after(this.#dropNext)
          return next.item
        }
        this.#actions.drop(next.item)
        next = this.#take()
        isTooLong = this.#isTooLong(next, now)
        if (isTooLong) this.#dropNext = this.#after(this.#dropNext)
      }
    }
    if (next === undefined) this.#isDropping = false
    return next?.item
  }

  #startDropping(now: Nanos): void {
    this.#isDropping = true
    const lately = this.#count - this.#lastCount
    const isSoon = now - this.#dropNext < RESUME_INTERVALS * this.#interval
    this.#count = lately > 1 && isSoon ? lately : 1
    this.#lastCount = this.#count
    this.#dropNext = this.#after(now)
  }

  /** The control law: interval / sqrt(count) later. */
  #after(time: Nanos): Nanos {
    return time + Math.round(this.#interval / Math.sqrt(this.#count))
  }

  #take(): Waiting<Item> | undefined {
    const next = this.#waiting.shift()
    if (next !== undefined) this.#bytes -= next.length
    return next
  }

  #isTooLong(next: Waiting<Item> | undefined, now: Nanos): boolean {
    if (next === undefined || now - next.since < this.#target || this.#bytes <= this.#mtu) {
      this.#firstAbove = 0
      return false
    }
    if (this.#firstAbove === 0) {
      this.#firstAbove = now + this.#interval
      return false
    }
    return now > this.#firstAbove
  }
}
