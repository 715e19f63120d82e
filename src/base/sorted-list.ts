/** So many items stand in one chunk: what an insertion moves, however long the list is. */
const CHUNK = 128

/**
 * Items in the order of a number that each has, in chunks: at the ends nothing is moved, and anywhere else it costs a
 * search and one chunk, so that no order of insertion is slow.
 */
export class SortedList<T> {
  readonly #keyOf: (item: T) => number
  #chunks: T[][] = []
  #size = 0

  /** @param keyOf - The number of an item: it must not change while the item is in, and no other item may have it. */
  constructor(keyOf: (item: T) => number) {
    this.#keyOf = keyOf
  }

  get size(): number {
    return this.#size
  }

  /** The item with the least number; undefined when there is none. */
  get first(): T | undefined {
    return this.#chunks[0]?.[0]
  }

  /** The item with the greatest number; undefined when there is none. */
  get last(): T | undefined {
    return this.#chunks.at(-1)?.at(-1)
  }

  /** @returns The last item whose number is below `key`; undefined when there is none. */
  before(key: number): T | undefined {
    const c = this.#chunkOf(key)
    const chunk = this.#chunks[c]
    const i = chunk === undefined ? 0 : this.#indexIn(chunk, key)
    return i > 0 ? chunk?.[i - 1] : this.#chunks[c - 1]?.at(-1)
  }

  /** @returns The first item whose number is `key` or above; undefined when there is none. */
  from(key: number): T | undefined {
    const chunk = this.#chunks[this.#chunkOf(key)]
    return chunk?.[this.#indexIn(chunk, key)]
  }

  insert(item: T): void {
    const key = this.#keyOf(item)
    // What goes behind the last one of all belongs to the last chunk.
    const c = Math.max(0, Math.min(this.#chunkOf(key), this.#chunks.length - 1))
    const chunk = this.#chunks[c]
    this.#size++
    if (chunk === undefined) {
      this.#chunks.push([item])
      return
    }
    const i = this.#indexIn(chunk, key)
    if (i < chunk.length) chunk.splice(i, 0, item)
    else if (chunk.length < CHUNK) chunk.push(item)
    else {
      this.#chunks.splice(c + 1, 0, [item])
      return
    }
    if (chunk.length > CHUNK) this.#chunks.splice(c + 1, 0, chunk.splice(CHUNK >> 1))
  }

  /** Takes out the item whose number is `key`. @returns It; undefined when there is none. */
  remove(key: number): T | undefined {
    const c = this.#chunkOf(key)
    const chunk = this.#chunks[c]
    if (chunk === undefined) return undefined
    const i = this.#indexIn(chunk, key)
    if (this.#keyOf(chunk[i] as T) !== key) return undefined
    const [item] = chunk.splice(i, 1)
    this.#size--
    if (chunk.length === 0) this.#chunks.splice(c, 1)
    return item
  }

  clear(): void {
    this.#chunks = []
    this.#size = 0
  }

  *[Symbol.iterator](): Generator<T, void> {
    for (const chunk of this.#chunks) yield* chunk
  }

  /** @returns The index of the first chunk that ends with `key` or above; the number of chunks when none does. */
  #chunkOf(key: number): number {
    let low = 0
    let high = this.#chunks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#keyOf(this.#chunks[middle]?.at(-1) as T) < key) low = middle + 1
      else high = middle
    }
    return low
  }

  /** @returns The index of the chunk's first item with `key` or above; its length when there is none. */
  #indexIn(chunk: readonly T[], key: number): number {
    let low = 0
    let high = chunk.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#keyOf(chunk[middle] as T) < key) low = middle + 1
      else high = middle
    }
    return low
  }
}
