import { NEVER, type Clock, type Nanos } from '../base/index.ts'
import { CODEL_INTERVAL, CODEL_TARGET, CodelQueue } from './codel.ts'
import type { CodelModel } from './path.ts'
import { createTimer, type Timer } from './timer.ts'

/** What a bottleneck does with its packets. */
export interface BottleneckActions<Packet> {
  /** The packet is on the wire from now until `out`. */
  send(packet: Packet, out: Nanos): void
  /** CoDel has had enough. @returns Whether the packet took a mark instead. */
  mark(packet: Packet): boolean
  drop(packet: Packet): void
}

/** A wire that takes one packet at a time, and the queue before it, kept short by CoDel. */
export class Bottleneck<Packet> {
  readonly #clock: Clock
  readonly #queue: CodelQueue<{ packet: Packet; time: Nanos }>
  readonly #actions: BottleneckActions<Packet>
  readonly #timer: Timer
  readonly #burst: Nanos
  /** When all that has passed would have passed at the rate. */
  #paid: Nanos = 0
  #isBusy = false

  /** @param burst - How far ahead of the rate packets may pass. */
  constructor(
    clock: Clock,
    codel: CodelModel,
    mtu: number,
    burst: Nanos,
    actions: BottleneckActions<Packet>,
  ) {
    this.#burst = burst
    this.#clock = clock
    this.#actions = actions
    this.#timer = createTimer(clock, () => this.#next())
    this.#queue = new CodelQueue(codel.target ?? CODEL_TARGET, codel.interval ?? CODEL_INTERVAL, mtu, {
      mark: ({ packet }) => actions.mark(packet),
      drop: ({ packet }) => actions.drop(packet),
    })
  }

  /** Packets that wait, without the one on the wire. */
  get size(): number {
    return this.#queue.size
  }

  /** @param time - How long the packet will be on the wire. */
  push(packet: Packet, length: number, time: Nanos): void {
    this.#queue.push({ packet, time }, length, this.#clock.now())
    if (!this.#isBusy) this.#next()
  }

  #next(): void {
    const now = this.#clock.now()
    const next = this.#queue.pop(now)
    this.#isBusy = next !== undefined
    if (next === undefined) {
      this.#timer.set(NEVER)
      return
    }
    this.#paid = Math.max(this.#paid, now) + next.time
    const out = Math.max(now, this.#paid - this.#burst)
    this.#timer.set(out)
    this.#actions.send(next.packet, out)
  }
}
