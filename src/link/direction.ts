import { Deque, Heap, NEVER, type Clock, type Nanos, type Random } from '../base/index.ts'
import { markCongestion, type PacketBuffer, type PacketPool, packetTooBig } from '../wire/index.ts'
import { Bottleneck } from './bottleneck.ts'
import { Flight, Seen, type Queued, type Where } from './flight.ts'
import { Impairment } from './impairment.ts'
import type { Path } from './path.ts'
import { readPath } from './path-text.ts'
import type { LossReason, Tap } from './tap.ts'
import { createTimer, type Timer } from './timer.ts'

/** What is done to one packet of a direction, on purpose and beside the path: an experiment's single change. */
export interface PacketEdit {
  readonly lose?: boolean
  /** Kept back for so long, while others pass it. */
  readonly delay?: Nanos
  /** A copy goes right behind it. */
  readonly duplicate?: boolean
  /** One bit is flipped, so that its checksum is wrong. */
  readonly corrupt?: boolean
}

/** What the links of a network share. */
export interface NetworkCore {
  readonly clock: Clock
  readonly random: Random
  readonly pool: PacketPool
  readonly taps: Set<Tap>
  /** The id of the next packet. */
  packetId(): number
}

/** What stands at the end of a link. */
export interface LinkEnd {
  readonly name: string
  /**
   * Takes a packet that has arrived; the buffer is borrowed for the call.
   *
   * @param verify - False when checksums are offloaded.
   * @param corrupted - A bit was flipped on the way.
   * @returns False when the packet is broken: a header that cannot be, or a wrong checksum.
   */
  receive(buffer: PacketBuffer, verify: boolean, corrupted: boolean): boolean
}

/** What a direction knows of the link it belongs to. */
export interface DirectionContext {
  readonly name: string
  readonly mtu: number
  readonly checksums: boolean
  readonly forward: Direction
  readonly back: Direction
}

/**
 * Whether a wire carries. `up`: it does; `cut`: what is sent is lost; `held`: what arrives is kept until it is up again;
 * `off`: the sender has no power, and nothing leaves it.
 */
export type WireState = 'up' | 'cut' | 'held' | 'off'

/** One direction of a link: packets go in, and come out later, changed, twice or not at all. */
export class Direction {
  readonly link: DirectionContext
  readonly from: LinkEnd
  readonly to: LinkEnd
  readonly #core: NetworkCore
  readonly #where: Where
  readonly #timer: Timer
  /** Flights in order of sending, as long as each is due no earlier than the one before; the others in the heap. */
  readonly #inOrder = new Deque<Flight>(64)
  readonly #overtaking = new Heap<Flight>((a, b) => before(a, b))
  readonly #spare: Flight[] = []
  #lastInOrder: Nanos = 0
  #armedAt: Nanos = NEVER
  #sequence = 0
  #sent = 0
  #path: Path
  #generation = 0
  #impairment: Impairment | undefined
  #bottleneck: Bottleneck<Queued> | undefined
  #edits: ReadonlyMap<number, PacketEdit> | undefined
  #wire: WireState = 'up'
  #held: Flight[] = []
  /** Largest packet, bytes, in place of the link's MTU. */
  largest: number | undefined = undefined

  constructor(core: NetworkCore, link: DirectionContext, from: LinkEnd, to: LinkEnd, path: Path) {
    this.#core = core
    this.#where = { link: link.name, from: from.name, to: to.name }
    this.link = link
    this.from = from
    this.to = to
    this.#timer = createTimer(core.clock, () => this.#arrive())
    this.#path = path
    this.#impairment = this.#impair(path)
    this.#bottleneck = this.#narrow(path)
  }

  get path(): Path {
    return this.#path
  }

  /** Packets that have been sent in this direction: the next one's number in a path's `drop` is one more. */
  get sentPackets(): number {
    return this.#sent
  }

  /** Packets that wait or are under way. */
  get inFlight(): number {
    return this.#inOrder.size + this.#overtaking.size + this.#held.length + (this.#bottleneck?.size ?? 0)
  }

  /** Changes what happens from the next packet on. @throws {PathError} */
  setPath(path: Path | string): void {
    this.#path = readPath(path)
    this.#generation++
    this.#impairment = this.#impair(this.#path)
    // What waits in the old queue leaves it as it would have.
    this.#bottleneck = this.#narrow(this.#path)
  }

