import type { Nanos } from '../base/index.ts'
import type { ConnectionTrace, Side, TracedSegment } from '../trace/index.ts'
import type { TcpState } from '../wire/index.ts'

/** What a program did at one end, shown beside the packets it led to. */
export interface LayoutNote {
  readonly side: Side
  readonly time: Nanos
  /**
   * How many packets had been sent when it was done: at one and the same time, a note stands after these and
   * before those that follow. Absent: before everything sent at its time.
   */
  readonly afterPackets?: number
  /** A call as it is written in the program: `connect("10.0.0.2", 8888)`. */
  readonly text: string
}

/** How to lay a connection out. */
export interface LayoutOptions {
  /** Runs of plain data and ACKs become one row, all but their first and last. Default true. */
  readonly fold?: boolean
  /** Indices of segments: a run that would hide one of them stays open. */
  readonly open?: readonly number[]
  /** `rows` (default): one row per segment; `time`: as far apart as they were in time. */
  readonly scale?: 'rows' | 'time'
  /** What the programs did. */
  readonly notes?: readonly LayoutNote[]
  /** The payload as a person reads it, to be shown with the segment; undefined: nothing is shown. */
  readonly preview?: (segment: TracedSegment, index: number) => string | undefined
}

/** What an arrow looks like: its line and, where there are colours, its colour. */
export type ArrowStyle = 'syn' | 'data' | 'ack' | 'fin' | 'rst' | 'retransmission'

/** One segment on its way from one lane to the other. */
export interface LayoutArrow {
  /** Index into the trace's `segments`. */
  readonly segment: number
  readonly from: Side
  readonly style: ArrowStyle
  readonly lost: boolean
  /** The row on which it leaves, and the one on which it arrives: the same when nothing crosses it. */
  readonly sendRow: number
  /** Undefined for a lost segment. */
  readonly arriveRow: number | undefined
  /** Where it leaves and arrives (or is lost, half-way), in row units from the top. */
  readonly sendAt: number
  readonly arriveAt: number
  readonly preview: string | undefined
}

/** A run of plain segments shown as one row. */
export interface LayoutFold {
  /** Indices of the first and the last segment folded away. */
  readonly first: number
  readonly last: number
  readonly until: Nanos
  readonly totals: Readonly<Record<Side, { readonly segments: number; readonly bytes: number }>>
}

/** One row: an event in the order of time. `at` is its distance from the top in row units. */
export type LayoutRow = { readonly time: Nanos; readonly at: number } & (
  | { readonly kind: 'segment' | 'send' | 'arrive'; readonly arrow: number }
  | { readonly kind: 'notes'; readonly notes: Readonly<Record<Side, string | undefined>> }
  | { readonly kind: 'fold'; readonly fold: LayoutFold }
  | { readonly kind: 'pause'; readonly length: Nanos }
)

/** A stretch of rows through which one end is in one state; it begins on `fromRow` (-1: before the first row). */
export interface StateBand {
  readonly state: TcpState
  readonly fromRow: number
  readonly toRow: number
}

/** A connection as rows, arrows and bands: what both pictures are drawn from. */
export interface SequenceLayout {
  readonly trace: ConnectionTrace
  /** The time that the time column calls zero. */
  readonly start: Nanos
  readonly scale: 'rows' | 'time'
  readonly rows: readonly LayoutRow[]
  readonly arrows: readonly LayoutArrow[]
  readonly bands: Readonly<Record<Side, readonly StateBand[]>>
}
