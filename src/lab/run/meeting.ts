import type { Side } from '../../trace/index.ts'

/** Where two programs wait for each other; whoever ends leaves, and the other goes on. The client goes first. */
export class Meeting {
  #arrived = new Set<Side>()
  readonly #left = new Set<Side>()
  readonly #waiting = new Map<Side, () => void>()

  arrive(side: Side): Promise<void> {
    const met = new Promise<void>((resolve) => this.#waiting.set(side, resolve))
    this.#arrived.add(side)
    this.#check()
    return met
  }

  leave(side: Side): void {
    this.#left.add(side)
    this.#check()
  }

  #check(): void {
    if (new Set([...this.#arrived, ...this.#left]).size < 2) return
    const [client, server] = [this.#waiting.get('client'), this.#waiting.get('server')]
    this.#arrived = new Set()
    this.#waiting.clear()
    // Not from within the last one's arrival: it waits by then, and the order is the same whoever came last.
    void Promise.resolve()
      .then(() => client?.())
      .then(() => server?.())
  }
}

/** One meeting for each pair of programs, found by the client's port. */
export class Meetings {
  readonly #byPort = new Map<number, Meeting>()

  of(port: number): Meeting {
    const known = this.#byPort.get(port)
    if (known !== undefined) return known
    const meeting = new Meeting()
    this.#byPort.set(port, meeting)
    return meeting
  }
}
