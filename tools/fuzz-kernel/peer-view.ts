import type { ScriptSegment } from '../../src/drill/run/print.ts'
import { ACK, FIN, SYN, seqDiff } from '../../src/wire/index.ts'
import type { Arrival } from './scenario.ts'

/** What the scripted peer knows of the conversation: the numbers on the wire, and nothing of the host's inside. */
export class PeerView {
  /** Of the peer's own SYN. All other numbers count from it. */
  readonly isn: number
  /** The peer's next number: what the host has acknowledged. */
  next = 1
  /** What the peer has taken, in order or not: one beyond the host's last. */
  received = 1
  /** The most that it has acknowledged. */
  acknowledged = 1
  /** The peer's timestamp clock, milliseconds; undefined without timestamps. */
  stamp: number | undefined
  #window = 65_535
  #scale = 0

  constructor(isn: number) {
    this.isn = isn
  }

  startStamps(): void {
    this.stamp ??= 1_000
  }

  pass(milliseconds: number): void {
    if (this.stamp !== undefined) this.stamp += milliseconds
  }

  /** What the peer puts into each segment but its SYN. */
  get usualOptions(): readonly string[] {
    return this.stamp === undefined ? [] : ['nop', 'nop', `TS val ${this.stamp} ecr last`]
  }

  /** A segment has come out of the host. */
  heard({ flags, seq, length, ack, window, options }: ScriptSegment): void {
    const end = seq + length + ((flags & (SYN | FIN)) === 0 ? 0 : 1)
    if (seqDiff(end, this.received) > 0) this.received = end >>> 0
    if ((flags & SYN) !== 0) {
      const scale = options?.find((option) => option.kind === 'wscale')
      this.#scale = scale?.kind === 'wscale' ? scale.value : 0
      this.#window = window
      return
    }
    if ((flags & ACK) === 0) return
    this.#window = window << this.#scale
    if (seqDiff(ack, this.next) > 0) this.next = ack
  }

  /** A segment of the peer's own has gone in. */
  said({ flags, ack }: Arrival): void {
    if ((flags & ACK) !== 0 && ack !== undefined && ack <= this.received && ack > this.acknowledged)
      this.acknowledged = ack
  }

  /** @returns Sequence numbers at the edges of the host's receive window, for a segment of so many bytes. */
  receiveEdges(length: number): readonly number[] {
    const { next } = this
    const right = next + this.#window
    return [
      next,
      next,
      next - length,
      next + 1000,
      next + 1000,
      next + 2000,
      right,
      right - length,
      right - 1,
      0,
    ]
  }

  /** @returns Acknowledgment numbers at the edges of what the host has sent. */
  acknowledgeEdges(): readonly number[] {
    const { acknowledged, received } = this
    const middle = acknowledged + Math.floor((received - acknowledged) / 2)
    return [acknowledged, received, middle, acknowledged + 1000, received + 1, acknowledged - 65_536, 0]
  }
}
