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
  #freeAt: Nanos = NEVER

  constructor(clock: Clock, codel: CodelModel, mtu: number, actions: BottleneckActions<Packet>) {
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
    if (this.#freeAt === NEVER) this.#next()
  }

  #next(): void {
    const now = this.#clock.now()
    const next = this.#queue.pop(now)
    this.#freeAt = next === undefined ? NEVER : now + next.time
    this.#timer.set(this.#freeAt)
    if (next !== undefined) this.#actions.send(next.packet, this.#freeAt)
  }
}
