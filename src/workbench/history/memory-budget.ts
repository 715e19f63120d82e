/** Somebody who can do with less memory. */
export interface Shrinkable {
  /** Keep no more than `goal` bytes. */
  shrink(goal: number): void
}

/** What all histories together may hold in memory. When it is exceeded, those that hold most give up most. */
export class MemoryBudget {
  readonly #bound: number
  readonly #members = new Set<Shrinkable>()
  #used = 0
  #isShrinking = false

  constructor(bound: number) {
    this.#bound = bound
  }

  get used(): number {
    return this.#used
  }

  join(member: Shrinkable): void {
    this.#members.add(member)
  }

  leave(member: Shrinkable): void {
    this.#members.delete(member)
  }

  /** @param bytes - So many more are held; fewer when negative. */
  add(bytes: number): void {
    this.#used += bytes
    if (this.#used <= this.#bound || this.#isShrinking) return
    this.#isShrinking = true
    const goal = this.#bound / 2 / this.#members.size
    for (const member of this.#members) member.shrink(goal)
    this.#isShrinking = false
  }
}
