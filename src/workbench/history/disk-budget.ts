/** Somebody who keeps something on the disk. */
export interface Shelf {
  /** Bytes there. */
  readonly onDisk: number
  /** Whether it is the person's own connection, not a peer's. */
  readonly isOwn: boolean
  /** Gives it all up. */
  drop(): void
}

/**
 * What all session files together may hold. When it is exceeded, whoever holds most gives all up; the person's own
 * connections last, and never for a peer's.
 */
export class DiskBudget {
  readonly bound: number
  readonly #shelves = new Set<Shelf>()
  #used = 0

  constructor(bound: number) {
    this.bound = bound
  }

  get used(): number {
    return this.#used
  }

  leave(shelf: Shelf): void {
    this.#shelves.delete(shelf)
  }

  /** Before so many bytes more are written. @returns False when there is no room for them. */
  claim(shelf: Shelf, bytes: number): boolean {
    while (this.#used + bytes > this.bound) {
      const largest =
        this.#largest((other) => !other.isOwn) ?? (shelf.isOwn ? this.#largest(() => true) : undefined)
      if (largest === undefined) return false
      largest.drop()
    }
    this.#shelves.add(shelf)
    this.#used += bytes
    return true
  }

  /** So many bytes are gone from the disk, or were not written. */
  release(bytes: number): void {
    this.#used -= bytes
  }

  #largest(counts: (shelf: Shelf) => boolean): Shelf | undefined {
    let largest: Shelf | undefined
    for (const shelf of this.#shelves) {
      if (shelf.onDisk > 0 && counts(shelf) && shelf.onDisk > (largest?.onDisk ?? 0)) largest = shelf
    }
    return largest
  }
}
