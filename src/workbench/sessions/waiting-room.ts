/**
 * What waits for peers that do not read, of all connections together. Bytes that are sent to many are one piece of
 * memory, and count once.
 */
export class WaitingRoom {
  readonly #bound: number
  /** For how many peers each piece waits. */
  readonly #pieces = new Map<Uint8Array, number>()
  #used = 0

  constructor(bound: number) {
    this.#bound = bound
  }

  /** Bytes that wait. */
  get used(): number {
    return this.#used
  }

  /** @returns False when there is no room for it. One that comes when nothing waits always has. */
  enter(bytes: Uint8Array): boolean {
    const times = this.#pieces.get(bytes) ?? 0
    if (times === 0) {
      if (this.#used > 0 && this.#used + bytes.length > this.#bound) return false
      this.#used += bytes.length
    }
    this.#pieces.set(bytes, times + 1)
    return true
  }

  leave(bytes: Uint8Array): void {
    const times = (this.#pieces.get(bytes) ?? 1) - 1
    if (times > 0) return void this.#pieces.set(bytes, times)
    if (this.#pieces.delete(bytes)) this.#used -= bytes.length
  }
}
