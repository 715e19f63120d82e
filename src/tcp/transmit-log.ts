import type { Nanos } from '../base/index.ts'

const NONE = new Float64Array(0)
/** Stands for the time of a segment sent more than once: its ACK gives no sample (Karn, RFC 6298 §3). */
const AMBIGUOUS = -1

/** When each outstanding segment left, oldest first, on a ring. Gives RTT samples and the number of segments out. */
export class TransmitLog {
  #ends = NONE
  #times = NONE
  #head = 0
  /** Segments outstanding. */
  size = 0
  /** After `acknowledge`: when the first and the last of the acknowledged segments were sent, or -1 for no sample. */
  firstSent: Nanos = AMBIGUOUS
  lastSent: Nanos = AMBIGUOUS

  /** Notes a segment of new data that ends before position `end`. */
  push(end: number, now: Nanos): void {
    if (this.size === this.#ends.length) this.#grow()
    const at = (this.#head + this.size) & (this.#ends.length - 1)
    this.#ends[at] = end
    this.#times[at] = now
    this.size++
  }

  /** Takes out what is acknowledged up to `una`; the times are left in `firstSent` and `lastSent`. */
  acknowledge(una: number): void {
    const mask = this.#ends.length - 1
    let first: Nanos = AMBIGUOUS
    let last: Nanos = AMBIGUOUS
    let ambiguous = false
    while (this.size > 0 && (this.#ends[this.#head] as number) <= una) {
      const time = this.#times[this.#head] as number
      if (time === AMBIGUOUS) ambiguous = true
      else {
        if (first === AMBIGUOUS) first = time
        last = time
      }
      this.#head = (this.#head + 1) & mask
      this.size--
    }
    this.firstSent = ambiguous ? AMBIGUOUS : first
    this.lastSent = ambiguous ? AMBIGUOUS : last
  }

  /** Marks the segments that overlap [left, right) as sent again. */
  retransmitted(left: number, right: number): void {
    const mask = this.#ends.length - 1
    let low = 0
    let high = this.size
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#ends[(this.#head + middle) & mask] as number) <= left) low = middle + 1
      else high = middle
    }
    for (; low < this.size; low++) {
      const at = (this.#head + low) & mask
      this.#times[at] = AMBIGUOUS
      if ((this.#ends[at] as number) >= right) break
    }
  }

  clear(): void {
    this.#head = 0
    this.size = 0
    this.#ends = NONE
    this.#times = NONE
  }

  #grow(): void {
    const old = this.#ends.length
    const room = Math.max(16, old * 2)
    const ends = new Float64Array(room)
    const times = new Float64Array(room)
    for (let i = 0; i < this.size; i++) {
      const from = (this.#head + i) & (old - 1)
      ends[i] = this.#ends[from] as number
      times[i] = this.#times[from] as number
    }
    this.#ends = ends
    this.#times = times
    this.#head = 0
  }
}
