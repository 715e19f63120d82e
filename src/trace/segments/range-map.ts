/** So many ranges stand in one chunk: what an insertion moves, whatever the whole holds. */
const CHUNK = 128

/** A stretch of ranges in order; the three lists are as long as each other. */
interface Chunk {
  readonly left: number[]
  readonly right: number[]
  readonly value: number[]
}

/**
 * Positions with a value each, as sorted, disjoint, half-open ranges in chunks. What arrives in order costs one
 * comparison; an insertion anywhere costs a search and one chunk, so that no order of arrival is slow.
 */
export class RangeMap {
  #chunks: Chunk[] = []
  #size = 0

  /** The number of separate ranges. */
  get size(): number {
    return this.#size
  }

  clear(): void {
    this.#chunks = []
    this.#size = 0
  }

  /** Gives [from, to) the value. Ranges that touch and have one value become one. */
  assign(from: number, to: number, value: number): void {
    if (to <= from) return
    const last = this.#chunks.at(-1)
    const end = last?.right.at(-1)
    if (last === undefined || end === undefined || from >= end) {
      if (from === end && last?.value.at(-1) === value) last.right[last.right.length - 1] = to
      else this.#append(from, to, value)
      return
    }
    this.remove(from, to)
    this.#insert(from, to, value)
  }

  /** Takes [from, to) out. */
  remove(from: number, to: number): void {
    let c = this.#chunkOf(from)
    while (c < this.#chunks.length) {
      const chunk = this.#chunks[c] as Chunk
      let i = firstEndingAfter(chunk, from)
      if ((chunk.left[i] as number) < from) {
        if ((chunk.right[i] as number) > to) {
          // It lies within one range, which falls in two.
          this.#split(c, i, from, to)
          return
        }
        chunk.right[i] = from
        i++
      }
      let stop = i
      while (stop < chunk.right.length && (chunk.right[stop] as number) <= to) stop++
      const isInside = stop === chunk.right.length
      if (stop > i) this.#drop(chunk, i, stop)
      if (!isInside) {
        if ((chunk.left[i] as number) < to) chunk.left[i] = to
        return
      }
      if (chunk.left.length === 0) this.#chunks.splice(c, 1)
      else c++
      const next = this.#chunks[c]
      if (next === undefined || (next.left[0] as number) >= to) return
    }
  }

  /** @returns How many positions of [from, to) have a value. */
  covered(from: number, to: number): number {
    let sum = 0
    this.#each(from, to, (left, right) => (sum += right - left))
    return sum
  }

  /** @returns The highest value in [from, to); -1 when there is none. */
  highest(from: number, to: number): number {
    let most = -1
    this.#each(from, to, (_left, _right, value) => (most = Math.max(most, value)))
    return most
  }

