const STRIDE = 2
const NONE: number[] = []

/** The end of the piece is pushed: PSH. */
export const PUSH = 1
/** Nothing joins the end of the piece (MSG_EOR). */
export const EOR = 2

/**
 * What the user has given and has not been sent, as pieces of the stream, in order: where each ends and whether its
 * end is pushed or may not be joined. Linux keeps such pieces as the skbs of its write queue; a write joins the last
 * one until that is full, and a transmission unit never spans an end that may not be joined. The bytes are in the send
 * ring.
 */
class State {
  /** Pieces waiting. */
  size = 0
  #fields: number[] = NONE
  #head = 0

  /** One past the last byte of the first piece. */
  get firstEnd(): number {
    return this.#fields[this.#head * STRIDE] as number
  }

  get firstFlags(): number {
    return this.#fields[this.#head * STRIDE + 1] as number
  }

  get lastEnd(): number {
    return this.#fields[this.#lastAt()] as number
  }

  get lastFlags(): number {
    return this.#fields[this.#lastAt() + 1] as number
  }

  /** @returns One past the last byte of the piece at `index`. */
  end(index: number): number {
    return this.#fields[this.#at(index)] as number
  }

  flags(index: number): number {
    return this.#fields[this.#at(index) + 1] as number
  }

  /** A new piece ends at `end`. */
  push(end: number, flags: number): void {
    if (this.size * STRIDE === this.#fields.length) this.#grow()
    const at = this.#at(this.size)
    this.#fields[at] = end
    this.#fields[at + 1] = flags
    this.size++
  }

  /** The last piece ends at `end` now, with these flags. */
  setLast(end: number, flags: number): void {
    const at = this.#lastAt()
    this.#fields[at] = end
    this.#fields[at + 1] = flags
  }

  /** The first piece ends at `end` now, with these flags. */
  setFirst(end: number, flags: number): void {
    const at = this.#at(0)
    this.#fields[at] = end
    this.#fields[at + 1] = flags
  }

  /** The first piece has left. */
  shift(): void {
    this.#head = (this.#head + 1) & (this.#fields.length / STRIDE - 1)
    this.size--
  }

  clear(): void {
    this.size = 0
    this.#head = 0
    this.#fields = NONE
  }

  #at(index: number): number {
    return ((this.#head + index) & (this.#fields.length / STRIDE - 1)) * STRIDE
  }

  #lastAt(): number {
    return this.#at(this.size - 1)
  }

  #grow(): void {
    const room = Math.max(2, (this.#fields.length / STRIDE) * 2)
    const fields = Array.from({ length: room * STRIDE }, () => 0)
    for (let i = 0; i < this.size; i++) {
      fields[i * STRIDE] = this.end(i)
      fields[i * STRIDE + 1] = this.flags(i)
    }
    this.#fields = fields
    this.#head = 0
  }
}

/** What has not been sent: read by all, changed by its verbs alone. */
export type UnsentQueue = Readonly<State>

export function newUnsentQueue(): UnsentQueue {
  return new State()
}
