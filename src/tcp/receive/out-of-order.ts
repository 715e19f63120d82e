/**
 * The segments that came beyond RCV.NXT, by position; they may overlap, but none holds another. Each is what came in one segment, as Linux
 * keeps them, because what of a new segment was there already is reported by these bounds (RFC 2883).
 */
export class OutOfOrderQueue {
  readonly lefts: number[] = []
  readonly rights: number[] = []
  /** Memory of each, as Linux counts it. */
  readonly sizes: number[] = []
  /** Whether each ends with the peer's FIN, which its right edge counts. */
  readonly fins: boolean[] = []

  get count(): number {
    return this.lefts.length
  }

  /** One past the highest position; 0 when empty. */
  get highest(): number {
    return this.rights[this.rights.length - 1] ?? 0
  }

  /** @returns Index of the first segment that begins at or after `position`. */
  firstFrom(position: number): number {
    const { lefts } = this
    let low = 0
    let high = lefts.length
    // Most segments come in order among themselves: look at the end first.
    if (high > 0 && (lefts[high - 1] as number) < position) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if ((lefts[middle] as number) < position) low = middle + 1
      else high = middle
    }
    return low
  }

  insert(index: number, left: number, right: number, size: number, fin: boolean): void {
    if (index === this.lefts.length) {
      this.lefts.push(left)
      this.rights.push(right)
      this.sizes.push(size)
      this.fins.push(fin)
      return
    }
    this.lefts.splice(index, 0, left)
    this.rights.splice(index, 0, right)
    this.sizes.splice(index, 0, size)
    this.fins.splice(index, 0, fin)
  }

  /** Takes out `count` segments from `index` on. @returns The memory they took. */
  remove(index: number, count: number): number {
    let freed = 0
    for (let i = index; i < index + count; i++) freed += this.sizes[i] as number
    this.lefts.splice(index, count)
    this.rights.splice(index, count)
    this.sizes.splice(index, count)
    this.fins.splice(index, count)
    return freed
  }

  /** @returns What is there as disjoint ranges, lowest first. */
  ranges(): { left: number; right: number }[] {
    const result: { left: number; right: number }[] = []
    for (let i = 0; i < this.lefts.length; i++) {
      const left = this.lefts[i] as number
      const right = this.rights[i] as number
      const last = result[result.length - 1]
      if (last !== undefined && left <= last.right) last.right = Math.max(last.right, right)
      else result.push({ left, right })
    }
    return result
  }

  clear(): void {
    this.lefts.length = 0
    this.rights.length = 0
    this.sizes.length = 0
    this.fins.length = 0
  }
}
