/** A first-in, first-out queue on a ring: push and shift in constant time, no garbage in between. */
export class Deque<Item> {
  #ring: (Item | undefined)[]
  #head = 0
  #size = 0

  /** @param capacity - Room before the first growth; rounded up to a power of two. */
  constructor(capacity = 8) {
    let room = 8
    while (room < capacity) room *= 2
    this.#ring = Array.from({ length: room })
  }

  get size(): number {
    return this.#size
  }

  push(item: Item): void {
    if (this.#size === this.#ring.length) this.#grow()
    this.#ring[(this.#head + this.#size) & (this.#ring.length - 1)] = item
    this.#size++
  }

  /** @returns The oldest item, taken out; undefined when empty. */
  shift(): Item | undefined {
    if (this.#size === 0) return undefined
    const item = this.#ring[this.#head]
    this.#ring[this.#head] = undefined
    this.#head = (this.#head + 1) & (this.#ring.length - 1)
    this.#size--
    return item
  }

  /** @returns The item at `index` from the oldest, which stays; undefined past the end. */
  at(index: number): Item | undefined {
    return index >= 0 && index < this.#size
      ? this.#ring[(this.#head + index) & (this.#ring.length - 1)]
      : undefined
  }

  clear(): void {
    this.#ring.fill(undefined)
    this.#head = 0
    this.#size = 0
  }

  *[Symbol.iterator](): Generator<Item> {
    for (let i = 0; i < this.#size; i++) yield this.at(i) as Item
  }

  #grow(): void {
    const items = [...this]
    this.#ring = Array.from({ length: this.#ring.length * 2 })
    for (let i = 0; i < items.length; i++) this.#ring[i] = items[i]
    this.#head = 0
  }
}
