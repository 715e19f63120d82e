import { DEFAULT_SCALING_RATIO, MAX_RATIO, RATIO_UNIT } from '../profile.ts'
import { collapsedSize } from './truesize.ts'

const NOTHING = new Float64Array(0)

/**
 * The receive buffer as Linux counts it: `limit` is `sk_rcvbuf`, `used` is `sk_rmem_alloc`, and the share of the memory
 * that is data (`scaling_ratio`, of 256) turns the one into a window.
 */
class State {
  limit: number
  /** The user has set the size (SOCK_RCVBUF_LOCK): it does not tune itself. */
  isLocked: boolean
  used = 0
  ratio: number = DEFAULT_SCALING_RATIO
  /** The packets queued in order, on a ring: where each ends, and what it takes. */
  #packets: Float64Array = NOTHING
  #head = 0
  #count = 0
  /** Bytes that fit behind the data of the last one. */
  #tailroom = 0

  constructor(limit: number, isLocked: boolean) {
    this.limit = limit
    this.isLocked = isLocked
  }

  /** The window that the whole buffer makes (Linux tcp_full_space). */
  get fullSpace(): number {
    return this.windowFrom(this.limit)
  }

  /** The window that what is free makes (Linux tcp_space); below 0 when more is used than there is. */
  get space(): number {
    return this.windowFrom(this.limit - this.used)
  }

  /** Nothing waits to be read. */
  get isEmpty(): boolean {
    return this.#count === 0
  }

  /** Linux tcp_win_from_space. */
  windowFrom(memory: number): number {
    return Math.floor((memory * this.ratio) / RATIO_UNIT)
  }

  /** Linux tcp_space_from_win. */
  memoryFor(window: number): number {
    return Math.floor((window * RATIO_UNIT) / this.ratio)
  }

  /** Whether a packet more may come in: one always goes beyond the limit (Linux tcp_can_ingest). */
  get hasRoom(): boolean {
    return this.used <= this.limit
  }

  /** The user has set the size. */
  lock(limit: number): void {
    this.limit = limit
    this.isLocked = true
  }

  /** The buffer grows, and never shrinks by itself. */
  grow(limit: number): void {
    this.limit = Math.max(this.limit, limit)
  }

  /** A segment has shown how much of the memory is data. @returns Whether that is news. */
  learnRatio(text: number, truesize: number): boolean {
    const old = this.ratio
    this.ratio = Math.min(Math.max(Math.floor((text * RATIO_UNIT) / truesize), 1), MAX_RATIO)
    return this.ratio !== old
  }

  /** Something is kept beyond RCV.NXT. */
  take(truesize: number): void {
    this.used += truesize
  }

  /** It is kept no longer. */
  free(truesize: number): void {
    this.used -= truesize
  }

  /** A packet joins the queue: it is copied behind the last one when there is room, else it takes memory of its own. */
  queue(right: number, length: number, truesize: number, tailroom: number): void {
    if (this.#count > 0 && length <= this.#tailroom) {
      this.#packets[this.#at(this.#count - 1)] = right
      this.#tailroom -= length
      return
    }
    this.used += truesize
    this.#append(right, truesize, tailroom)
  }

  /** A packet that has waited out of order, and is counted already, joins the queue. */
  join(right: number, truesize: number): void {
    this.#append(right, truesize, 0)
  }

  /** Everything before `position` has been read: packets that end there are freed. */
  read(position: number): void {
    const packets = this.#packets
    while (this.#count > 0) {
      const at = this.#at(0)
      if ((packets[at] as number) > position) return
      this.used -= packets[at + 1] as number
      this.#head = (this.#head + 1) & (packets.length / 2 - 1)
      this.#count--
    }
    this.#tailroom = 0
  }

  /** Packs `bytes` that wait to be read together (Linux tcp_collapse). */
  collapse(bytes: number): void {
    let sum = 0
    for (let i = 0; i < this.#count; i++) sum += this.#packets[this.#at(i) + 1] as number
    const packed = collapsedSize(bytes)
    if (packed >= sum) return
    const last = this.#packets[this.#at(this.#count - 1)] as number
    this.#forget()
    this.used += packed - sum
    this.#append(last, packed, 0)
  }

  /** Drops everything. */
  clear(): void {
    this.used = 0
    this.#forget()
  }

  #append(right: number, truesize: number, tailroom: number): void {
    if (this.#count * 2 === this.#packets.length) this.#grow()
    const at = this.#at(this.#count++)
    this.#packets[at] = right
    this.#packets[at + 1] = truesize
    this.#tailroom = tailroom
  }

  #at(index: number): number {
    return ((this.#head + index) * 2) & (this.#packets.length - 1)
  }

  #forget(): void {
    this.#head = 0
    this.#count = 0
    this.#tailroom = 0
  }

  #grow(): void {
    const old = this.#packets
    const packets = new Float64Array(Math.max(4, old.length * 2))
    for (let i = 0; i < this.#count; i++) {
      packets[2 * i] = old[this.#at(i)] as number
      packets[2 * i + 1] = old[this.#at(i) + 1] as number
    }
    this.#packets = packets
    this.#head = 0
  }
}

/** The receive buffer: read by all, changed by its verbs alone. */
export type ReceiveMemory = Readonly<State>

/** @param isLocked - The user has set the size. */
export function newReceiveMemory(limit: number, isLocked: boolean): ReceiveMemory {
  return new State(limit, isLocked)
}
