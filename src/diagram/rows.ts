/**
 * The layout itself, on columns of numbers: which rows there are, in the order of time, and where each segment
 * leaves and arrives. The picture in the page reads this table; `layoutSequence` makes objects of it for the
 * terminal and the SVG.
 */
import { MILLISECOND, type Nanos } from '../base/index.ts'
import type { Side } from '../trace/index.ts'
import type { SegmentColumns } from './columns.ts'
import { findCrossing } from './crossing.ts'
import { findFolds } from './fold.ts'
import type { LayoutFold, LayoutNote } from './types.ts'

/** A silence at least this long, and this many round trips, is shown as one. */
const PAUSE: Nanos = 150 * MILLISECOND
const PAUSE_ROUND_TRIPS = 3

/** What a row of a `RowTable` holds. */
export const ROW = { segment: 0, send: 1, arrive: 2, notes: 3, fold: 4, pause: 5 } as const

/** How to lay rows out. */
export interface RowOptions {
  /** Runs of plain data and ACKs become one row, all but their first and last. Default true. */
  readonly fold?: boolean
  /** Indices of segments: a run that would hide one of them stays open. */
  readonly open?: readonly number[]
  /** Long silences become rows. Default true. */
  readonly pauses?: boolean
  readonly notes?: readonly LayoutNote[]
  /** 1 for each segment to be drawn: the others are left out. Absent: all. Leaves no room for folds. */
  readonly only?: Uint8Array
}

/** Rows in the order of time, one column for each fact; nothing in it but numbers and plain objects. */
export interface RowTable {
  readonly count: number
  /** One of `ROW`. */
  readonly kind: Uint8Array
  readonly time: Float64Array
  /** Index of the row's segment, or into `notes`, `folds`, `pauses`. */
  readonly ref: Int32Array
  /** For each segment the row on which it leaves, and on which it arrives; -1: folded away, or (arrival) lost. */
  readonly sendRow: Int32Array
  readonly arriveRow: Int32Array
  readonly folds: readonly LayoutFold[]
  /** The row of each fold. */
  readonly foldRow: Int32Array
  readonly notes: readonly Readonly<Record<Side, string | undefined>>[]
  /** The length of each silence. */
  readonly pauses: readonly Nanos[]
}

/** Lays the segments of a connection out as rows. Linear in their number. */
export function layoutRows(columns: SegmentColumns, options: RowOptions = {}): RowTable {
  const folds =
    options.fold === false || options.only !== undefined ? [] : findFolds(columns, new Set(options.open))
  const events = listEvents(columns, folds, options)
  const bent = findBent(columns, events)
  return placeRows(columns, folds, events, bent, options)
}

/** What happens, in the order of time; `what` is one of EVENT, `ref` what it happens to. */
interface Events {
  readonly count: number
  readonly what: Uint8Array
  readonly ref: Int32Array
  readonly time: Float64Array
}

const EVENT = { send: 0, fold: 1, arrive: 2, note: 3 } as const

