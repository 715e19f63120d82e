import { own } from '../base/index.ts'
import { InputError } from '../say/index.ts'
import { utf8 } from './codecs/utf-8.ts'
import { bytesSentences } from './sentences/bytes.ts'
import type { Charset, EncodedText } from './codecs/types.ts'

const simple: Readonly<Record<string, number>> = {
  '0': 0x00,
  a: 0x07,
  b: 0x08,
  t: 0x09,
  n: 0x0a,
  v: 0x0b,
  f: 0x0c,
  r: 0x0d,
  e: 0x1b,
  '\\': 0x5c,
  '"': 0x22,
  "'": 0x27,
}

/** What a typed text means: text to encode and bytes to send as they are, in turn. */
export type EscapedPart = string | Uint8Array

/**
 * Reads `a\r\n\x00中\u{1f600}\\`. `\xHH` is a byte whatever the charset; all else is text.
 *
 * @returns The parts in order; neighbours are never of one kind.
 * @throws {InputError} With the place of an escape that is none.
 */
export function parseEscapeParts(text: string): EscapedPart[] {
  const parts: EscapedPart[] = []
  let plain = ''
  let raw: number[] = []
  let at = 0
  while (at < text.length) {
    const byte = text.startsWith('\\x', at) ? hexByte(text, at) : undefined
    if (byte !== undefined) {
      if (plain !== '') parts.push(plain)
      plain = ''
      raw.push(byte)
      at += 4
      continue
    }
    if (raw.length > 0) parts.push(Uint8Array.from(raw))
    raw = []
    const [character, length] = text.charAt(at) === '\\' ? escape(text, at) : [text.charAt(at), 1]
    plain += character
    at += length
  }
  if (plain !== '') parts.push(plain)
  if (raw.length > 0) parts.push(Uint8Array.from(raw))
  return parts
}

/**
 * Reads a text with escapes and encodes it.
 *
 * @param into - The charset of what is not `\xHH`; UTF-8 unless told.
 * @throws {InputError} With the place of an escape that is none.
 */
export function parseEscapes(text: string, into: Charset = utf8): EncodedText {
  const bytes: number[] = []
  const unencodable: string[] = []
  for (const part of parseEscapeParts(text)) {
    const encoded = typeof part === 'string' ? into.encode(part) : { bytes: part, unencodable: [] }
    for (const byte of encoded.bytes) bytes.push(byte)
    unencodable.push(...encoded.unencodable)
  }
  return { bytes: Uint8Array.from(bytes), unencodable }
}

function hexByte(text: string, at: number): number {
  const digits = /^[0-9a-fA-F]{2}/.exec(text.slice(at + 2, at + 4))?.[0]
  if (digits === undefined) throw new InputError(bytesSentences.escapeHex, text, at)
  return Number.parseInt(digits, 16)
}

/** @returns What the escape at `at` means, and how long it is as typed. */
function escape(text: string, at: number): readonly [string, number] {
  const letter = text.charAt(at + 1)
  if (letter === '') throw new InputError(bytesSentences.escapeAtEnd, text, at)
  if (letter === 'u') return unicode(text, at)
  const code = own(simple, letter)
  if (code !== undefined) return [String.fromCharCode(code), 2]
  const found = `\\${String.fromCodePoint(text.codePointAt(at + 1) as number)}`
  throw new InputError(bytesSentences.escapeUnknown, text, at, { found })
}

function unicode(text: string, at: number): readonly [string, number] {
  const match = /^\\u(?:\{([0-9a-fA-F]{1,8})\}|([0-9a-fA-F]{4}))/.exec(text.slice(at, at + 12))
  if (match === null) throw new InputError(bytesSentences.escapeUnicode, text, at)
  const codePoint = Number.parseInt(match[1] ?? match[2] ?? '', 16)
  const low = /^\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(text.slice(at + 6, at + 12))
  if (codePoint >= 0xd800 && codePoint < 0xdc00 && low !== null) {
    return [String.fromCharCode(codePoint, Number.parseInt(low[1] as string, 16)), 12]
  }
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint < 0xe000)) {
    throw new InputError(bytesSentences.escapeTooLarge, text, at, { found: match[0] })
  }
  return [String.fromCodePoint(codePoint), match[0].length]
}

/** @returns Bytes as a person may type them again: ASCII as it is, `\r`, `\n`, `\t`, `\\`, else `\xHH`. */
export function formatEscapes(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    if (byte === 0x0d) text += '\\r'
    else if (byte === 0x0a) text += '\\n'
    else if (byte === 0x09) text += '\\t'
    else if (byte === 0x5c) text += '\\\\'
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte)
    else text += `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return text
}
