/** What one connection looks like, ready to be painted a window at a time. */
import type { Nanos } from '../../../base/index.ts'
import {
  foldOf,
  layoutBands,
  ROW,
  type LayoutFold,
  type RowTable,
  type StateBand,
} from '../../../diagram/index.ts'
import { ACK, RST, type TcpState } from '../../../wire/index.ts'
import type { ConnectionTrace, Side, TracedSegment } from '../../../trace/index.ts'

/** A laid-out connection and what painting asks of every row, found beforehand. */
export interface Picture {
  readonly trace: ConnectionTrace
  readonly rows: RowTable
  /** How many segments it was laid out with: the trace may have grown since. */
  readonly segments: number
  readonly bands: Readonly<Record<Side, readonly StateBand[]>>
  /** For each row the first row from which an arrow may cross it. */
  readonly reach: Int32Array
  /** The window each side offers as of each row, bytes; -1: not known yet. */
  readonly window: Readonly<Record<Side, Float64Array>>
  readonly largestWindow: number
  /** The longest that a segment was under way, where that is known; else 0. */
  readonly slowest: Nanos
  readonly start: Nanos
  readonly end: Nanos
}

/** Prepares the rows of a connection for painting. Linear in their number. */
export function makePicture(trace: ConnectionTrace, rows: RowTable): Picture {
  const { window, largest } = offeredWindows(trace, rows)
  const bands = layoutBands(trace, rows)
  endWindows(window, bands)
  return {
    trace,
    rows,
    segments: rows.sendRow.length,
    bands,
    reach: findReach(rows),
    window,
    largestWindow: largest,
    slowest: slowestWay(trace),
    start: rows.time[0] ?? 0,
    end: endOf(rows),
  }
}

function slowestWay({ segments }: ConnectionTrace): Nanos {
  let slowest = 0
  for (const { time, arrival } of segments)
    if (arrival !== undefined) slowest = Math.max(slowest, arrival - time)
  return slowest
}

function endOf(rows: RowTable): Nanos {
  let end = rows.time[rows.count - 1] ?? 0
  const last = rows.folds.at(-1)
  if (last !== undefined) end = Math.max(end, last.until)
  return end
}

/** An arrow that leaves on row s and arrives on row a crosses every row between: each keeps the highest such s. */
function findReach({ count, kind, ref, arriveRow }: RowTable): Int32Array {
  const reach = new Int32Array(count)
  let until = -1
  for (let row = 0; row < count; row++) {
    if (row > until) reach[row] = row
    if (kind[row] !== ROW.send) continue
    const arrives = arriveRow[ref[row] as number] as number
    for (let crossed = Math.max(until, row) + 1; crossed <= arrives; crossed++) reach[crossed] = row
    until = Math.max(until, arrives)
  }
  return reach
}

function offeredWindows(
  trace: ConnectionTrace,
  rows: RowTable,
): { window: Record<Side, Float64Array>; largest: number } {
  const window = { client: new Float64Array(rows.count), server: new Float64Array(rows.count) }
  const now = { client: -1, server: -1 }
  let largest = 0
  const take = (segment: TracedSegment | undefined): void => {
    if (segment === undefined || (segment.flags & ACK) === 0 || (segment.flags & RST) !== 0) return
    now[segment.from] = segment.window
    if (segment.window > largest) largest = segment.window
  }
  for (let row = 0; row < rows.count; row++) {
    const kind = rows.kind[row]
    const ref = rows.ref[row] as number
    if (kind === ROW.segment || kind === ROW.send) take(trace.segments[ref])
    else if (kind === ROW.fold) {
      const { first, last } = rows.folds[ref] as LayoutFold
      for (let i = first; i <= last; i++) take(trace.segments[i])
    }
    window.client[row] = now.client
    window.server[row] = now.server
  }
  return { window, largest }
}

/** An end that is gone offers nothing any more. */
function endWindows(
  window: Readonly<Record<Side, Float64Array>>,
  bands: Readonly<Record<Side, readonly StateBand[]>>,
): void {
  for (const side of ['client', 'server'] as const) {
    for (const { state, fromRow, toRow } of bands[side]) {
      if (state === 'CLOSED' && fromRow >= 0) window[side].fill(-1, fromRow, toRow + 1)
    }
  }
}

/** @returns The state of one end as of a row; row -1: before everything. */
export function stateAtRow(picture: Picture, side: Side, row: number): TcpState {
  const bands = picture.bands[side]
  let low = 0
  let high = bands.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((bands[middle] as StateBand).fromRow <= row) low = middle
    else high = middle - 1
  }
  return bands[low]?.state ?? 'CLOSED'
}

/** @returns The segment that a row is about: its own, or the first it hides; undefined for notes and silences. */
export function segmentOfRow({ rows }: Picture, row: number): number | undefined {
  const ref = rows.ref[row]
  if (ref === undefined) return undefined
  switch (rows.kind[row]) {
    case ROW.segment:
    case ROW.send:
    case ROW.arrive:
      return ref
    case ROW.fold:
      return rows.folds[ref]?.first
    default:
      return undefined
  }
}

/** @returns The row of a segment, or of the fold that hides it; undefined when it is not drawn. */
export function rowOfSegment({ rows }: Picture, segment: number | undefined): number | undefined {
  if (segment === undefined) return undefined
  const row = rows.sendRow[segment] ?? -1
  if (row >= 0) return row
  const fold = foldOf(rows.folds, segment)
  return fold < 0 ? undefined : rows.foldRow[fold]
}

/** @returns Whether a row can be chosen: a segment by the row it leaves on, or a fold. */
export function isChoosable({ rows }: Picture, row: number): boolean {
  const kind = rows.kind[row]
  return kind === ROW.segment || kind === ROW.send || kind === ROW.fold
}

/** @returns The next row from `row` in direction `step` that can be chosen; `row` itself when there is none. */
export function nextChoosable(picture: Picture, row: number, step: 1 | -1): number {
  for (let next = row + step; next >= 0 && next < picture.rows.count; next += step) {
    if (isChoosable(picture, next)) return next
  }
  return isChoosable(picture, row) ? row : -1
}
