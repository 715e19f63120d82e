import { formatHex } from '../../../charset/index.ts'
import { visibleControls } from '../../../say/index.ts'
import { cutsOf } from './columns.ts'
import type { Reader } from './reader.ts'
import type { Item, Line, Message, Row, TranscriptRows, TextRow } from './types.ts'

/** A line that does not end is ended here, so that it is not laid out again and again as it grows. */
const LONGEST_LINE = 4000
/** A CR at the very end may be the first half of CR LF: it stays with its open line. */
const LINE = /[^\r\n]*(?:\r\n|\n|\r(?!$)|\r?$)/g

interface Open {
  readonly direction: 'in' | 'out'
  /** Of the line that has not ended, as it came. */
  raw: string
  /** The first row of that line. */
  row: number
  time: string | undefined
}

/**
 * Rows of text. With boundaries each read and write stands by itself under a head; without, what went in one
 * direction flows on until the other side speaks.
 */
export class TextRows implements TranscriptRows {
  readonly #reader: Reader
  readonly #columns: number
  readonly #withBoundaries: boolean
  readonly #rows: Row[] = []
  /** Message index to its first row. */
  readonly #places = new Map<number, number>()
  #open: Open | undefined

  /** @param columns - The width of the pane, in characters. */
  constructor(reader: Reader, columns: number, withBoundaries: boolean) {
    this.#reader = reader
    this.#columns = columns
    this.#withBoundaries = withBoundaries
  }

  get length(): number {
    return this.#rows.length
  }

  at(row: number): Row | undefined {
    return this.#rows[row]
  }

  rowOf(message: number): number {
    return this.#places.get(message) ?? -1
  }

  add(item: Item): void {
    if (item.kind === 'note') {
      this.#open = undefined
      this.#rows.push({ kind: 'note', note: item })
      return
    }
    const { direction, bytes } = item
    if (typeof bytes === 'string') {
      this.#reader.end(direction)
      this.#open = undefined
      this.#places.set(item.index, this.#rows.length)
      this.#rows.push({ kind: 'left', message: item })
      return
    }
    const { text, pending } = this.#reader.read(direction, bytes)
    const half = formatHex(pending).toUpperCase()
    if (this.#withBoundaries || this.#open?.direction !== direction) {
      this.#places.set(item.index, this.#rows.length)
      if (this.#withBoundaries) this.#rows.push({ kind: 'head', message: item })
      this.#open = {
        direction,
        raw: '',
        row: this.#rows.length,
        time: this.#withBoundaries ? undefined : item.time,
      }
    } else {
      this.#places.set(item.index, Math.max(0, this.#rows.length - 1))
    }
    this.#flow(this.#open, text, half, item)
  }

  /** Lays out the open line anew with what came. */
  #flow(open: Open, text: string, half: string, message: Message): void {
    this.#rows.length = open.row
    const raws = (open.raw + text).match(LINE) ?? []
    // The pattern also finds the nothing behind the last line: a row only for a half character after a line end.
    if (raws.at(-1) === '' && (raws.length > 1 || !this.#withBoundaries)) {
      const isAfterLineEnd = /[\r\n]$/.test(raws.at(-2) ?? '\n')
      if (half === '' || !isAfterLineEnd) raws.pop()
    }
    for (const [i, raw] of raws.entries()) {
      const isLast = i === raws.length - 1
      open.row = this.#rows.length
      const time = i === 0 ? open.time : undefined
      this.#lay(raw, { direction: open.direction, time, message, half: isLast ? half : '' })
    }
    const last = raws.at(-1) ?? ''
    if (last.endsWith('\n') || last.length >= LONGEST_LINE) {
      open.raw = ''
      open.row = this.#rows.length
      open.time = undefined
    } else {
      open.raw = last
      if (raws.length > 1) open.time = undefined
    }
  }

  #lay(raw: string, of: Pick<TextRow, 'direction' | 'time' | 'message' | 'half'>): void {
    const ending = /[\r\n]+$/.exec(raw)?.[0] ?? ''
    const line: Line = { text: visibleControls(raw.slice(0, raw.length - ending.length)) }
    let start = 0
    const cuts = cutsOf(line.text, this.#columns)
    for (const [i, end] of cuts.entries()) {
      const isLast = i === cuts.length - 1
      this.#rows.push({
        kind: 'text',
        direction: of.direction,
        line,
        start,
        end,
        time: i === 0 ? of.time : undefined,
        lineEnd: isLast ? nameOf(ending) : '',
        half: isLast ? of.half : '',
        message: of.message,
      })
      start = end
    }
  }
}

function nameOf(ending: string): string {
  return ending.replaceAll('\r', 'CR').replaceAll('\n', 'LF')
}
