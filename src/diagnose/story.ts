import type { Nanos } from '../base/index.ts'
import type { ConnectionTrace, SegmentKind, Side, TracedSegment } from '../trace/index.ts'
import type { IcmpNote } from './icmp-notes.ts'

/** What is known of the capture as a whole while one connection is looked at. */
export interface Surroundings {
  /** Time of the last packet of the capture. */
  readonly end: Nanos
  /** When the next attempt on the same addresses and ports began; undefined: there was none. */
  readonly nextAttempt: Nanos | undefined
  /** What ICMP said of it. */
  readonly icmp: readonly IcmpNote[]
}

/** Where the capture was taken, as far as the handshake's two halves show it. */
export type CapturePoint = 'client' | 'server' | 'between' | 'unknown'

/** Below this two ends are so near each other that nothing tells which of them the tap is at. */
const TOO_NEAR: Nanos = 1_000_000
/** The largest maximum segment size of a network without jumbo frames is 1,460, with them 8,960. */
const LARGEST_USUAL = 8_960

/** A connection as the finders ask about it: its segments by kind, and how long a round trip to each end takes. */
export class Story {
  readonly trace: ConnectionTrace
  readonly around: Surroundings
  /** From the tap to an end and back, the least that was seen; undefined: nothing was answered there. */
  readonly base: Record<Side, Nanos | undefined> = { client: undefined, server: undefined }
  /** Segments that the network marked for congestion (CE). */
  readonly marked: number[] = []
  /** Segments larger than the network carries: the card splits or joins them. */
  readonly oversized: number[] = []
  /** Retransmissions whose reason a finding has told already. */
  readonly explained: Set<number> = new Set()
  readonly #byKind = new Map<SegmentKind, number[]>()

  constructor(trace: ConnectionTrace, around: Surroundings) {
    this.trace = trace
    this.around = around
    const { handshake } = trace
    if (handshake !== undefined && handshake.rtt !== undefined && handshake.ambiguous === undefined) {
      this.#sample('server', this.at(handshake.synAck).time - this.at(handshake.syn).time)
      this.#sample('client', this.at(handshake.ack).time - this.at(handshake.synAck).time)
    }
    this.#read()
  }

  #read(): void {
    const waiting: Record<Side, { end: number; time: Nanos } | undefined> = {
      client: undefined,
      server: undefined,
    }
    const most = { client: this.mssTo('client'), server: this.mssTo('server') }
    const { segments } = this.trace
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i] as TracedSegment
      const { kinds, from, length, time } = segment
      for (const kind of kinds) {
        const list = this.#byKind.get(kind)
        if (list === undefined) this.#byKind.set(kind, [i])
        else list.push(i)
      }
      if (segment.ecn === 3) this.marked.push(i)
      const to = other(from)
      if (length > (most[to] ?? LARGEST_USUAL)) this.oversized.push(i)
      if (kinds.includes('copy')) continue
      // Karn's rule: what was sent twice times nothing.
      if (kinds.includes('retransmission')) waiting[from] = undefined
      else if (length > 0) waiting[from] ??= { end: segment.relSeq + length, time }
      const asked = waiting[to]
      if (asked !== undefined && segment.relAck >= asked.end && !kinds.includes('rst')) {
        this.#sample(from, time - asked.time)
        waiting[to] = undefined
      }
    }
  }

  #sample(side: Side, span: Nanos): void {
    if (span >= 0) this.base[side] = Math.min(this.base[side] ?? span, span)
  }

  at(index: number): TracedSegment {
    return this.trace.segments[index] as TracedSegment
  }

  get first(): TracedSegment {
    return this.at(0)
  }
  get last(): TracedSegment {
    return this.at(this.trace.segments.length - 1)
  }

  /** @returns Indices of the segments of a kind, copies left out unless they are asked for, of one side or both. */
  of(kind: SegmentKind, side?: Side): readonly number[] {
    const all = this.#byKind.get(kind) ?? []
    const hasCopies = kind !== 'copy' && this.#byKind.has('copy')
    if (!hasCopies && side === undefined) return all
    return all.filter((i) => {
      const { from, kinds } = this.at(i)
      return (side === undefined || from === side) && !(hasCopies && kinds.includes('copy'))
    })
  }

  /** Index of the last segment before `index` that an end sent; -1: none. */
  lastFrom(side: Side, index: number): number {
    for (let i = index - 1; i >= 0; i--) if (this.at(i).from === side) return i
    return -1
  }

  /** Index of the first segment after `index` that an end sent, copies left out; -1: none. */
  nextFrom(side: Side, index: number): number {
    const { segments } = this.trace
    for (let i = index + 1; i < segments.length; i++) {
      const { from, kinds } = this.at(i)
      if (from === side && !kinds.includes('copy')) return i
    }
    return -1
  }

  /** The maximum segment size that an end asked for; undefined: its SYN was not seen, or had none. */
  mssTo(side: Side): number | undefined {
    const { handshake } = this.trace
    if (handshake === undefined) return undefined
    return this.at(side === 'client' ? handshake.syn : handshake.synAck).options.mss
  }

  /** The least round trip between the ends; undefined: one half of it was never seen. */
  get rtt(): Nanos | undefined {
    const { client, server } = this.base
    return client === undefined || server === undefined ? undefined : client + server
  }

  /** Where it was captured. A tap with an arrival for each packet (the Lab's) is at both ends. */
  get point(): CapturePoint {
    const { client, server } = this.base
    if (client === undefined || server === undefined || this.first.arrival !== undefined) return 'unknown'
    const whole = client + server
    if (whole < TOO_NEAR) return 'unknown'
    if (client <= whole * 0.1) return 'client'
    if (server <= whole * 0.1) return 'server'
    return client >= whole * 0.2 && server >= whole * 0.2 ? 'between' : 'unknown'
  }
}

/** @returns The end that is not this one. */
export function other(side: Side): Side {
  return side === 'client' ? 'server' : 'client'
}
