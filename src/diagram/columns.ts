import type { Nanos } from '../base/index.ts'
import type { ConnectionTrace, SegmentKind, TracedSegment } from '../trace/index.ts'

/**
 * What a layout needs of a connection's segments, one column for each fact: small enough for a million of them, and
 * nothing but numbers, so that it can be handed to a worker. Index = index into the trace's `segments`.
 */
export interface SegmentColumns {
  readonly count: number
  /** When it was sent (seen); where a capture's clock stepped back, as if it had stood still. */
  readonly time: Float64Array
  /** When it arrived, never before it was sent; NaN: it was lost. */
  readonly arrival: Float64Array
  /** Its place among all packets: what orders the segments of one and the same time. */
  readonly packet: Float64Array
  /** 0: from the client, 1: from the server. */
  readonly from: Uint8Array
  /** Payload bytes. */
  readonly bytes: Uint32Array
  /** 1: plain data or a plain ACK, which a fold may hide. */
  readonly plain: Uint8Array
  /** Twice the fastest way across, where arrivals are known, else the handshake's round trip, else 0. */
  readonly roundTrip: Nanos
}

const PLAIN: ReadonlySet<SegmentKind> = new Set<SegmentKind>(['data', 'ack', 'window-update'])

/** Keeps the columns of a connection that grows: each `update` reads only the segments that are new. */
export class ColumnStore {
  readonly #trace: ConnectionTrace
  #count = 0
  #fastest = Number.POSITIVE_INFINITY
  /** How far a capture's clock has stepped back so far: what follows is drawn as if it had stood still. */
  #steppedBack: Nanos = 0
  #time = new Float64Array(64)
  #arrival = new Float64Array(64)
  #packet = new Float64Array(64)
  #from = new Uint8Array(64)
  #bytes = new Uint32Array(64)
  #plain = new Uint8Array(64)
  /** Segments of the same kinds share one list: it is judged once. */
  readonly #plainLists = new Map<readonly SegmentKind[], boolean>()

  constructor(trace: ConnectionTrace) {
    this.#trace = trace
  }

  /** @returns The columns of all segments there are now. They borrow this store's memory until the next `update`. */
  update(): SegmentColumns {
    const { segments, handshake } = this.#trace
    if (segments.length > this.#time.length) this.#grow(segments.length)
    for (let i = this.#count; i < segments.length; i++) this.#read(segments[i] as TracedSegment, i)
    const count = segments.length
    this.#count = count
    return {
      count,
      time: this.#time.subarray(0, count),
      arrival: this.#arrival.subarray(0, count),
      packet: this.#packet.subarray(0, count),
      from: this.#from.subarray(0, count),
      bytes: this.#bytes.subarray(0, count),
      plain: this.#plain.subarray(0, count),
      roundTrip: this.#fastest === Number.POSITIVE_INFINITY ? (handshake?.rtt ?? 0) : 2 * this.#fastest,
    }
  }

  #read(segment: TracedSegment, i: number): void {
    const { arrival, fate, kinds } = segment
    const time = this.#timeOf(segment, i)
    if (arrival !== undefined) this.#fastest = Math.min(this.#fastest, arrival - time)
    this.#time[i] = time
    this.#arrival[i] = fate === 'lost' ? Number.NaN : Math.max(arrival ?? time, time)
    this.#packet[i] = segment.packet
    this.#from[i] = segment.from === 'client' ? 0 : 1
    this.#bytes[i] = segment.length
    let plain = this.#plainLists.get(kinds)
    if (plain === undefined) {
      plain = kinds.every((kind) => PLAIN.has(kind))
      this.#plainLists.set(kinds, plain)
    }
    this.#plain[i] = plain && fate === 'delivered' ? 1 : 0
  }

  /** Rows follow the capture's order: its clock may step back, what happened does not. */
  #timeOf({ time, arrival }: TracedSegment, i: number): Nanos {
    if (arrival !== undefined || i === 0) return time
    const above = this.#time[i - 1] as number
    if (time + this.#steppedBack < above && this.#fastest === Number.POSITIVE_INFINITY) {
      this.#steppedBack = above - time
    }
    return time + this.#steppedBack
  }

  #grow(least: number): void {
    const room = Math.max(least, 2 * this.#time.length)
    const bigger = <Column extends { set(from: Column): void }>(grown: Column, old: Column): Column => {
      grown.set(old)
      return grown
    }
    this.#time = bigger(new Float64Array(room), this.#time)
    this.#arrival = bigger(new Float64Array(room), this.#arrival)
    this.#packet = bigger(new Float64Array(room), this.#packet)
    this.#from = bigger(new Uint8Array(room), this.#from)
    this.#bytes = bigger(new Uint32Array(room), this.#bytes)
    this.#plain = bigger(new Uint8Array(room), this.#plain)
  }
}
