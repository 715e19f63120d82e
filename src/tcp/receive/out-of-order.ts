import { SortedList } from '../../base/index.ts'

/** What came in one segment beyond RCV.NXT. */
export interface Waiting {
  readonly left: number
  readonly right: number
  /** Its memory, as Linux counts it. */
  readonly size: number
  /** It ends with the peer's FIN, which its right edge counts. */
  readonly fin: boolean
}

/**
 * The segments that came beyond RCV.NXT, by position; they may overlap, but none holds another. Each is what came in one
 * segment, as Linux keeps them, because what of a new segment was there already is reported by these bounds (RFC 2883).
 * The peer chooses their order, and none is slow.
 */
export class OutOfOrderQueue extends SortedList<Waiting> {
  constructor() {
    super(({ left }) => left)
  }

  /** One past the highest position; 0 when empty. */
  get highest(): number {
    return this.last?.right ?? 0
  }

  /** Takes out everything. @returns The memory it took. */
  drop(): number {
    let freed = 0
    for (const { size } of this) freed += size
    this.clear()
    return freed
  }

  /** @returns What is there as disjoint ranges, lowest first. */
  ranges(): { left: number; right: number }[] {
    const result: { left: number; right: number }[] = []
    for (const { left, right } of this) {
      const last = result.at(-1)
      if (last !== undefined && left <= last.right) last.right = Math.max(last.right, right)
      else result.push({ left, right })
    }
    return result
  }
}
