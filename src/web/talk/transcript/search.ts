import { InputError } from '../../../say/index.ts'
import { parseHex, type Charset } from '../../../charset/index.ts'
import type { Row, TranscriptRows } from './types.ts'

/** What is looked for: a text, whatever its case; in the hex view bytes. */
export interface TranscriptSearch {
  readonly text: string
  readonly bytes: Uint8Array | undefined
}

/** @param hexIn - Given in the hex view: `0d 0a` means these bytes, other words their bytes in this charset. */
export function searchFor(words: string, hexIn: Charset | undefined): TranscriptSearch | undefined {
  if (words.trim() === '') return undefined
  const bytes = hexIn === undefined ? undefined : (hexOf(words) ?? hexIn.encode(words).bytes)
  return { text: words.toLowerCase(), bytes }
}

function hexOf(words: string): Uint8Array | undefined {
  try {
    const bytes = parseHex(words)
    return bytes.length > 0 ? bytes : undefined
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** Begins and ends within what the row shows: characters of a text row, bytes of a hex row. */
export type Span = readonly [number, number]

/** @returns Which parts of a row are found, in order. */
export function foundIn(row: Row, search: TranscriptSearch): Span[] {
  if (row.kind === 'text') {
    return occurrences(row.line.text.toLowerCase(), search.text)
      .map(([from, to]): Span => [Math.max(from, row.start), Math.min(to, row.end)])
      .filter(([from, to]) => from < to)
      .map(([from, to]): Span => [from - row.start, to - row.start])
  }
  if (row.kind !== 'hex') return []
  const { message, at, bytes } = row
  const wanted = search.bytes
  if (wanted === undefined || typeof message.bytes === 'string') return []
  const begin = Math.max(0, at - wanted.length + 1)
  const end = Math.min(message.bytes.length, at + bytes.length + wanted.length - 1)
  return bytePlaces(message.bytes.subarray(begin, end), wanted)
    .map((place): Span => [
      Math.max(0, begin + place - at),
      Math.min(bytes.length, begin + place + wanted.length - at),
    ])
    .filter(([from, to]) => from < to)
}

/** @returns The rows where something found begins; a find that goes on into the next row counts once. */
export function rowsFound(rows: TranscriptRows, search: TranscriptSearch): number[] {
  const found: number[] = []
  for (let i = 0; i < rows.length; i++) {
    const row = rows.at(i)
    if (row === undefined) continue
    const spans = foundIn(row, search)
    if (spans.length > 0 && !goesOn(row, spans[0] as Span, search, spans.length)) found.push(i)
  }
  return found
}

/** Whether all that is found in the row is the rest of what began in the row before. */
function goesOn(row: Row, [from]: Span, search: TranscriptSearch, howMany: number): boolean {
  if (howMany > 1 || from > 0) return false
  if (row.kind === 'text') {
    if (row.start === 0) return false
    return !row.line.text.toLowerCase().startsWith(search.text, row.start)
  }
  if (row.kind !== 'hex' || row.at === 0 || search.bytes === undefined) return false
  const { bytes } = row.message
  return typeof bytes === 'string' || !startsWith(bytes, search.bytes, row.at)
}

function occurrences(text: string, words: string): Span[] {
  const spans: Span[] = []
  let at = text.indexOf(words)
  while (at >= 0) {
    spans.push([at, at + words.length])
    at = text.indexOf(words, at + words.length)
  }
  return spans
}

function bytePlaces(bytes: Uint8Array, wanted: Uint8Array): number[] {
  const places: number[] = []
  for (let at = 0; at + wanted.length <= bytes.length; at++)
    if (startsWith(bytes, wanted, at)) places.push(at)
  return places
}

function startsWith(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  return at + wanted.length <= bytes.length && wanted.every((byte, i) => bytes[at + i] === byte)
}
