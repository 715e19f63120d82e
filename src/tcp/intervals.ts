/**
 * A set of stream positions as sorted, disjoint, half-open intervals [left, right): what arrived out of order,
 * or what the peer has SACKed.
 */
export class Intervals {
  readonly lefts: number[] = []
  readonly rights: number[] = []
  /** Positions in the set. */
  total = 0

  get count(): number {
    return this.lefts.length
  }

  /** One past the highest position; 0 when empty. */
  get highest(): number {
    return this.rights[this.rights.length - 1] ?? 0
  }

  /** Adds [left, right), merging with what it touches. @returns How many positions were new. */
  add(left: number, right: number): number {
    if (right <= left) return 0
    const { lefts, rights } = this
    const first = this.#firstEndingAtOrAfter(left)
    let last = first
    let covered = 0
    let newLeft = left
    let newRight = right
    while (last < lefts.length && (lefts[last] as number) <= right) {
      const l = lefts[last] as number
      const r = rights[last] as number
      covered += r - l
      if (l < newLeft) newLeft = l
      if (r > newRight) newRight = r
      last++
    }
    if (last === first + 1) {
      lefts[first] = newLeft
      rights[first] = newRight
    } else {
      lefts.splice(first, last - first, newLeft)
      rights.splice(first, last - first, newRight)
    }
    const added = newRight - newLeft - covered
    this.total += added
    return added
  }

  /** Removes everything before `position`. */
  removeBefore(position: number): void {
    const { lefts, rights } = this
    let drop = 0
    while (drop < lefts.length && (rights[drop] as number) <= position) {
      this.total -= (rights[drop] as number) - (lefts[drop] as number)
      drop++
    }
    if (drop > 0) {
      lefts.splice(0, drop)
      rights.splice(0, drop)
    }
    const left = lefts[0]
    if (left !== undefined && left < position) {
      this.total -= position - left
      lefts[0] = position
    }
  }

  /** @returns Index of the interval that holds `position`, or -1. */
  indexOf(position: number): number {
    const at = this.#firstEndingAtOrAfter(position + 1)
    return at < this.lefts.length && (this.lefts[at] as number) <= position ? at : -1
  }

  /** @returns `position` itself, or the end of the interval that holds it. */
  skip(position: number): number {
    const at = this.indexOf(position)
    return at < 0 ? position : (this.rights[at] as number)
  }

  /** @returns The first position in the set at or after `position`, or `limit` when there is none before it. */
  nextAfter(position: number, limit: number): number {
    const at = this.#firstEndingAtOrAfter(position + 1)
    if (at >= this.lefts.length) return limit
    return Math.min(limit, Math.max(position, this.lefts[at] as number))
  }

  /** @returns How many positions of [left, right) are in the set. */
  countWithin(left: number, right: number): number {
    let sum = 0
    for (let i = this.#firstEndingAtOrAfter(left + 1); i < this.lefts.length; i++) {
      const l = Math.max(left, this.lefts[i] as number)
      if (l >= right) break
      sum += Math.min(right, this.rights[i] as number) - l
    }
    return sum
  }

  clear(): void {
    this.lefts.length = 0
    this.rights.length = 0
    this.total = 0
  }

  /** Index of the first interval whose right edge is at or after `position`. */
  #firstEndingAtOrAfter(position: number): number {
    let low = 0
    let high = this.rights.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.rights[middle] as number) < position) low = middle + 1
      else high = middle
    }
    return low
  }
}
