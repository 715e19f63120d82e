import type { Nanos, Random } from '../base/index.ts'
import type { PacketBuffer } from '../wire/index.ts'
import { CorrelatedUniform, sampleJitter } from './distribution.ts'
import { createLoss, type Loss } from './loss.ts'
import type { Path } from './path.ts'

const DEFAULT_LIMIT = 1_000
const BITS_OF_A_SECOND = 8 * 1_000_000_000

/**
 * A path at work on one direction: the models with what they remember. Each draws from its own stream of chance, so
 * that one more impairment leaves the draws of the others as they were.
 */
export class Impairment {
  /** Most packets that may be under way or waiting at once. */
  readonly limit: number
  readonly #path: Path
  readonly #fifo: boolean
  readonly #loss: Loss | undefined
  readonly #duplicate: Random
  readonly #corrupt: Random
  readonly #jitter: CorrelatedUniform
  readonly #reorder: CorrelatedUniform
  /** Packets delayed since the last one that overtook. */
  #delayed = 0
  /** When the last packet in line is out. */
  #lastOut: Nanos = 0
  /** The next entry of the path's `drop`. */
  #script = 0

  constructor(path: Path, random: Random) {
    this.#path = path
    this.limit = path.limit ?? (path.rate === undefined ? Number.POSITIVE_INFINITY : DEFAULT_LIMIT)
    this.#fifo = (path.order ?? (path.rate === undefined ? 'free' : 'fifo')) === 'fifo'
    this.#loss = path.loss === undefined ? undefined : createLoss(path.loss, random.substream('loss'))
    this.#duplicate = random.substream('duplicate')
    this.#corrupt = random.substream('corrupt')
    this.#jitter = new CorrelatedUniform(random.substream('delay'), path.delay?.correlation ?? 0)
    this.#reorder = new CorrelatedUniform(random.substream('reorder'), path.reorder?.correlation ?? 0)
  }

  /** @param number - Of the packet in its direction, from 1, ascending from call to call. */
  isScripted(number: number): boolean {
    const drop = this.#path.drop ?? []
    while ((drop[this.#script] ?? Number.POSITIVE_INFINITY) < number) this.#script++
    return drop[this.#script] === number
  }

  duplicates(): boolean {
    return this.#duplicate.chance((this.#path.duplicate ?? 0) / 100)
  }

  loses(): boolean {
    return this.#loss?.next() ?? false
  }

  /** Flips one bit of one byte, sometimes. @returns True when it did. */
  corrupts(buffer: PacketBuffer): boolean {
    if (!this.#corrupt.chance((this.#path.corrupt ?? 0) / 100)) return false
    const at = this.#corrupt.below(buffer.length)
    buffer.bytes[at] = (buffer.bytes[at] as number) ^ (1 << this.#corrupt.below(8))
    return true
  }

  /** What is to be lost, and takes marks, is marked instead. */
  get marks(): boolean {
    return this.#path.ecn ?? false
  }

  /** How long a packet is on the wire. */
  wireTime(length: number): Nanos {
    const { rate } = this.#path
    return rate === undefined ? 0 : Math.floor((length * BITS_OF_A_SECOND) / rate)
  }

  /** How much sooner a packet may leave than its turn comes: what the bucket holds when it is full. */
  get burstTime(): Nanos {
    return this.wireTime(this.#path.burst ?? 0)
  }

  /** @returns When a packet arrives that has left the bottleneck at `out`. Called once a packet, in that order. */
  arrivalAfter(out: Nanos): Nanos {
    if (this.#overtakes()) {
      this.#delayed = 0
      return out
    }
    this.#delayed++
    const due = out + this.#delay()
    if (!this.#fifo) return due
    this.#lastOut = Math.max(due, this.#lastOut)
    return this.#lastOut
  }

  /** @returns When a packet of `length` bytes, sent now, arrives. Called once a packet. */
  dueTime(now: Nanos, length: number): Nanos {
    if (this.#overtakes()) {
      this.#delayed = 0
      return now
    }
    this.#delayed++
    const delay = this.#delay()
    const time = this.wireTime(length)
    if (!this.#fifo) {
      if (this.#path.rate === undefined) return now + delay
      // Out of the queue in order, then each with its own delay.
      this.#lastOut = Math.max(now, this.#lastOut) + time
      return Math.max(now, this.#lastOut - this.burstTime) + delay
    }
    // netem: the delay, then the wait for the packet ahead, then the time on the wire.
    this.#lastOut = Math.max(now + delay, this.#lastOut) + time
    return Math.max(now + delay, this.#lastOut - this.burstTime)
  }

  #overtakes(): boolean {
    const { reorder } = this.#path
    if (reorder === undefined || this.#delayed < (reorder.gap ?? 1) - 1) return false
    return this.#reorder.next() < reorder.percent / 100
  }

  #delay(): Nanos {
    const { delay } = this.#path
    if (delay === undefined) return 0
    const { time, jitter = 0, distribution = 'uniform' } = delay
    if (jitter === 0) return time
    return Math.max(0, time + Math.round(jitter * sampleJitter(distribution, this.#jitter.next())))
  }
}
