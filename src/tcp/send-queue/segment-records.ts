import type { Nanos } from '../../base/index.ts'
import type { RateStamp } from '../congestion/rate-sample.ts'

/** The peer has reported it by SACK (RFC 2018). Without SACK nothing is marked. */
export const SACKED = 1
/** Retransmitted, and that copy is taken to be in the network. */
export const RETRANSMITTED = 2
/** Taken for lost. */
export const LOST = 4
/** Retransmitted at some time: its ACK is ambiguous (Karn, RFC 6298 §3). */
export const EVER_RETRANSMITTED = 8
/** The SYN. */
export const SYN_RECORD = 16
/** FIN follows the data. */
export const FIN_RECORD = 32
/** The last of what one write gave: PSH when it is sent. */
export const PUSH_RECORD = 64
/** Nothing may be joined to its end (MSG_EOR). */
export const END_OF_RECORD = 128
/** Begins a transmission unit: what leaves together, an skb in Linux. */
export const UNIT_START = 256
/** The application had nothing more to send when it left. */
const APP_LIMITED = 512

const FIELDS = 10
const LEFT = 0
const RIGHT = 1
const SENT_AT = 2
const DELIVERED = 3
const DELIVERED_AT = 4
const FIRST_SENT_AT = 5
const LOST_BEFORE = 6
const IN_FLIGHT = 7
const SERIAL = 8
const SACKED_TO = 9

const LINKS = 3
const FLAGS = 0
const OLDER = 1
const NEWER = 2

const NONE = -1
const NOT_LISTED = -2
/** Out of the order of time until `recall`. */
const SET_ASIDE = -3
const NO_NUMBERS: number[] = []

/**
 * What has been sent and not been acknowledged, a record for each segment, in the order of the stream (Linux: the
 * retransmission queue). A record is a small number, its slot, that stays while the record lives. Slots are also
 * linked by when they last left, oldest first: the order that RACK looks at (RFC 8985 §6.2). Allocates only to grow.
 */
class State {
  /** Segments out (Linux packets_out). */
  size = 0
  /** Transmission units they belong to (skbs of Linux). */
  units = 0
  /** The record that left longest ago and is neither SACKed nor awaiting its retransmission; -1 for none. */
  oldest: number = NONE
  #newest: number = NONE
  /** Where the last `newestBefore` ended. */
  #reached: number = NONE
  // Plain arrays: for the few records of most connections they take half the memory of typed ones, and are as fast.
  #numbers: number[] = NO_NUMBERS
  #links: number[] = NO_NUMBERS
  /** Slots in the order of the stream, on a ring twice as long, with a hole where one was last cut in or joined. */
  #order: number[] = NO_NUMBERS
  #head = 0
  /** The index that comes after the hole. */
  #gap = 0
  #hole = 0
  /** First free slot; free slots are linked by NEWER. */
  #free = NONE
  /** How many have left so far, again or for the first time. */
  #sent = 0