/** Sendings, arrivals and notes, each in the order of time by itself, merged; at one time by rank. */
function listEvents(
  columns: SegmentColumns,
  folds: readonly LayoutFold[],
  { notes = [], only }: RowOptions,
): Events {
  const { count, time, arrival, packet } = columns
  const sends: number[] = []
  const arrivals: number[] = []
  // A fold stands where its first segment was; it is kept as -1 - its index.
  for (let i = 0, nextFold = 0; i < count; i++) {
    const fold = folds[nextFold]
    if (fold !== undefined && fold.first === i) {
      sends.push(-1 - nextFold)
      i = fold.last
      nextFold++
      continue
    }
    if (only !== undefined && only[i] !== 1) continue
    sends.push(i)
    if (!Number.isNaN(arrival[i])) arrivals.push(i)
  }
  const segmentOf = (send: number): number => (send >= 0 ? send : (folds[-1 - send] as LayoutFold).first)
  const sendTime = (send: number): number => time[segmentOf(send)] as number
  const sendRank = (send: number): number => packet[segmentOf(send)] as number
  const noteOrder = notes.map((_, i) => i)
  const noteTime = (note: number): number => (notes[note] as LayoutNote).time
  const noteRank = (note: number): number => ((notes[note] as LayoutNote).afterPackets ?? 0) - 0.5
  const arriveTime = (segment: number): number => arrival[segment] as number
  const arriveRank = (segment: number): number => (packet[segment] as number) + 0.25
  sortBy(sends, sendTime, sendRank)
  sortBy(arrivals, arriveTime, arriveRank)
  sortBy(noteOrder, noteTime, noteRank)

  const total = sends.length + arrivals.length + noteOrder.length
  const events = {
    count: total,
    what: new Uint8Array(total),
    ref: new Int32Array(total),
    time: new Float64Array(total),
  }
  const sending: Stream = { list: sends, time: sendTime, rank: sendRank, at: 0 }
  const arriving: Stream = { list: arrivals, time: arriveTime, rank: arriveRank, at: 0 }
  const noting: Stream = { list: noteOrder, time: noteTime, rank: noteRank, at: 0 }
  for (let place = 0; place < total; place++) {
    let best: Stream | undefined
    for (const stream of [sending, arriving, noting]) {
      if (stream.at >= stream.list.length) continue
      if (best === undefined || comesBefore(stream, best)) best = stream
    }
    if (best === undefined) break
    const item = best.list[best.at++] as number
    events.time[place] = best.time(item)
    if (best === sending) {
      events.what[place] = item >= 0 ? EVENT.send : EVENT.fold
      events.ref[place] = item >= 0 ? item : -1 - item
    } else {
      events.what[place] = best === arriving ? EVENT.arrive : EVENT.note
      events.ref[place] = item
    }
  }
  return events
}

/** One sort of events, and how far it has been merged. */
interface Stream {
  readonly list: readonly number[]
  readonly time: (item: number) => number
  readonly rank: (item: number) => number
  at: number
}

function comesBefore(a: Stream, b: Stream): boolean {
  const left = a.list[a.at] as number
  const right = b.list[b.at] as number
  const later = a.time(left) - b.time(right)
  return later < 0 || (later === 0 && a.rank(left) < b.rank(right))
}

/** Sorts by time, then rank; a list that is in order already, as captures are, costs one pass. */
function sortBy(list: number[], time: (item: number) => number, rank: (item: number) => number): void {
  const compare = (a: number, b: number): number => time(a) - time(b) || rank(a) - rank(b)
  for (let i = 1; i < list.length; i++) {
    if (compare(list[i - 1] as number, list[i] as number) > 0) {
      list.sort(compare)
      return
    }
  }
}

/** @returns 1 for each segment that needs a row for each of its ends. */
function findBent(columns: SegmentColumns, events: Events): Uint8Array {
  const sentAt = new Int32Array(columns.count)
  const arrivedAt = new Int32Array(columns.count).fill(-1)
  const order: number[] = []
  for (let place = 0; place < events.count; place++) {
    const segment = events.ref[place] as number
    if (events.what[place] === EVENT.send) {
      sentAt[segment] = place
      order.push(segment)
    } else if (events.what[place] === EVENT.arrive) arrivedAt[segment] = place
  }
  const flying = order.filter((segment) => (arrivedAt[segment] as number) >= 0)
  const crossing = findCrossing({
    count: flying.length,
    from: Uint8Array.from(flying, (segment) => columns.from[segment] as number),
    sent: Int32Array.from(flying, (segment) => sentAt[segment] as number),
    arrived: Int32Array.from(flying, (segment) => arrivedAt[segment] as number),
  })
  const bent = new Uint8Array(columns.count)
  flying.forEach((segment, i) => (bent[segment] = crossing[i] as number))
  return bent
}

