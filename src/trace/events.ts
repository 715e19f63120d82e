import { assert } from '../base/index.ts'
import { EVENT_VERSION } from '../say/index.ts'
import { flagNames } from '../wire/index.ts'
import type { ConnectionTrace, StateChange, TracedSegment } from './types.ts'

/** One event as it is written: plain values only. Times are nanoseconds since the start of the run or capture. */
export type TraceEvent = Readonly<Record<string, unknown>> & {
  readonly v: number
  readonly type: string
  readonly time: number
}

/** An event, and what orders those of one and the same time. */
export interface RankedEvent {
  readonly rank: number
  readonly event: TraceEvent
}

/** @returns A connection's segments and state changes as events, in no order (docs/json.md). */
export function rankedTraceEvents(trace: ConnectionTrace): RankedEvent[] {
  const ranked: RankedEvent[] = trace.segments.map((segment, index) => ({
    rank: segment.packet,
    event: segmentEvent(segment, index),
  }))
  for (const change of trace.stateChanges) ranked.push(stateEvent(change, trace))
  return ranked
}

/** @returns A connection's segments and state changes as events in the order of time (docs/json.md). */
export function traceEvents(trace: ConnectionTrace): TraceEvent[] {
  return sortEvents(rankedTraceEvents(trace))
}

/** @returns The events in the order of time. */
export function sortEvents(ranked: RankedEvent[]): TraceEvent[] {
  return ranked.sort((a, b) => a.event.time - b.event.time || a.rank - b.rank).map(({ event }) => event)
}

function segmentEvent(segment: TracedSegment, index: number): TraceEvent {
  return {
    v: EVENT_VERSION,
    type: 'segment',
    time: segment.time,
    index,
    side: segment.from,
    flags: flagNames(segment.flags),
    seq: segment.seq,
    ack: segment.ack,
    relSeq: segment.relSeq,
    relAck: segment.relAck,
    length: segment.length,
    window: segment.window,
    fate: segment.fate,
    ...(segment.why === undefined ? {} : { dropReason: segment.why }),
    ...(segment.arrival === undefined ? {} : { arrival: segment.arrival }),
    kinds: segment.kinds,
    ...(segment.cause === undefined ? {} : { cause: segment.cause }),
    ...(segment.likelyCause === true ? { likelyCause: true } : {}),
    ...(segment.spurious === true ? { spurious: true } : {}),
    ...(segment.unseen === undefined
      ? {}
      : { unseen: { start: segment.unseen.left, end: segment.unseen.right } }),
    states: segment.state,
  }
}

/** A sender's state changes with the sending, a receiver's behind the arrival. */
function stateEvent(change: StateChange, trace: ConnectionTrace): RankedEvent {
  const cause = trace.segments[change.segment]
  assert(cause !== undefined, 'a state changes by a segment')
  const { side, time, from, to, segment, byTime } = change
  const rank = cause.packet + (cause.from === side ? 0.1 : 0.3)
  return {
    rank,
    event: {
      v: EVENT_VERSION,
      type: 'state',
      time,
      side,
      state: to,
      previous: from,
      segment,
      ...(byTime === true ? { byTime } : {}),
    },
  }
}
