import { assert } from '../base/index.ts'

const EMPTY = new Uint8Array(0)
const SMALLEST = 4096
/** Memory of rings that hold nothing waits here, by size, for the next that does: so much of each size. */
const spare: Uint8Array[][] = []
const KEPT: number = 1024 * 1024

function take(capacity: number): Uint8Array {
  return spare[31 - Math.clz32(capacity)]?.pop() ?? new Uint8Array(capacity)
}

function give(bytes: Uint8Array): void {
  if (bytes.length === 0) return
  const list = (spare[31 - Math.clz32(bytes.length)] ??= [])
  if (list.length === 0 || (list.length + 1) * bytes.length <= KEPT) list.push(bytes)
}

/**
 * Bytes of a stream, addressed by their position in it, on a ring that takes memory with the first byte, doubles as
 * needed, and gives it back with the last: an idle connection holds none. Holds positions from `start` up; writing past the end leaves a gap, which the owner knows of.
 */
export class ByteRing {
  #bytes: Uint8Array = EMPTY
  #mask = 0
  /** First position held. */
  start = 0
  /** One past the highest position written. */
  end = 0

  /** Bytes of memory taken. */
  get capacity(): number {
    return this.#bytes.length
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
    if (right - this.start > this.#bytes.length) this.#grow(right - this.start)
    const at = position & this.#mask
    const first = Math.min(length, this.#bytes.length - at)
    copy(this.#bytes, at, source, offset, first)
    if (first < length) copy(this.#bytes, 0, source, offset + first, length - first)
    if (right > this.end) this.end = right
  }

  /** Copies `length` bytes from `position` on into `target` at `offset`. */
  copyTo(target: Uint8Array, offset: number, position: number, length: number): void {
    if (length === 0) return
    assert(position >= this.start && position + length <= this.end, 'read outside the ring')
    const at = position & this.#mask
    const first = Math.min(length, this.#bytes.length - at)
    copy(target, offset, this.#bytes, at, first)
    if (first < length) copy(target, offset + first, this.#bytes, 0, length - first)
  }

  /** Forgets what lies before `position`. */
  release(position: number): void {
    if (position > this.start) this.start = position
    if (this.end < this.start) this.end = this.start
    if (this.end === this.start) this.#free()
  }

  #free(): void {
    give(this.#bytes)
    this.#bytes = EMPTY
    this.#mask = 0
  }

  #grow(span: number): void {
    let capacity = Math.max(SMALLEST, this.#bytes.length)
    while (capacity < span) capacity *= 2
    const bytes = take(capacity)
    const mask = capacity - 1
    for (let position = this.start; position < this.end;) {
      const from = position & this.#mask
      const to = position & mask
      const count = Math.min(this.end - position, this.#bytes.length - from, capacity - to)
      copy(bytes, to, this.#bytes, from, count)
      position += count
    }
    give(this.#bytes)
    this.#bytes = bytes
    this.#mask = mask
  }
}

function copy(target: Uint8Array, at: number, source: Uint8Array, from: number, length: number): void {
  target.set(from === 0 && length === source.length ? source : source.subarray(from, from + length), at)
}