  get wire(): WireState {
    return this.#wire
  }

  /** Changes whether the wire carries, from now on. What was held arrives at once when it is up again, else is lost. */
  setWire(state: WireState): void {
    this.#wire = state
    if (state === 'held') return
    const now = this.#core.clock.now()
    for (const flight of this.#held.splice(0)) {
      if (state === 'up') this.#deliver(flight, now)
      else this.#lose(flight.buffer as PacketBuffer, flight.record, 'down')
    }
  }

  /**
   * Says what is done to single packets, by their number in this direction (the first is 1). The path draws for them
   * what it would have drawn, so that nothing but this changes until the hosts react.
   */
  setEdits(edits: ReadonlyMap<number, PacketEdit>): void {
    this.#edits = edits.size === 0 ? undefined : edits
    this.#impairment ??= this.#edits && this.#impair(this.#path, true)
  }

  /** Sends a packet; the buffer belongs to the link from now on. */
  send(buffer: PacketBuffer): void {
    const { clock, taps, pool } = this.#core
    if (this.#wire === 'off') return pool.give(buffer)
    const now = clock.now()
    this.#sent++
    const record = taps.size > 0 ? this.#see(buffer, now) : undefined
    if (this.#wire === 'cut') return this.#lose(buffer, record, 'down')
    const largest = this.largest ?? this.link.mtu
    if (buffer.length > largest) {
      const answer = packetTooBig(buffer, largest, pool)
      this.#lose(buffer, record, 'mtu')
      // The answer comes from where the packet would have gone next, by the way back.
      if (answer !== undefined) (this === this.link.forward ? this.link.back : this.link.forward).send(answer)
      return
    }
    if (this.#impairment === undefined) this.#launch(buffer, now, false, record)
    else this.#decide(this.#impairment, buffer, record, now, false)
  }

  /** netem's order of decisions: duplicate, loss, corruption, limit, the copy, reordering, delay, rate. */
  #decide(by: Impairment, buffer: PacketBuffer, record: Seen | undefined, now: Nanos, isCopy: boolean): void {
    if (!isCopy && by.isScripted(this.#sent)) return this.#lose(buffer, record, 'script')
    const edit = isCopy ? undefined : this.#edits?.get(this.#sent)
    const drawn = !isCopy && by.duplicates()
    const twice = drawn || edit?.duplicate === true
    const lost = by.loses() && !(by.marks && markCongestion(buffer.bytes))
    if (lost && !twice) return this.#lose(buffer, record, 'loss')
    if (edit?.lose === true) {
      // It is drawn for and takes its time on the wire as if it went, or the packets behind it would fare otherwise.
      by.corrupts(buffer)
      if (this.#bottleneck === undefined) by.dueTime(now, buffer.length)
      else by.arrivalAfter(now)
      return this.#lose(buffer, record, 'script')
    }
    const copy = twice && !lost ? this.#copy(buffer) : undefined
    const corrupted = by.corrupts(buffer) || (edit?.corrupt === true && damage(buffer))
    const bottleneck = this.#bottleneck
    if ((bottleneck?.size ?? this.inFlight) >= by.limit) {
      if (copy !== undefined) this.#core.pool.give(copy)
      return this.#lose(buffer, record, 'queue')
    }
    if (copy !== undefined) {
      this.#decide(by, copy, record && this.#see(copy, now, record.id), now, true)
    }
    const late = edit?.delay ?? 0
    if (bottleneck !== undefined) {
      bottleneck.push({ buffer, corrupted, record, late }, buffer.length, by.wireTime(buffer.length))
    } else this.#launch(buffer, by.dueTime(now, buffer.length) + late, corrupted, record)
  }

  #launch(buffer: PacketBuffer, due: Nanos, corrupted: boolean, record: Seen | undefined): void {
    const flight = this.#spare.pop() ?? new Flight()
    flight.buffer = buffer
    flight.due = due
    flight.sequence = this.#sequence++
    flight.corrupted = corrupted
    flight.record = record
    if (due >= this.#lastInOrder || this.#inOrder.size === 0) {
      this.#lastInOrder = due
      this.#inOrder.push(flight)
    } else this.#overtaking.push(flight)
    if (due < this.#armedAt) {
      this.#armedAt = due
      this.#timer.set(due)
    }
  }

  #arrive(): void {
    const { clock } = this.#core
    const now = clock.now()
    // What is sent from within this turn waits for the next one, or a wire without delay would never let go.
    const turn = this.#sequence
    this.#armedAt = now
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      if (next.due > now || next.sequence >= turn) break
      if (next === this.#inOrder.at(0)) this.#inOrder.shift()
      else this.#overtaking.pop()
      if (this.#wire === 'held') this.#held.push(next)
      else this.#deliver(next, now)
    }
    this.#armedAt = this.#next()?.due ?? NEVER
    this.#timer.set(this.#armedAt)
  }

  #next(): Flight | undefined {
    const first = this.#inOrder.at(0)
    const overtaking = this.#overtaking.peek()
    if (first === undefined || overtaking === undefined) return first ?? overtaking
    return before(overtaking, first) ? overtaking : first
  }

  #deliver(flight: Flight, now: Nanos): void {
    const buffer = flight.buffer as PacketBuffer
    const { corrupted, record } = flight
    flight.buffer = undefined
    flight.record = undefined
    this.#spare.push(flight)
    if (record === undefined) {
      // Offloaded checksums are checked by the card: what is broken does not reach the host.
      if (this.link.checksums || !corrupted) this.to.receive(buffer, this.link.checksums, corrupted)
    } else {
      const verify = this.link.checksums
      // The fate is told before the host answers: the answer is a later packet.
      if (corrupted && (!verify || !this.to.receive(buffer, true, true))) {
        record.fate = { kind: 'lost', at: now, why: 'corrupt' }
        this.#report(record)
      } else {
        record.fate = { kind: 'delivered', at: now }
        this.#report(record)
        if (!corrupted) this.to.receive(buffer, verify, false)
      }
    }
    this.#core.pool.give(buffer)
  }

  #lose(buffer: PacketBuffer, record: Seen | undefined, why: LossReason): void {
    if (record !== undefined) {
      record.fate = { kind: 'lost', at: this.#core.clock.now(), why }
      this.#report(record)
    }
    this.#core.pool.give(buffer)
  }

  #see(buffer: PacketBuffer, now: Nanos, duplicateOf?: number): Seen {
    const record = new Seen(this.#core.packetId(), now, this.#where, buffer, duplicateOf)
    for (const tap of this.#core.taps) tap.sent?.(record)
    return record
  }

  #report(record: Seen): void {
    for (const tap of this.#core.taps) tap.decided?.(record)
  }

  #copy(buffer: PacketBuffer): PacketBuffer {
    const copy = this.#core.pool.take(buffer.length)
    copy.segmentSize = buffer.segmentSize
    copy.bytes.set(buffer.bytes.subarray(0, buffer.length))
    return copy
  }

  #narrow(path: Path): Bottleneck<Queued> | undefined {
    const by = this.#impairment
    if (by === undefined || path.codel === undefined) return undefined
    return new Bottleneck(this.#core.clock, path.codel, this.link.mtu, by.burstTime, {
      send: ({ buffer, corrupted, record, late }, out) =>
        this.#launch(buffer, by.arrivalAfter(out) + late, corrupted, record),
      mark: ({ buffer }) => by.marks && markCongestion(buffer.bytes),
      drop: ({ buffer, record }) => this.#lose(buffer, record, 'queue'),
    })
  }

  #impair(path: Path, always = this.#edits !== undefined): Impairment | undefined {
    // Not one field: a wire without delay, on which a packet costs nothing but its queue.
    if (!always && Object.values(path).every((part) => part === undefined)) return undefined
    const name = `link/${this.link.name}/${this.from.name}-${this.to.name}/${this.#generation}`
    return new Impairment(path, this.#core.random.substream(name))
  }
}

/** Flips the lowest bit of the last byte, which a checksum covers. @returns True. */
function damage(buffer: PacketBuffer): boolean {
  const last = buffer.length - 1
  buffer.bytes[last] = (buffer.bytes[last] as number) ^ 1
  return true
}

/** By time, and at one time in order of sending. */
function before(a: Flight, b: Flight): boolean {
  return a.due < b.due || (a.due === b.due && a.sequence < b.sequence)
}
