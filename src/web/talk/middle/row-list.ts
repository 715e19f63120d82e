import type { CharsetChoice } from '../../store/charset-choice.ts'
import { HexRows } from '../transcript/hex-rows.ts'
import { Reader } from '../transcript/reader.ts'
import { TextRows } from '../transcript/text-rows.ts'
import type { PageTranscript } from '../transcript/transcript.ts'
import type { TranscriptRows } from '../transcript/types.ts'
import type { ViewMode } from '../store.ts'

/** What rows are made of; another value of any of them makes them anew from the bytes. */
export interface RowsAs {
  readonly mode: ViewMode
  readonly charsets: CharsetChoice
  /** Characters that fit beside each other. */
  readonly columns: number
}

/** The rows of a transcript in one view, kept up with it. */
export class LiveRows {
  readonly as: RowsAs
  readonly #transcript: PageTranscript
  #generation = -1
  #taken = 0
  #reader: Reader
  #rows: TranscriptRows

  constructor(transcript: PageTranscript, as: RowsAs) {
    this.#transcript = transcript
    this.as = as
    this.#reader = new Reader(as.charsets)
    this.#rows = this.#begin()
  }

  get rows(): TranscriptRows {
    return this.#rows
  }

  /** It has read what the rows show: what the charset is, and whether another is likelier. */
  get reader(): Reader {
    return this.#reader
  }

  isOf(transcript: PageTranscript, { mode, charsets, columns }: RowsAs): boolean {
    const { as } = this
    return (
      transcript === this.#transcript &&
      mode === as.mode &&
      columns === as.columns &&
      charsets.reads === as.charsets.reads &&
      charsets.writes === as.charsets.writes
    )
  }

  /** Takes in what came. @returns How many rows are new; undefined when all were made anew. */
  update(): number | undefined {
    const isNew = this.#generation !== this.#transcript.generation
    if (isNew) {
      this.#reader = new Reader(this.as.charsets)
      this.#rows = this.#begin()
    }
    const before = this.#rows.length
    const { items, ready } = this.#transcript
    for (; this.#taken < ready; this.#taken++) {
      const item = items[this.#taken]
      if (item !== undefined) this.#rows.add(item)
    }
    return isNew ? undefined : this.#rows.length - before
  }

  #begin(): TranscriptRows {
    this.#generation = this.#transcript.generation
    this.#taken = 0
    const { primer } = this.#transcript
    if (primer !== undefined) {
      this.#reader.read('in', primer.in)
      this.#reader.read('out', primer.out)
    }
    const { mode, columns } = this.as
    if (mode !== 'hex') return new TextRows(this.#reader, columns, mode === 'writes')
    return new HexRows(this.#reader, columns < 84 ? 8 : 16)
  }
}
