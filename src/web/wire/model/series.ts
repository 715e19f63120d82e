/** What the plots draw of one direction: numbers against time, from the packets alone or from samples of the ends. */
import type { Nanos } from '../../../base/index.ts'
import { ACK, FIN, RST, SYN } from '../../../wire/index.ts'
import type { ConnectionTrace, Side, TracedSegment } from '../../../trace/index.ts'
import type { WireSample } from '../types.ts'

/** How a stretch of sequence numbers is marked. */
export const POINT = { data: 0, retransmission: 1, copy: 2, syn: 3, fin: 4, lost: 5 } as const

/** Sequence numbers against time, as tcptrace draws them. All columns are in order of time. */
export interface SequenceSeries {
  /** What the side sent: [low, high) at a time, and how it is marked (`POINT`). */
  readonly sent: {
    readonly time: Float64Array
    readonly low: Float64Array
    readonly high: Float64Array
    readonly mark: Uint8Array
    readonly segment: Int32Array
  }
  /** What the other side acknowledged, and up to where it allowed, as of each time. */
  readonly acked: { readonly time: Float64Array; readonly ack: Float64Array; readonly edge: Float64Array }
  /** Stretches that the other side said it had beyond a gap. */
  readonly sack: {
    readonly time: Float64Array
    readonly low: Float64Array
    readonly high: Float64Array
  }
}

/** A growing column of numbers. */
class Column {
  #values = new Float64Array(256)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Float64Array(2 * this.length)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.length++] = value
  }
  done(): Float64Array {
    return this.#values.slice(0, this.length)
  }
}

const columns = (): [Column, Column, Column] => [new Column(), new Column(), new Column()]

/** Where a moment belongs for the sender of `side`: an ACK counts when it has reached it, where that is known. */
function timeAtSender(segment: TracedSegment): Nanos | undefined {
  return segment.fate === 'lost' ? undefined : (segment.arrival ?? segment.time)
}

/** @returns The sequence/time plot of what `side` sent. */
export function sequenceSeries(trace: ConnectionTrace, side: Side): SequenceSeries {
  const [time, low, high] = columns()
  const marks: number[] = []
  const segments: number[] = []
  const [ackTime, ack, edge] = columns()
  const [sackTime, sackLow, sackHigh] = columns()
  let lastAckTime = Number.NEGATIVE_INFINITY
  trace.segments.forEach((segment, index) => {
    if (segment.from === side) {
      const mark = markOf(segment)
      if (mark === undefined) return
      time.push(segment.time)
      low.push(segment.relSeq)
      high.push(segment.relSeq + Math.max(1, segment.length))
      marks.push(mark)
      segments.push(index)
      return
    }
    const at = timeAtSender(segment)
    if (at === undefined || (segment.flags & ACK) === 0 || (segment.flags & RST) !== 0) return
    // uPlot wants its times in order; an overtaken ACK tells nothing that a later one has not.
    if (at >= lastAckTime) {
      lastAckTime = at
      ackTime.push(at)
      ack.push(segment.relAck)
      edge.push(segment.relAck + segment.window)
    }
    for (const block of segment.options.sack ?? []) {
      sackTime.push(at)
      sackLow.push(block.left)
      sackHigh.push(block.right)
    }
  })
  return {
    sent: {
      time: time.done(),
      low: low.done(),
      high: high.done(),
      mark: Uint8Array.from(marks),
      segment: Int32Array.from(segments),
    },
    acked: { time: ackTime.done(), ack: ack.done(), edge: edge.done() },
    sack: { time: sackTime.done(), low: sackLow.done(), high: sackHigh.done() },
  }
}

function markOf({ flags, length, kinds, fate }: TracedSegment): number | undefined {
  if (length === 0 && (flags & (SYN | FIN)) === 0) return undefined
  if (fate === 'lost') return POINT.lost
  if (kinds.includes('copy')) return POINT.copy
  if (kinds.includes('retransmission')) return POINT.retransmission
  // With data or without.
  if ((flags & SYN) !== 0) return POINT.syn
  return (flags & FIN) === 0 ? POINT.data : POINT.fin
}

/** Values against time; NaN: nothing known there. */
export interface Lines {
  readonly time: Float64Array
  readonly values: readonly Float64Array[]
}

/** @returns Bytes that `side` had sent and not seen acknowledged, and the window it was allowed: from the packets. */
export function flightSeries(trace: ConnectionTrace, side: Side): Lines {
  const [time, flight, window] = columns()
  let sent = 1
  let acked = 1
  let allowed = Number.NaN
  const add = (at: Nanos): void => {
    time.push(at)
    flight.push(Math.max(0, sent - acked))
    window.push(allowed)
  }
  const view = inOrderForSender(trace, side)
  for (const [i, segment] of view.segments.entries()) {
    const at = view.at[i] as number
    if (segment.from === side) {
      const end = segment.relSeq + segment.length
      if (segment.length === 0 || segment.kinds.includes('keep-alive')) continue
      sent = Math.max(sent, end)
    } else {
      if ((segment.flags & ACK) === 0 || (segment.flags & RST) !== 0) continue
      if (segment.relAck < acked) continue
      acked = segment.relAck
      allowed = segment.window
    }
    add(at)
  }
  return { time: time.done(), values: [flight.done(), window.done()] }
}

