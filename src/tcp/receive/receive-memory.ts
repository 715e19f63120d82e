import { collapsedSize } from './truesize.ts'

/** Linux TCP_DEFAULT_SCALING_RATIO: half of the memory is data until segments have shown more. */
const DEFAULT_RATIO = 128

/**
 * The receive buffer as Linux counts it: `limit` is `sk_rcvbuf`, `used` is `sk_rmem_alloc`, and the share of the memory
 * that is data (`scaling_ratio`, of 256) turns the one into a window.
 */
export class ReceiveMemory {
  limit: number
  /** The user has set the size (SOCK_RCVBUF_LOCK): it does not tune itself. */
  isLocked: boolean
  used = 0
  ratio: number = DEFAULT_RATIO
  /** The packets queued in order: where each ends, and what it takes. */
  #rights: number[] = []
  #sizes: number[] = []
  #head = 0
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
    return this.#head === this.#rights.length
  }

  /** Linux tcp_win_from_space. */
  windowFrom(memory: number): number {
    return Math.floor((memory * this.ratio) / 256)
  }

  /** Linux tcp_space_from_win. */
  memoryFor(window: number): number {
    return Math.floor((window * 256) / this.ratio)
  }

  /** Whether a packet more may come in: one always goes beyond the limit (Linux tcp_can_ingest). */
  get hasRoom(): boolean {
    return this.used <= this.limit
  }

  /** A packet joins the queue: it is copied behind the last one when there is room, else it takes memory of its own. */
  queue(right: number, length: number, truesize: number, tailroom: number): void {
    const last = this.#rights.length - 1
    if (!this.isEmpty && length <= this.#tailroom) {
      this.#rights[last] = right
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
    const rights = this.#rights
    while (this.#head < rights.length && (rights[this.#head] as number) <= position)
      this.used -= this.#sizes[this.#head++] as number
    if (this.#head === rights.length) this.#forget()
    else if (this.#head > 64 && this.#head * 2 > rights.length) this.#compact()
  }

  /** Packs `bytes` that wait to be read together (Linux tcp_collapse). */
  collapse(bytes: number): void {
    let sum = 0
    for (let i = this.#head; i < this.#sizes.length; i++) sum += this.#sizes[i] as number
    const packed = collapsedSize(bytes)
    if (packed >= sum) return
    const last = this.#rights[this.#rights.length - 1] as number
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
    this.#rights.push(right)
    this.#sizes.push(truesize)
    this.#tailroom = tailroom
  }

  #forget(): void {
    if (this.#rights.length > 0) {
      this.#rights.length = 0
      this.#sizes.length = 0
    }
    this.#head = 0
    this.#tailroom = 0
  }

  #compact(): void {
    this.#rights.splice(0, this.#head)
    this.#sizes.splice(0, this.#head)
    this.#head = 0
  }
}