  /** Adds a record at the end of the stream. @returns Its slot. */
  push(left: number, right: number, flags: number, now: Nanos): number {
    if (this.#free === NONE) this.#grow()
    const slot = this.#take(left, right, flags, now)
    if (this.size + this.#hole === this.#order.length) this.#moveHole(this.size)
    if (this.#gap === this.size) this.#hole = 0
    this.#order[(this.#head + this.size + this.#hole) & (this.#order.length - 1)] = slot
    this.size++
    this.#append(slot)
    return slot
  }

  /** Takes out the record at the start of the stream. */
  shift(): void {
    const slot = this.at(0)
    this.#removeAt(0)
    this.#release(slot)
    this.units--
    // What is left of its unit is a unit still.
    if (this.size > 0) this.#setFlags(this.at(0), this.flags(this.at(0)) | UNIT_START)
  }

  /** @returns The slot of the record at `index`, 0 for the first of the stream. */
  at(index: number): number {
    const hole = index < this.#gap ? 0 : this.#hole
    return this.#order[(this.#head + index + hole) & (this.#order.length - 1)] as number
  }

  /** @returns The slot of the last record, -1 when there is none. */
  last(): number {
    return this.size === 0 ? NONE : this.at(this.size - 1)
  }

  /** @returns The index of the first record that ends beyond `position`; `size` when there is none. */
  indexAfter(position: number): number {
    let low = 0
    let high = this.size
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.right(this.at(middle)) <= position) low = middle + 1
      else high = middle
    }
    return low
  }

  /**
   * Cuts the record at `index` in two at `position`; both keep times and marks, FIN and PSH go to the second.
   *
   * @returns The slot of the second.
   */
  split(index: number, position: number): number {
    if (this.#free === NONE) this.#grow()
    const first = this.at(index)
    const flags = this.flags(first)
    const rest = this.#take(position, this.right(first), flags | UNIT_START, this.sentAt(first))
    this.#numbers.copyWithin(rest * FIELDS + DELIVERED, first * FIELDS + DELIVERED, (first + 1) * FIELDS)
    this.#numbers[first * FIELDS + RIGHT] = position
    this.#setFlags(first, flags & ~(FIN_RECORD | PUSH_RECORD | END_OF_RECORD))
    this.#insertAt(index + 1, rest)
    if (this.isListed(first)) this.#link(rest, first, this.newer(first))
    else this.#links[rest * LINKS + OLDER] = this.#links[first * LINKS + OLDER] as number
    return rest
  }

  /** Joins the record at `index` with the next one: the first takes its end and its flags. */
  join(index: number): void {
    const first = this.at(index)
    const next = this.at(index + 1)
    this.#numbers[first * FIELDS + RIGHT] = this.right(next)
    const kept = FIN_RECORD | PUSH_RECORD | END_OF_RECORD | EVER_RETRANSMITTED
    this.#setFlags(first, this.flags(first) | (this.flags(next) & kept))
    this.#removeAt(index + 1)
    if ((this.flags(next) & UNIT_START) !== 0) this.units--
    this.#release(next)
  }

  /** Segments are cut one after the other: the hole goes along, so that each costs the way from the last. */
  #insertAt(index: number, slot: number): void {
    const order = this.#order
    const mask = order.length - 1
    this.#moveHole(index)
    if (this.#hole === 0) {
      this.#hole = Math.ceil((order.length - this.size) / 2)
      for (let i = this.size - 1; i >= index; i--)
        order[(this.#head + i + this.#hole) & mask] = order[(this.#head + i) & mask] as number
    }
    order[(this.#head + index) & mask] = slot
    this.#gap++
    this.#hole--
    this.size++
  }

  #removeAt(index: number): void {
    if (index === 0) {
      const isAfterHole = this.#gap === 0
      this.#head = (this.#head + 1 + (isAfterHole ? this.#hole : 0)) & (this.#order.length - 1)
      if (isAfterHole) this.#hole = 0
      else this.#gap--
    } else {
      this.#moveHole(index)
      this.#hole++
    }
    this.size--
  }

  #moveHole(index: number): void {
    const order = this.#order
    const mask = order.length - 1
    const from = this.#head + this.#hole
    if (this.#hole > 0) {
      for (let i = this.#gap; i < index; i++)
        order[(this.#head + i) & mask] = order[(from + i) & mask] as number
      for (let i = this.#gap - 1; i >= index; i--)
        order[(from + i) & mask] = order[(this.#head + i) & mask] as number
    }
    this.#gap = index
  }

  left(slot: number): number {
    return this.#numbers[slot * FIELDS + LEFT] as number
  }

  right(slot: number): number {
    return this.#numbers[slot * FIELDS + RIGHT] as number
  }

  /** When it last left. */
  sentAt(slot: number): Nanos {
    return this.#numbers[slot * FIELDS + SENT_AT] as number
  }

  /** Its place in the order in which all have last left: several may leave at one time. */
  serial(slot: number): number {
    return this.#numbers[slot * FIELDS + SERIAL] as number
  }

  flags(slot: number): number {
    return this.#links[slot * LINKS + FLAGS] as number
  }

  /** Puts marks on it. */
  mark(slot: number, marks: number): void {
    this.#setFlags(slot, this.flags(slot) | marks)
  }

  /** Takes marks off it. */
  unmark(slot: number, marks: number): void {
    this.#setFlags(slot, this.flags(slot) & ~marks)
  }

  #setFlags(slot: number, flags: number): void {
    const at = slot * LINKS + FLAGS
    const links = this.#links
    this.units += ((flags & UNIT_START) - ((links[at] as number) & UNIT_START)) / UNIT_START
    links[at] = flags
  }

  /** Of a SACKed record: all from it up to this position is known to be SACKed. */
  sackedTo(slot: number): number {
    return Math.max(this.right(slot), this.#numbers[slot * FIELDS + SACKED_TO] as number)
  }

  /** It is SACKed, and so is all from it up to `position`. */
  noteSackedTo(slot: number, position: number): void {
    this.#numbers[slot * FIELDS + SACKED_TO] = position
  }

  /** Segments that were in flight once it had left. */
  inFlight(slot: number): number {
    return this.#numbers[slot * FIELDS + IN_FLIGHT] as number
  }

  /** Part of it has been acknowledged: it begins at `left` now. */
  trim(slot: number, left: number): void {
    this.#numbers[slot * FIELDS + LEFT] = left
  }

  /** It leaves again: it is the newest now. */
  retransmitted(slot: number, now: Nanos): void {
    this.#numbers[slot * FIELDS + SENT_AT] = now
    this.#numbers[slot * FIELDS + SERIAL] = ++this.#sent
    if (this.isListed(slot)) this.#unlist(slot)
    this.#append(slot)
  }

  /** Whether it is in the order of time. */
  isListed(slot: number): boolean {
    return (this.#links[slot * LINKS + OLDER] as number) > NOT_LISTED
  }

  /** @returns The one that left next after it, -1 for none. */
  newer(slot: number): number {
    return this.#links[slot * LINKS + NEWER] as number
  }

  /** Takes it out of the order of time: SACKed, or lost and not yet retransmitted. */
  unlist(slot: number): void {
    if (this.isListed(slot)) this.#unlist(slot)
    this.#links[slot * LINKS + OLDER] = NOT_LISTED
  }

  /** Takes it out of the order of time for a while: `recall` brings it back unless it has left again. */
  setAside(slot: number): void {
    this.unlist(slot)
    this.#links[slot * LINKS + OLDER] = SET_ASIDE
  }

  /** Everything that was set aside goes back to its place in the order of time. */
  recall(): void {
    const slots: number[] = []
    for (let i = 0; i < this.size; i++)
      if (this.#links[this.at(i) * LINKS + OLDER] === SET_ASIDE) slots.push(this.at(i))
    slots.sort((a, b) => (this.#isOlder(a, b) ? -1 : 1))
    let before = NONE
    let next = this.oldest
    for (const slot of slots) {
      while (next !== NONE && this.#isOlder(next, slot)) {
        before = next
        next = this.newer(next)
      }
      this.#link(slot, before, next)
      before = slot
    }
    this.#reached = NONE
  }

  /**
   * The newest record in the order of time that left before `serial`, which must not be less than at the call before:
   * the search goes on from there, so that all calls together pass each record once.
   *
   * @returns Its slot, -1 for none.
   */
  newestBefore(serial: number): number {
    let next = this.#reached === NONE ? this.oldest : this.newer(this.#reached)
    while (next !== NONE && this.serial(next) < serial) {
      this.#reached = next
      next = this.newer(next)
    }
    return this.#reached
  }

  /** Copies what the record keeps for the delivery rate to `stamp`. */
  readStamp(slot: number, stamp: RateStamp): void {
    const n = this.#numbers
    const at = slot * FIELDS
    stamp.delivered = n[at + DELIVERED] as number
    stamp.deliveredAt = n[at + DELIVERED_AT] as number
    stamp.firstSentAt = n[at + FIRST_SENT_AT] as number
    stamp.lost = n[at + LOST_BEFORE] as number
    stamp.txInFlight = n[at + IN_FLIGHT] as number
    stamp.isAppLimited = (this.flags(slot) & APP_LIMITED) !== 0
  }

  writeStamp(slot: number, stamp: RateStamp): void {
    const n = this.#numbers
    const at = slot * FIELDS
    n[at + DELIVERED] = stamp.delivered
    n[at + DELIVERED_AT] = stamp.deliveredAt
    n[at + FIRST_SENT_AT] = stamp.firstSentAt
    n[at + LOST_BEFORE] = stamp.lost
    n[at + IN_FLIGHT] = stamp.txInFlight
    const flags = this.flags(slot)
    this.#setFlags(slot, stamp.isAppLimited ? flags | APP_LIMITED : flags & ~APP_LIMITED)
  }

  /** Forgets everything and lets the memory go. */
  clear(): void {
    this.size = 0
    this.units = 0
    this.#head = 0
    this.#gap = 0
    this.#hole = 0
    this.oldest = NONE
    this.#newest = NONE
    this.#reached = NONE
    this.#free = NONE
    this.#numbers = NO_NUMBERS
    this.#links = NO_NUMBERS
    this.#order = NO_NUMBERS
  }

  #take(left: number, right: number, flags: number, now: Nanos): number {
    const slot = this.#free
    const links = this.#links
    this.#free = links[slot * LINKS + NEWER] as number
    const n = this.#numbers
    n[slot * FIELDS + LEFT] = left
    n[slot * FIELDS + RIGHT] = right
    n[slot * FIELDS + SENT_AT] = now
    n[slot * FIELDS + SERIAL] = ++this.#sent
    links[slot * LINKS + FLAGS] = flags
    if ((flags & UNIT_START) !== 0) this.units++
    links[slot * LINKS + OLDER] = NOT_LISTED
    return slot
  }

  #release(slot: number): void {
    if (this.isListed(slot)) this.#unlist(slot)
    this.#links[slot * LINKS + NEWER] = this.#free
    this.#free = slot
  }

  /** The order of time; what was cut from one segment left at one moment, and keeps the order of the stream. */
  #isOlder(a: number, b: number): boolean {
    const apart = this.serial(a) - this.serial(b)
    return apart === 0 ? this.left(a) < this.left(b) : apart < 0
  }

  #append(slot: number): void {
    this.#link(slot, this.#newest, NONE)
  }

  /** Puts it between two that are neighbours, each -1 for none. */
  #link(slot: number, before: number, next: number): void {
    const links = this.#links
    links[slot * LINKS + OLDER] = before
    links[slot * LINKS + NEWER] = next
    if (before === NONE) this.oldest = slot
    else links[before * LINKS + NEWER] = slot
    if (next === NONE) this.#newest = slot
    else links[next * LINKS + OLDER] = slot
  }

  #unlist(slot: number): void {
    const links = this.#links
    const older = links[slot * LINKS + OLDER] as number
    const newer = links[slot * LINKS + NEWER] as number
    if (slot === this.#reached) this.#reached = older
    if (older === NONE) this.oldest = newer
    else links[older * LINKS + NEWER] = newer
    if (newer === NONE) this.#newest = older
    else links[newer * LINKS + OLDER] = older
    links[slot * LINKS + OLDER] = NOT_LISTED
  }

  #grow(): void {
    const old = this.#order.length / 2
    const room = Math.max(2, old * 2)
    // Filled with a fraction so that it is an array of doubles from the start.
    const numbers = Array.from({ length: room * FIELDS }, () => 0.5)
    for (let i = 0; i < this.#numbers.length; i++) numbers[i] = this.#numbers[i] as number
    const links = Array.from({ length: room * LINKS }, () => 0)
    for (let i = 0; i < this.#links.length; i++) links[i] = this.#links[i] as number
    const order = Array.from({ length: room * 2 }, () => 0)
    for (let i = 0; i < this.size; i++) order[i] = this.at(i)
    this.#numbers = numbers
    this.#links = links
    this.#order = order
    this.#head = 0
    this.#gap = 0
    this.#hole = 0
    for (let slot = room - 1; slot >= old; slot--) {
      links[slot * LINKS + NEWER] = this.#free
      this.#free = slot
    }
  }
}

/** What is out: read by all, changed by its verbs alone. */
export type SegmentRecords = Readonly<State>

export function newSegmentRecords(): SegmentRecords {
  return new State()
}
