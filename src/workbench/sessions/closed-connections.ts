import type { WorkbenchConnection } from './connection.ts'

/** The connections that are over and still shown, by the listener that accepted them. */
export class ClosedConnections {
  readonly #byListener = new Map<number, Set<WorkbenchConnection>>()
  readonly #own = new Set<WorkbenchConnection>()

  get size(): number {
    let size = this.#own.size
    for (const { size: more } of this.#byListener.values()) size += more
    return size
  }

  add(conversation: WorkbenchConnection): void {
    this.#setOf(conversation).add(conversation)
  }

  delete(conversation: WorkbenchConnection): void {
    this.#setOf(conversation).delete(conversation)
    const { listener } = conversation
    if (listener !== undefined && this.#byListener.get(listener)?.size === 0)
      this.#byListener.delete(listener)
  }

  /**
   * @returns Which goes first when there are too many: the oldest of the listener that has most, so that a crowd pushes
   *   out its own; the person's own connections last.
   */
  first(): WorkbenchConnection | undefined {
    let most = this.#own
    for (const set of this.#byListener.values()) if (most === this.#own || set.size > most.size) most = set
    const [oldest] = most
    return oldest
  }

  #setOf({ listener }: WorkbenchConnection): Set<WorkbenchConnection> {
    if (listener === undefined) return this.#own
    let set = this.#byListener.get(listener)
    if (set === undefined) this.#byListener.set(listener, (set = new Set()))
    return set
  }
}
