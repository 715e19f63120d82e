import { MILLISECOND } from '../base/index.ts'
import type { Nanos } from '../base/index.ts'
import type { ConnectionTrace, Side, TracedSegment } from '../trace/index.ts'
import { layoutBands } from './bands.ts'
import { findCrossing } from './crossing.ts'
import { findFolds } from './fold.ts'
import { arrowStyle } from './label.ts'
import type { LayoutArrow, LayoutFold, LayoutOptions, LayoutRow, SequenceLayout } from './types.ts'

/** A silence at least this long, and this many round trips, is shown as one. */
const PAUSE: Nanos = 150 * MILLISECOND
const PAUSE_ROUND_TRIPS = 3
/** How far down the other lane a straight arrow ends, in rows. */
const SLANT = 0.5

/** An event with its place in time; `rank` orders those of one and the same time (by packet, sending first). */
interface Happening {
  readonly time: Nanos
  readonly rank: number
  readonly what:
    | { readonly kind: 'send' | 'arrive'; readonly segment: number }
    | { readonly kind: 'note'; readonly side: Side; readonly text: string }
    | { readonly kind: 'fold'; readonly fold: LayoutFold }
}

type Draft = Omit<LayoutArrow, 'sendRow' | 'arriveRow' | 'sendAt' | 'arriveAt'> & {
  sendRow: number
  arriveRow: number | undefined
}

/**
 * Lays a connection out as rows in the order of time, each segment an arrow from the lane of its sender to the
 * other. A segment that nothing crosses has one row; one that crosses another has a row for each of its ends.
 */
export function layoutSequence(trace: ConnectionTrace, options: LayoutOptions = {}): SequenceLayout {
  const folds = options.fold === false ? [] : findFolds(trace)
  const happenings = listHappenings(trace, folds, options)
  const { rows, drafts } = placeRows(trace, happenings, options)
  const scale = options.scale ?? 'rows'
  const placed = scale === 'time' ? spreadInTime(rows) : rows
  const arrows = drafts.map((draft) => finishArrow(draft, trace, placed, scale))
  const start = placed[0]?.time ?? 0
  return { trace, start, scale, rows: placed, arrows, bands: layoutBands(trace, arrows, placed) }
}

function listHappenings(
  trace: ConnectionTrace,
  folds: readonly LayoutFold[],
  options: LayoutOptions,
): Happening[] {
  const list: Happening[] = []
  let nextFold = 0
  for (let i = 0; i < trace.segments.length; i++) {
    const segment = trace.segments[i] as TracedSegment
    const fold = folds[nextFold]
    if (fold !== undefined && fold.first === i) {
      list.push({ time: segment.time, rank: segment.packet, what: { kind: 'fold', fold } })
      i = fold.last
      nextFold++
      continue
    }
    list.push({ time: segment.time, rank: segment.packet, what: { kind: 'send', segment: i } })
    if (segment.fate === 'lost') continue
    const arrival = Math.max(segment.arrival ?? segment.time, segment.time)
    list.push({ time: arrival, rank: segment.packet + 0.25, what: { kind: 'arrive', segment: i } })
  }
  for (const note of options.notes ?? []) {
    const rank = (note.afterPackets ?? 0) - 0.5
    list.push({ time: note.time, rank, what: { kind: 'note', side: note.side, text: note.text } })
  }
  return list.sort((a, b) => a.time - b.time || a.rank - b.rank)
}

/** The segments among `happenings` that need two rows. */
function bentSegments(trace: ConnectionTrace, happenings: readonly Happening[]): Set<number> {
  const sent = new Map<number, number>()
  const flights: { from: Side; sent: number; arrived: number; segment: number }[] = []
  happenings.forEach(({ what }, place) => {
    if (what.kind === 'send') sent.set(what.segment, place)
    if (what.kind !== 'arrive') return
    const { from } = trace.segments[what.segment] as TracedSegment
    flights.push({ from, sent: sent.get(what.segment) ?? place, arrived: place, segment: what.segment })
  })
  flights.sort((a, b) => a.sent - b.sent)
  const bent = new Set<number>()
  for (const index of findCrossing(flights)) bent.add((flights[index] as { segment: number }).segment)
  return bent
}

