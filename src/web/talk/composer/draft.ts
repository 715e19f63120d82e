import { own } from '../../../base/index.ts'
import {
  applyLineEnding,
  formatEscapes,
  formatHex,
  parseEscapeParts,
  parseHex,
  type Charset,
  type EncodedText,
  type LineEnding,
} from '../../../charset/index.ts'

export type DraftMode = 'text' | 'escapes' | 'hex'

/** A message as it is being written. */
export interface Draft {
  readonly mode: DraftMode
  /** As typed. */
  readonly source: string
  /** What is put behind a text; escapes and hex say their own. */
  readonly ending: LineEnding
}

/**
 * What would be sent.
 *
 * @throws {InputError} With the place of a hex digit or an escape that is none.
 */
export function draftBytes({ mode, source, ending }: Draft, charset: Charset): EncodedText {
  if (mode === 'hex') return { bytes: parseHex(source), unencodable: [] }
  if (mode === 'escapes') return encodeParts(source, charset)
  if (source === '' && ending === 'none') return { bytes: new Uint8Array(0), unencodable: [] }
  return charset.encode(ending === 'none' ? source : applyLineEnding(`${source}\n`, ending))
}

function encodeParts(source: string, charset: Charset): EncodedText {
  const pieces = parseEscapeParts(source).map((part) =>
    typeof part === 'string' ? charset.encode(part) : { bytes: part, unencodable: [] },
  )
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.bytes.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece.bytes, at)
    at += piece.bytes.length
  }
  return { bytes, unencodable: pieces.flatMap((piece) => piece.unencodable) }
}

/**
 * The same bytes written another way.
 *
 * @returns Undefined when they cannot be: bytes that are no text in this charset, as text.
 * @throws {InputError} When the draft says no bytes.
 */
export function rewrite(draft: Draft, mode: DraftMode, charset: Charset): Draft | undefined {
  if (mode === draft.mode) return draft
  if (draft.source === '') return { ...draft, mode }
  return ofBytes(draftBytes(draft, charset).bytes, mode, charset, draft.ending)
}

/**
 * A draft that says these bytes.
 *
 * @param ending - The line end in use: a text that ends with it is written without.
 * @returns Undefined when they are no text in this charset, and text is wanted.
 */
export function ofBytes(
  bytes: Uint8Array,
  mode: DraftMode,
  charset: Charset,
  ending: LineEnding,
): Draft | undefined {
  if (mode === 'hex') return { mode, source: formatHex(bytes), ending }
  const text = textOf(bytes, charset)
  if (mode === 'escapes') {
    return { mode, source: text === undefined ? formatEscapes(bytes) : escapeText(text), ending }
  }
  if (text === undefined) return undefined
  // A field turns CR LF into LF: a text with a CR elsewhere than in its line ends would not say the same bytes.
  for (const candidate of [ending, 'crlf', 'lf', 'cr', 'nul', 'none'] as const) {
    const draft = withoutEnding(text, candidate)
    if (draft !== undefined && isSame(draftBytes(draft, charset).bytes, bytes)) return draft
  }
  return undefined
}

function withoutEnding(text: string, ending: LineEnding): Draft | undefined {
  const mark = ending === 'none' ? '' : applyLineEnding('\n', ending)
  if (!text.endsWith(mark)) return undefined
  const rest = text.slice(0, text.length - mark.length)
  const source = mark === '' ? rest : rest.replaceAll(mark, '\n')
  return /[\r\0]/.test(source) ? undefined : { mode: 'text', source, ending }
}

/** @returns The text, if writing it again gives the same bytes. */
function textOf(bytes: Uint8Array, charset: Charset): string | undefined {
  const decoder = charset.decoder()
  const text = decoder.push(bytes) + decoder.end()
  return decoder.malformed === 0 && isSame(charset.encode(text).bytes, bytes) ? text : undefined
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

const named: Readonly<Record<string, string>> = {
  '\r': '\\r',
  '\n': '\\n',
  '\t': '\\t',
  '\\': '\\\\',
  '\0': '\\0',
}

/** Characters stay as they are; controls and backslashes become escapes. */
function escapeText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f\\]/g, (character) => {
    const code = character.charCodeAt(0)
    return own(named, character) ?? `\\x${code.toString(16).padStart(2, '0')}`
  })
}
