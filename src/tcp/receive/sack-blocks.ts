import { REMEMBERED_BLOCKS } from '../profile.ts'

/** The SACK blocks to report, newest first (RFC 2018 §4), and a duplicate to report before them (RFC 2883 §4). */
class State {
  readonly #lefts: number[] = []
  readonly #rights: number[] = []
  /** The duplicate to report, if there is one: it may lie before the first byte of data, even before the SYN. */
  hasDuplicate = false
  dsackLeft = 0
  dsackRight = 0
  /** The next report is the last. */
  isLast = false

  get count(): number {
    return this.#lefts.length
  }

  /** @returns Where the block at `index` begins, newest first. */
  left(index: number): number {
    return this.#lefts[index] as number
  }

  right(index: number): number {
    return this.#rights[index] as number
  }

  /** Blocks to be reported, the duplicate among them. */
  get total(): number {
    return this.#lefts.length + (this.hasDuplicate ? 1 : 0)
  }

  /** One past the highest position reported; 0 for none (RFC 5961 §3.2 as Linux has it). */
  get highest(): number {
    let highest = 0
    for (const right of this.#rights) highest = Math.max(highest, right)
    return highest
  }

  /** Something came out of order: its block comes first (Linux tcp_sack_new_ofo_skb). */
  add(left: number, right: number): void {
    const lefts = this.#lefts
    const rights = this.#rights
    for (let i = 0; i < lefts.length; i++) {
      if (left > (rights[i] as number) || (lefts[i] as number) > right) continue
      const newLeft = Math.min(left, lefts[i] as number)
      const newRight = Math.max(right, rights[i] as number)
      lefts.splice(i, 1)
      rights.splice(i, 1)
      lefts.unshift(newLeft)
      rights.unshift(newRight)
      this.#mergeIntoFirst()
      return
    }
    if (lefts.length >= REMEMBERED_BLOCKS) {
      lefts.pop()
      rights.pop()
    }
    lefts.unshift(left)
    rights.unshift(right)
  }

  /** The first block has grown: others that it reaches now are part of it (Linux tcp_sack_maybe_coalesce). */
  #mergeIntoFirst(): void {
    const lefts = this.#lefts
    const rights = this.#rights
    for (let i = 1; i < lefts.length;) {
      const left = lefts[i] as number
      const right = rights[i] as number
      if (left > (rights[0] as number) || (lefts[0] as number) > right) {
        i++
        continue
      }
      lefts[0] = Math.min(left, lefts[0] as number)
      rights[0] = Math.max(right, rights[0] as number)
      lefts.splice(i, 1)
      rights.splice(i, 1)
      i = 1
    }
  }

  /** RCV.NXT has moved: blocks that it covers are done (Linux tcp_sack_remove). */
  removeBefore(position: number): void {
    const lefts = this.#lefts
    const rights = this.#rights
    for (let i = 0; i < lefts.length;) {
      if (position < (lefts[i] as number)) {
        i++
        continue
      }
      lefts.splice(i, 1)
      rights.splice(i, 1)
    }
  }

  /** Everything out of order is gone. */
  clear(): void {
    this.#lefts.length = 0
    this.#rights.length = 0
  }

  /** Nothing is to be reported any more, not even a duplicate (Linux tcp_sack_reset). */
  reset(): void {
    this.clear()
    this.hasDuplicate = false
    this.isLast = false
  }

  /** The duplicate is not reported any more. */
  forgetDuplicate(): void {
    this.hasDuplicate = false
  }

  /** The same, once what there is has been reported. */
  resetOnceLeft(): void {
    this.isLast = true
  }

  /** They have been reported: a duplicate once is enough. */
  reported(): void {
    if (this.isLast) this.reset()
    else this.forgetDuplicate()
  }

  /** A duplicate, in place of one not yet reported. */
  setDuplicate(left: number, right: number): void {
    this.hasDuplicate = true
    this.dsackLeft = left
    this.dsackRight = right
  }

  /** A duplicate that may join the one not yet reported; one elsewhere is left out (Linux tcp_dsack_extend). */
  extendDuplicate(left: number, right: number): void {
    if (!this.hasDuplicate) this.setDuplicate(left, right)
    else if (left <= this.dsackRight && this.dsackLeft <= right) {
      this.dsackLeft = Math.min(this.dsackLeft, left)
      this.dsackRight = Math.max(this.dsackRight, right)
    }
  }
}

/** The SACK blocks to report: read by all, changed by their verbs alone. */
export type SackBlocks = Readonly<State>

export function newSackBlocks(): SackBlocks {
  return new State()
}
