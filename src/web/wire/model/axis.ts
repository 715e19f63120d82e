/** Where rows are from top to bottom: one below the other, or as far apart as they were in time. */
import type { Nanos } from '../../../base/index.ts'
import type { RowTable } from '../../../diagram/index.ts'

export type Scale = 'rows' | 'time'

/** How much of a view stays above what is gone to. */
export const MARGIN = 0.05
/** The height of a row at zoom 1, pixels. */
export const ROW_HEIGHT = 34
export const LEAST_ZOOM = 0.1
export const MOST_ZOOM = 4
/** Unzoomed, time is stretched as in the other pictures: 2.5 rows for each event, at most 400 rows in all. */
const ROWS_EACH = 2.5
const MOST_ROWS = 400
/** A straight arrow falls half a row. */
const SLANT = 0.5
const PADDING = 26
const LEAST_FALL = 5

/** Turns rows and times into pixels from the top of the picture, and back. */
export class Axis {
  readonly rows: RowTable
  readonly scale: Scale
  /** Pixels of one row. */
  readonly rowHeight: number
  /** Pixels of one nanosecond, where the axis is to scale. */
  readonly perNano: number
  readonly #start: Nanos
  readonly height: number

  /** @param zoom - 1: as in the other pictures. In time it may be any number above 0. */
  constructor(rows: RowTable, scale: Scale, zoom: number) {
    this.rows = rows
    this.scale = scale
    this.rowHeight = ROW_HEIGHT * (scale === 'rows' ? zoom : 1)
    this.#start = rows.time[0] ?? 0
    const span = Math.max(1, (rows.time[rows.count - 1] ?? 0) - this.#start)
    const natural = Math.min(MOST_ROWS, rows.count * ROWS_EACH) * ROW_HEIGHT
    this.perNano = (natural / span) * zoom
    const length = scale === 'rows' ? rows.count * this.rowHeight : span * this.perNano
    this.height = length + 2 * PADDING + (scale === 'rows' ? 0 : ROW_HEIGHT)
  }

  /** @returns Where a row's line is. */
  y(row: number): number {
    return this.scale === 'rows' ? PADDING + row * this.rowHeight : this.yOfTime(this.rows.time[row] ?? 0)
  }

  /** @returns Where a moment is; in rows: where the last row before it, or at it, is. */
  yOfTime(time: Nanos): number {
    if (this.scale === 'time') return PADDING + (time - this.#start) * this.perNano
    return this.y(Math.max(0, this.#lastAt(time)))
  }

  /** @returns Where the first row at or after a moment is; in time: where the moment is. */
  yFrom(time: Nanos): number {
    if (this.scale === 'time') return this.yOfTime(time)
    const { time: times } = this.rows
    let row = this.#lastAt(time)
    while (row > 0 && (times[row - 1] as number) >= time) row--
    return this.y(Math.max(0, row))
  }

  /** @returns Where the arrow of a segment ends that left on `row` and arrives on `arriveRow` (-1: lost) at `arrival`. */
  arrowEnd(row: number, arriveRow: number, arrival: Nanos): number {
    const from = this.y(row)
    if (this.scale === 'rows') {
      return arriveRow === row || arriveRow < 0 ? from + SLANT * this.rowHeight : this.y(arriveRow)
    }
    return Math.max(from + LEAST_FALL, this.yOfTime(arrival))
  }

  /** @returns The last row whose line is at `y` or above it; 0 when none is. */
  rowAt(y: number): number {
    if (this.scale === 'rows') return this.#clamp(Math.floor((y - PADDING) / this.rowHeight))
    return this.#clamp(this.#lastAt(this.timeAt(y)))
  }

  /** @returns The moment at `y`; in rows: that of the row there. */
  timeAt(y: number): Nanos {
    if (this.scale === 'time') return this.#start + (y - PADDING) / this.perNano
    return this.rows.time[this.rowAt(y)] ?? 0
  }

  #clamp(row: number): number {
    return Math.max(0, Math.min(this.rows.count - 1, row))
  }

  /** The last row at or before a moment; -1 when all are after it. */
  #lastAt(time: Nanos): number {
    const { time: times, count } = this.rows
    let low = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >> 1
      if ((times[middle] as number) <= time) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