function placeRows(
  trace: ConnectionTrace,
  happenings: readonly Happening[],
  options: LayoutOptions,
): { rows: LayoutRow[]; drafts: Draft[] } {
  const bent = bentSegments(trace, happenings)
  const rows: LayoutRow[] = []
  const drafts: Draft[] = []
  const arrowOf = new Map<number, number>()
  const quiet = Math.max(PAUSE, PAUSE_ROUND_TRIPS * roundTrip(trace))
  let last: Nanos | undefined
  for (const { time, what } of happenings) {
    if (what.kind === 'arrive' && !bent.has(what.segment)) {
      last = Math.max(last ?? 0, time)
      continue
    }
    if (options.scale !== 'time' && last !== undefined && time - last >= quiet) {
      rows.push({ kind: 'pause', time: last, at: rows.length, length: time - last })
    }
    // What happens during a fold stands after it.
    last = Math.max(last ?? 0, what.kind === 'fold' ? what.fold.until : time)
    if (what.kind === 'note') addNote(rows, time, what.side, what.text)
    else if (what.kind === 'fold') rows.push({ kind: 'fold', time, at: rows.length, fold: what.fold })
    else if (what.kind === 'send') {
      const isBent = bent.has(what.segment)
      const segment = trace.segments[what.segment] as TracedSegment
      arrowOf.set(what.segment, drafts.length)
      drafts.push(draftArrow(segment, what.segment, rows.length, isBent, options))
      rows.push({ kind: isBent ? 'send' : 'segment', time, at: rows.length, arrow: drafts.length - 1 })
    } else {
      const arrow = arrowOf.get(what.segment) as number
      ;(drafts[arrow] as Draft).arriveRow = rows.length
      rows.push({ kind: 'arrive', time, at: rows.length, arrow })
    }
  }
  return { rows, drafts }
}

/** Twice the fastest way across where arrivals are known, else the handshake's round trip. */
function roundTrip(trace: ConnectionTrace): Nanos {
  let fastest = Number.POSITIVE_INFINITY
  for (const { time, arrival } of trace.segments) {
    if (arrival !== undefined) fastest = Math.min(fastest, arrival - time)
  }
  return fastest === Number.POSITIVE_INFINITY ? (trace.handshake?.rtt ?? 0) : 2 * fastest
}

function draftArrow(
  segment: TracedSegment,
  index: number,
  row: number,
  bent: boolean,
  options: LayoutOptions,
): Draft {
  const lost = segment.fate === 'lost'
  return {
    segment: index,
    from: segment.from,
    style: arrowStyle(segment),
    lost,
    sendRow: row,
    arriveRow: lost || bent ? undefined : row,
    preview: options.preview?.(segment, index),
  }
}

/** What both programs do at one time shares a row. */
function addNote(rows: LayoutRow[], time: Nanos, side: Side, text: string): void {
  const above = rows.at(-1)
  if (above?.kind === 'notes' && above.time === time && above.notes[side] === undefined) {
    rows[rows.length - 1] = { ...above, notes: { ...above.notes, [side]: text } }
    return
  }
  const notes = { client: undefined, server: undefined, [side]: text }
  rows.push({ kind: 'notes', time, at: rows.length, notes })
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

function finishArrow(
  draft: Draft,
  trace: ConnectionTrace,
  rows: readonly LayoutRow[],
  scale: 'rows' | 'time',
): LayoutArrow {
  const sendAt = (rows[draft.sendRow] as LayoutRow).at
  return { ...draft, sendAt, arriveAt: arriveAt(draft, trace, rows, scale) }
}

function arriveAt(
  draft: Draft,
  trace: ConnectionTrace,
  rows: readonly LayoutRow[],
  scale: 'rows' | 'time',
): number {
  const sent = rows[draft.sendRow] as LayoutRow
  if (draft.lost) return sent.at + SLANT / 2
  const arriveRow = draft.arriveRow ?? draft.sendRow
  if (arriveRow !== draft.sendRow) return (rows[arriveRow] as LayoutRow).at
  const next = rows[draft.sendRow + 1]
  const arrival = trace.segments[draft.segment]?.arrival ?? sent.time
  if (scale === 'rows' || next === undefined || next.time <= sent.time) return sent.at + SLANT
  const share = Math.min(1, (arrival - sent.time) / (next.time - sent.time))
  return sent.at + Math.max(0.2, share * (next.at - sent.at))
}