function placeRows(
  columns: SegmentColumns,
  folds: readonly LayoutFold[],
  events: Events,
  bent: Uint8Array,
  options: RowOptions,
): RowTable {
  const rows = new RowWriter(columns.count, folds, 2 * events.count)
  const quiet = Math.max(PAUSE, PAUSE_ROUND_TRIPS * columns.roundTrip)
  const notes = options.notes ?? []
  let last: Nanos | undefined
  for (let place = 0; place < events.count; place++) {
    const what = events.what[place] as number
    const ref = events.ref[place] as number
    const time = events.time[place] as number
    if (what === EVENT.arrive && bent[ref] === 0) {
      last = Math.max(last ?? 0, time)
      continue
    }
    if (options.pauses !== false && last !== undefined && time - last >= quiet) rows.pause(last, time - last)
    // What happens during a fold stands after it.
    last = Math.max(last ?? 0, what === EVENT.fold ? (folds[ref] as LayoutFold).until : time)
    if (what === EVENT.note) rows.note(time, notes[ref] as LayoutNote)
    else if (what === EVENT.fold) rows.fold(time, ref)
    else if (what === EVENT.send) rows.send(time, ref, bent[ref] === 1, Number.isNaN(columns.arrival[ref]))
    else rows.arrive(time, ref)
  }
  return rows.table()
}

/** Writes rows one below the other. */
class RowWriter {
  readonly #folds: readonly LayoutFold[]
  readonly #kind: Uint8Array
  readonly #time: Float64Array
  readonly #ref: Int32Array
  readonly #sendRow: Int32Array
  readonly #arriveRow: Int32Array
  readonly #foldRow: Int32Array
  readonly #notes: Record<Side, string | undefined>[] = []
  readonly #pauses: Nanos[] = []
  #count = 0

  constructor(segments: number, folds: readonly LayoutFold[], most: number) {
    this.#folds = folds
    this.#kind = new Uint8Array(most)
    this.#time = new Float64Array(most)
    this.#ref = new Int32Array(most)
    this.#sendRow = new Int32Array(segments).fill(-1)
    this.#arriveRow = new Int32Array(segments).fill(-1)
    this.#foldRow = new Int32Array(folds.length)
  }

  send(time: Nanos, segment: number, isBent: boolean, isLost: boolean): void {
    this.#sendRow[segment] = this.#count
    if (!isBent && !isLost) this.#arriveRow[segment] = this.#count
    this.#add(isBent ? ROW.send : ROW.segment, time, segment)
  }

  arrive(time: Nanos, segment: number): void {
    this.#arriveRow[segment] = this.#count
    this.#add(ROW.arrive, time, segment)
  }

  fold(time: Nanos, index: number): void {
    this.#foldRow[index] = this.#count
    this.#add(ROW.fold, time, index)
  }

  pause(time: Nanos, length: Nanos): void {
    this.#pauses.push(length)
    this.#add(ROW.pause, time, this.#pauses.length - 1)
  }

  /** What both programs do at one time shares a row. */
  note(time: Nanos, { side, text }: LayoutNote): void {
    const above = this.#count - 1
    if (above >= 0 && this.#kind[above] === ROW.notes && this.#time[above] === time) {
      const shared = this.#notes[this.#ref[above] as number]
      if (shared !== undefined && shared[side] === undefined) {
        shared[side] = text
        return
      }
    }
    this.#notes.push({ client: undefined, server: undefined, [side]: text })
    this.#add(ROW.notes, time, this.#notes.length - 1)
  }

  table(): RowTable {
    const count = this.#count
    return {
      count,
      kind: this.#kind.slice(0, count),
      time: this.#time.slice(0, count),
      ref: this.#ref.slice(0, count),
      sendRow: this.#sendRow,
      arriveRow: this.#arriveRow,
      folds: this.#folds,
      foldRow: this.#foldRow,
      notes: this.#notes,
      pauses: this.#pauses,
    }
  }

  #add(kind: number, time: Nanos, ref: number): void {
    this.#kind[this.#count] = kind
    this.#time[this.#count] = time
    this.#ref[this.#count] = ref
    this.#count++
  }
}
