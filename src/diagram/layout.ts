import type { Nanos } from '../base/index.ts'
import type { ConnectionTrace, Side, TracedSegment } from '../trace/index.ts'
import { layoutBands } from './bands.ts'
import { ColumnStore } from './columns.ts'
import { arrowStyle } from './label.ts'
import { type RowTable, layoutRows, ROW } from './rows.ts'
import { previewOf } from './sentence.ts'
import type { LayoutArrow, LayoutFold, LayoutOptions, LayoutRow, SequenceLayout } from './types.ts'

/** How far down the other lane a straight arrow ends, in rows. */
const SLANT = 0.5

/**
 * Lays a connection out as rows in the order of time, each segment an arrow from the lane of its sender to the
 * other. A segment that nothing crosses has one row; one that crosses another has a row for each of its ends.
 */
export function layoutSequence(trace: ConnectionTrace, options: LayoutOptions = {}): SequenceLayout {
  const scale = options.scale ?? 'rows'
  const table = layoutRows(new ColumnStore(trace).update(), {
    ...(options.fold === undefined ? {} : { fold: options.fold }),
    ...(options.open === undefined ? {} : { open: options.open }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
    pauses: scale === 'rows',
  })
  const arrowOf = new Int32Array(table.sendRow.length)
  const segments = arrowSegments(table)
  segments.forEach((segment, arrow) => (arrowOf[segment] = arrow))
  const rows = Array.from({ length: table.count }, (_, row) => rowObject(table, row, arrowOf))
  const placed = scale === 'time' ? spreadInTime(rows) : rows
  const arrows = segments.map((segment) => arrowObject(segment, trace, table, placed, options))
  return {
    trace,
    start: placed[0]?.time ?? 0,
    scale,
    rows: placed,
    arrows,
    bands: layoutBands(trace, table),
  }
}

/** @returns The segments that have an arrow, in the order of their rows. */
function arrowSegments({ count, kind, ref }: RowTable): number[] {
  const segments: number[] = []
  for (let row = 0; row < count; row++) {
    if (kind[row] === ROW.segment || kind[row] === ROW.send) segments.push(ref[row] as number)
  }
  return segments
}

function rowObject(table: RowTable, row: number, arrowOf: Int32Array): LayoutRow {
  const time = table.time[row] as number
  const ref = table.ref[row] as number
  const place = { time, at: row }
  switch (table.kind[row]) {
    case ROW.notes:
      return {
        ...place,
        kind: 'notes',
        notes: table.notes[ref] as Readonly<Record<Side, string | undefined>>,
      }
    case ROW.fold:
      return { ...place, kind: 'fold', fold: table.folds[ref] as LayoutFold }
    case ROW.pause:
      return { ...place, kind: 'pause', length: table.pauses[ref] as Nanos }
    case ROW.arrive:
      return { ...place, kind: 'arrive', arrow: arrowOf[ref] as number }
    case ROW.send:
      return { ...place, kind: 'send', arrow: arrowOf[ref] as number }
    default:
      return { ...place, kind: 'segment', arrow: arrowOf[ref] as number }
  }
}

/** Moves the rows apart as their times are, never closer than one row. */
function spreadInTime(rows: readonly LayoutRow[]): LayoutRow[] {
  const start = rows[0]?.time ?? 0
  const span = Math.max(1, (rows.at(-1)?.time ?? 0) - start)
  const height = Math.min(400, rows.length * 2.5)
  let at = -1
  return rows.map((row) => {
    at = Math.max(at + 1, ((row.time - start) / span) * height)
    return { ...row, at }
  })
}

function arrowObject(
  index: number,
  trace: ConnectionTrace,
  table: RowTable,
  rows: readonly LayoutRow[],
  options: LayoutOptions,
): LayoutArrow {
  const segment = trace.segments[index] as TracedSegment
  const sendRow = table.sendRow[index] as number
  const arriveRow = table.arriveRow[index] as number
  return {
    segment: index,
    from: segment.from,
    style: arrowStyle(segment),
    lost: segment.fate === 'lost',
    sendRow,
    arriveRow: arriveRow < 0 ? undefined : arriveRow,
    sendAt: (rows[sendRow] as LayoutRow).at,
    arriveAt: arriveAt(segment, sendRow, arriveRow, rows, options.scale ?? 'rows'),
    preview: previewOf(options.preview, segment, index),
  }
}

function arriveAt(
  segment: TracedSegment,
  sendRow: number,
  arriveRow: number,
  rows: readonly LayoutRow[],
  scale: 'rows' | 'time',
): number {
  const sent = rows[sendRow] as LayoutRow
  if (segment.fate === 'lost') return sent.at + SLANT / 2
  if (arriveRow >= 0 && arriveRow !== sendRow) return (rows[arriveRow] as LayoutRow).at
  const next = rows[sendRow + 1]
  const arrival = segment.arrival ?? sent.time
  if (scale === 'rows' || next === undefined || next.time <= sent.time) return sent.at + SLANT
  const share = Math.min(1, (arrival - sent.time) / (next.time - sent.time))
  return sent.at + Math.max(0.2, share * (next.at - sent.at))
}