/** Segments in the order in which the sender knows of them, with the times at which it does. */
interface SenderView {
  readonly at: Float64Array
  readonly segments: readonly TracedSegment[]
}

const lastView: { trace?: ConnectionTrace; side?: Side; count: number; view?: SenderView } = { count: 0 }

/** The last answer is kept: two plots ask for the same. */
function inOrderForSender(trace: ConnectionTrace, side: Side): SenderView {
  const { view, count } = lastView
  if (
    view !== undefined &&
    lastView.trace === trace &&
    lastView.side === side &&
    count === trace.segments.length
  ) {
    return view
  }
  const made = viewOf(trace, side)
  Object.assign(lastView, { trace, side, count: trace.segments.length, view: made })
  return made
}

function viewOf(trace: ConnectionTrace, side: Side): SenderView {
  const segments: TracedSegment[] = []
  const at = new Column()
  let isSorted = true
  let last = Number.NEGATIVE_INFINITY
  for (const segment of trace.segments) {
    const time = segment.from === side ? segment.time : timeAtSender(segment)
    if (time === undefined) continue
    if (time < last) isSorted = false
    last = time
    at.push(time)
    segments.push(segment)
  }
  const times = at.done()
  if (isSorted) return { at: times, segments }
  const order = Uint32Array.from(segments, (_, i) => i)
  order.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b)
  return {
    at: Float64Array.from(order, (i) => times[i] as number),
    segments: Array.from(order, (i) => segments[i] as TracedSegment),
  }
}

/**
 * @returns Round trips of what `side` sent, in ns, each at the time of its ACK. Only a segment that was sent once and
 *   whose end an ACK names exactly counts (Karn's rule: RFC 6298 §3), unless timestamps tell which one was answered.
 */
export function roundTripSeries(trace: ConnectionTrace, side: Side): Lines {
  const [time, rtt] = columns()
  /** When the byte before each position was sent; NaN: more than once. */
  const sentAt = new Map<number, number>()
  const order: number[] = []
  let oldest = 0
  const view = inOrderForSender(trace, side)
  for (const [i, segment] of view.segments.entries()) {
    const at = view.at[i] as number
    if (segment.from === side) {
      const taken = segment.length + ((segment.flags & (SYN | FIN)) === 0 ? 0 : 1)
      if (taken === 0 || segment.kinds.includes('keep-alive')) continue
      const end = segment.relSeq + taken
      if (!sentAt.has(end)) order.push(end)
      const retransmitted = sentAt.has(end) || segment.kinds.includes('retransmission')
      if (!segment.kinds.includes('copy')) sentAt.set(end, retransmitted ? Number.NaN : at)
      continue
    }
    if ((segment.flags & ACK) === 0) continue
    const sent = sentAt.get(segment.relAck)
    if (sent !== undefined && !Number.isNaN(sent)) {
      time.push(at)
      rtt.push(at - sent)
    }
    while (oldest < order.length && (order[oldest] as number) <= segment.relAck) {
      sentAt.delete(order[oldest++] as number)
    }
  }
  return { time: time.done(), values: [rtt.done()] }
}

/** The variables of an end, as the samples have them: cwnd, ssthresh, SRTT, RTO, bytes in flight, window. */
export interface VariableSeries extends Lines {
  readonly values: readonly [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
}

/** Unset thresholds are huge numbers: no line is drawn for them. */
const LARGEST_THRESHOLD = 2 ** 30

/** @returns The variables of `side` in a connection; undefined when nobody sampled them. */
export function variableSeries(
  samples: readonly WireSample[] | undefined,
  side: Side,
  connection: number,
): VariableSeries | undefined {
  const time = new Column()
  const values = [new Column(), new Column(), new Column(), new Column(), new Column(), new Column()] as const
  for (const sample of samples ?? []) {
    const known = sample[side]
    if (known === undefined || (sample.connection ?? 0) !== connection) continue
    time.push(sample.time)
    values[0].push(known.cwnd)
    values[1].push(known.ssthresh >= LARGEST_THRESHOLD ? Number.NaN : known.ssthresh)
    values[2].push(known.srtt ?? Number.NaN)
    values[3].push(known.rto)
    values[4].push(known.bytesInFlight)
    values[5].push(known.snd.wnd)
  }
  if (time.length === 0) return undefined
  return {
    time: time.done(),
    values: [
      values[0].done(),
      values[1].done(),
      values[2].done(),
      values[3].done(),
      values[4].done(),
      values[5].done(),
    ],
  }
}

/** @returns The side that sent more bytes: the one whose plots say most. */
export function busierSide(trace: ConnectionTrace): Side {
  return trace.totals.server.bytes > trace.totals.client.bytes ? 'server' : 'client'
}
