/** A set of positions as sorted, disjoint, half-open ranges. What arrives in order costs one comparison. */
export class Intervals {
  readonly #left: number[] = []
  readonly #right: number[] = []

  /** The number of separate ranges. */
  get size(): number {
    return this.#left.length
  }

  clear(): void {
    this.#left.length = 0
    this.#right.length = 0
  }

  /** @returns How many positions of [from, to) are in the set. */
  overlap(from: number, to: number): number {
    const right = this.#right
    let i = right.length
    if (i === 0 || from >= (right[i - 1] as number)) return 0
    let covered = 0
    for (i--; i >= 0 && (right[i] as number) > from; i--) {
      const low = Math.max(this.#left[i] as number, from)
      const high = Math.min(right[i] as number, to)
      if (high > low) covered += high - low
    }
    return covered
  }

  /** Adds [from, to). */
  add(from: number, to: number): void {
    if (to <= from) return
    const left = this.#left
    const right = this.#right
    const last = right.length - 1
    if (last >= 0 && from === right[last]) {
      right[last] = to
      return
    }
    if (last < 0 || from > (right[last] as number)) {
      left.push(from)
      right.push(to)
      return
    }
    let first = last + 1
    while (first > 0 && (right[first - 1] as number) >= from) first--
    let end = first
    while (end <= last && (left[end] as number) <= to) end++
    const low = end > first ? Math.min(from, left[first] as number) : from
    const high = end > first ? Math.max(to, right[end - 1] as number) : to
    left.splice(first, end - first, low)
    right.splice(first, end - first, high)
  }

  /** @returns The end of the range that holds `position` or begins or ends there; `position` itself when none does. */
  endOf(position: number): number {
    for (let i = this.#right.length - 1; i >= 0; i--) {
      if ((this.#right[i] as number) < position) return position
      if ((this.#left[i] as number) <= position) return this.#right[i] as number
    }
    return position
  }

  /** Forgets everything before `position`. */
  dropBefore(position: number): void {
    const left = this.#left
    const right = this.#right
    let gone = 0
    while (gone < right.length && (right[gone] as number) <= position) gone++
    if (gone > 0) {
      left.splice(0, gone)
      right.splice(0, gone)
    }
    if (left.length > 0 && (left[0] as number) < position) left[0] = position
  }
}
