import { assert } from '../base/index.ts'

const EMPTY = new Uint8Array(0)
const SMALLEST = 4096
/**
 * Behind each ring lies a strip of memory of the size of a packet buffer. Segments cross between ring and strip by
 * `copyWithin`, and between strip and packet by arrays that are there already: a `subarray` for each segment would cost as
 * much as the copy, and its garbage once more.
 */
const STRIP = 2048
/** Shorter pieces are not worth the way over the strip. */
const PIECE = 512

/** What a ring lies on. */
class Memory {
  /** The ring, then the strip. */
  readonly bytes: Uint8Array
  readonly capacity: number
  /** What was last taken from the strip: its first so many bytes. */
  head: Uint8Array = EMPTY
  /** Its length: asking a typed array is a call. */
  headLength = 0

  constructor(capacity: number) {
    this.capacity = capacity
    this.bytes = capacity === 0 ? EMPTY : new Uint8Array(capacity + STRIP)
  }
}

const NONE = new Memory(0)
/** Memory of rings that hold nothing waits here, by size, for the next that does: so much of each size. */
const spare: Memory[][] = []
const KEPT: number = 1024 * 1024

function take(capacity: number): Memory {
  return spare[31 - Math.clz32(capacity)]?.pop() ?? new Memory(capacity)
}

function give(memory: Memory): void {
  if (memory === NONE) return
  const list = (spare[31 - Math.clz32(memory.capacity)] ??= [])
  if (list.length === 0 || (list.length + 1) * memory.capacity <= KEPT) list.push(memory)
}

/**
 * Bytes of a stream, addressed by their position in it, on a ring that takes memory with the first byte, doubles as
 * needed, and gives it back with the last: an idle connection holds none. Holds positions from `start` up; writing past
 * the end leaves a gap, which the owner knows of.
 */
class State {
  #memory: Memory = NONE
  #mask = 0
  /** First position held. */
  start = 0
  /** One past the highest position written. */
  end = 0

  /** Bytes that the memory taken has room for. */
  get capacity(): number {
    return this.#memory.capacity
  }

  /** Empties the ring and lets its memory go; positions go on from `position`. */
  clear(position: number): void {
    this.#free()
    this.start = position
    this.end = position
  }

  /** Puts `length` bytes of `source` at `position`, which is not before `start`. */
  write(position: number, source: Uint8Array, offset: number, length: number): void {
    if (length === 0) return
    assert(position >= this.start, 'write before the start of the ring')
    const right = position + length
    if (right - this.start > this.#memory.capacity) this.#grow(right - this.start)
    if (right > this.end) this.end = right
    const { bytes, capacity } = this.#memory
    const at = position & this.#mask
    const first = Math.min(length, capacity - at)
    if (source.length <= STRIP && length >= PIECE) {
      const from = capacity + offset
      bytes.set(source, capacity)
      bytes.copyWithin(at, from, from + first)
      if (first < length) bytes.copyWithin(0, from + first, from + length)
      return
    }
    copy(bytes, at, source, offset, first)
    if (first < length) copy(bytes, 0, source, offset + first, length - first)
  }

  /** Copies `length` bytes from `position` on into `target` at `offset`. */
  copyTo(target: Uint8Array, offset: number, position: number, length: number): void {
    if (length === 0) return
    assert(position >= this.start && position + length <= this.end, 'read outside the ring')
    const memory = this.#memory
    const { bytes, capacity } = memory
    const at = position & this.#mask
    const first = Math.min(length, capacity - at)
    if (length <= STRIP && length >= PIECE) {
      bytes.copyWithin(capacity, at, at + first)
      if (first < length) bytes.copyWithin(capacity + first, 0, length - first)
      if (memory.headLength !== length) {
        memory.headLength = length
        memory.head = bytes.subarray(capacity, capacity + length)
      }
      target.set(memory.head, offset)
      return
    }
    copy(target, offset, bytes, at, first)
    if (first < length) copy(target, offset + first, bytes, 0, length - first)
  }

  /** Forgets what lies before `position`. */
  release(position: number): void {
    if (position > this.start) this.start = position
    if (this.end < this.start) this.end = this.start
    if (this.end === this.start) this.#free()
  }

  #free(): void {
    give(this.#memory)
    this.#memory = NONE
    this.#mask = 0
  }

  #grow(span: number): void {
    const old = this.#memory
    let capacity = Math.max(SMALLEST, old.capacity)
    while (capacity < span) capacity *= 2
    const memory = take(capacity)
    const mask = capacity - 1
    for (let position = this.start; position < this.end;) {
      const from = position & this.#mask
      const to = position & mask
      const count = Math.min(this.end - position, old.capacity - from, capacity - to)
      copy(memory.bytes, to, old.bytes, from, count)
      position += count
    }
    give(old)
    this.#memory = memory
    this.#mask = mask
  }
}

function copy(target: Uint8Array, at: number, source: Uint8Array, from: number, length: number): void {
  target.set(from === 0 && length === source.length ? source : source.subarray(from, from + length), at)
}

/** Bytes by position: read by all, changed by its verbs alone. */
export type ByteRing = Readonly<State>

export function newByteRing(): ByteRing {
  return new State()
}