  /** @returns The first stretch of [from, to) without a value; undefined when all of it has one. */
  firstGap(from: number, to: number): { readonly left: number; readonly right: number } | undefined {
    let at = from
    let gap: { left: number; right: number } | undefined
    this.#each(from, to, (left, right) => {
      if (gap === undefined && left > at) gap = { left: at, right: left }
      at = right
      return gap === undefined
    })
    if (gap !== undefined) return gap
    return at < to ? { left: at, right: to } : undefined
  }

  /** @returns The value of the first range that begins at `position` or beyond; -1 when there is none. */
  firstFrom(position: number): number {
    for (let c = this.#chunkOf(position); c < this.#chunks.length; c++) {
      const chunk = this.#chunks[c] as Chunk
      for (let i = firstEndingAfter(chunk, position); i < chunk.left.length; i++) {
        if ((chunk.left[i] as number) >= position) return chunk.value[i] as number
      }
    }
    return -1
  }

  /** @returns The end of the range that holds `position` or ends there; `position` itself when none does. */
  endOf(position: number): number {
    const chunk = this.#chunks[this.#chunkOf(position)]
    if (chunk === undefined) return position
    const i = firstEndingAfter(chunk, position)
    return (chunk.left[i] as number) <= position ? (chunk.right[i] as number) : position
  }

  /** Forgets everything before `position`. */
  dropBefore(position: number): void {
    const c = this.#chunkOf(position)
    for (let gone = 0; gone < c; gone++) this.#size -= (this.#chunks[gone] as Chunk).left.length
    this.#chunks.splice(0, c)
    const chunk = this.#chunks[0]
    if (chunk === undefined) return
    const i = firstEndingAfter(chunk, position)
    if (i > 0) this.#drop(chunk, 0, i)
    if ((chunk.left[0] as number) < position) chunk.left[0] = position
  }

  /** Calls `each` for the part of every range in [from, to), in order, until it answers false. */
  #each(from: number, to: number, each: (left: number, right: number, value: number) => unknown): void {
    for (let c = this.#chunkOf(from); c < this.#chunks.length; c++) {
      const { left, right, value } = this.#chunks[c] as Chunk
      for (let i = firstEndingAfter(this.#chunks[c] as Chunk, from); i < left.length; i++) {
        if ((left[i] as number) >= to) return
        const low = Math.max(left[i] as number, from)
        const high = Math.min(right[i] as number, to)
        if (each(low, high, value[i] as number) === false) return
      }
    }
  }

  /** @returns The index of the first chunk that ends after `position`; the number of chunks when none does. */
  #chunkOf(position: number): number {
    const chunks = this.#chunks
    let low = 0
    let high = chunks.length
    // Nearly always the newest.
    if (high > 1 && (chunks[high - 2]?.right.at(-1) as number) <= position) low = high - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (((chunks[middle] as Chunk).right.at(-1) as number) <= position) low = middle + 1
      else high = middle
    }
    return low
  }

  #append(left: number, right: number, value: number): void {
    this.#size++
    const last = this.#chunks.at(-1)
    if (last === undefined || last.left.length >= CHUNK) {
      this.#chunks.push({ left: [left], right: [right], value: [value] })
      return
    }
    last.left.push(left)
    last.right.push(right)
    last.value.push(value)
  }

  /** Puts a range where nothing is, below the highest, and joins it with its neighbours. */
  #insert(from: number, to: number, value: number): void {
    const c = this.#chunkOf(from)
    const chunk = this.#chunks[c]
    if (chunk === undefined) {
      const last = this.#chunks.at(-1)
      if (last !== undefined && last.right.at(-1) === from && last.value.at(-1) === value) {
        last.right[last.right.length - 1] = to
      } else this.#append(from, to, value)
      return
    }
    const i = firstEndingAfter(chunk, from)
    // The neighbour below may end the chunk before.
    const below = i > 0 ? chunk : this.#chunks[c - 1]
    const b = i > 0 ? i - 1 : (below?.left.length ?? 0) - 1
    const joinsBelow = below !== undefined && below.right[b] === from && below.value[b] === value
    const joinsAbove = chunk.left[i] === to && chunk.value[i] === value
    if (joinsBelow && joinsAbove) {
      below.right[b] = chunk.right[i] as number
      this.#drop(chunk, i, i + 1)
      if (chunk.left.length === 0) this.#chunks.splice(c, 1)
    } else if (joinsBelow) below.right[b] = to
    else if (joinsAbove) chunk.left[i] = from
    else this.#place(c, i, from, to, value)
  }

  #split(c: number, i: number, from: number, to: number): void {
    const chunk = this.#chunks[c] as Chunk
    const end = chunk.right[i] as number
    chunk.right[i] = from
    this.#place(c, i + 1, to, end, chunk.value[i] as number)
  }

  #place(c: number, i: number, left: number, right: number, value: number): void {
    const chunk = this.#chunks[c] as Chunk
    this.#size++
    chunk.left.splice(i, 0, left)
    chunk.right.splice(i, 0, right)
    chunk.value.splice(i, 0, value)
    if (chunk.left.length <= CHUNK) return
    const half = CHUNK >> 1
    this.#chunks.splice(c + 1, 0, {
      left: chunk.left.splice(half),
      right: chunk.right.splice(half),
      value: chunk.value.splice(half),
    })
  }

  #drop(chunk: Chunk, from: number, to: number): void {
    this.#size -= to - from
    chunk.left.splice(from, to - from)
    chunk.right.splice(from, to - from)
    chunk.value.splice(from, to - from)
  }
}

/** @returns The index of the chunk's first range that ends after `position`; its length when none does. */
function firstEndingAfter({ right }: Chunk, position: number): number {
  let low = 0
  let high = right.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((right[middle] as number) <= position) low = middle + 1
    else high = middle
  }
  return low
}
