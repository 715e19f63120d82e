import { own } from '../../base/index.ts'
import {
  ByteSink,
  REPLACEMENT,
  stringOf,
  type Charset,
  type EncodedText,
  type StreamDecoder,
} from './types.ts'
import { upperEnds } from './single-byte-tables.ts'

const QUESTION_MARK = 0x3f
const NONE = new Uint8Array(0)

/** One byte, one character: nothing is ever pending. */
class SingleByteDecoder implements StreamDecoder {
  readonly #table: Uint16Array
  malformed = 0

  constructor(table: Uint16Array) {
    this.#table = table
  }

  get pending(): Uint8Array {
    return NONE
  }

  push(bytes: Uint8Array): string {
    const units = new Uint16Array(bytes.length)
    for (let i = 0; i < bytes.length; i++) {
      const unit = this.#table[bytes[i] as number] as number
      if (unit === REPLACEMENT) this.malformed++
      units[i] = unit
    }
    return stringOf(units, units.length)
  }

  end(): string {
    return ''
  }
}

/** A charset of 256 code points; U+FFFD where a byte means nothing. The table is asked for once, when needed. */
function singleByte(name: string, makeTable: () => Uint16Array): Charset {
  let table: Uint16Array | undefined
  let reverse: Int16Array | undefined
  const tableNow = (): Uint16Array => (table ??= makeTable())

  function encode(text: string): EncodedText {
    reverse ??= turnRound(tableNow())
    const sink = new ByteSink(text.length)
    const unencodable: string[] = []
    for (let i = 0; i < text.length; i++) {
      const byte = reverse[text.charCodeAt(i)] as number
      if (byte >= 0) {
        sink.push(byte)
        continue
      }
      const character = String.fromCodePoint(text.codePointAt(i) as number)
      i += character.length - 1
      unencodable.push(character)
      sink.push(QUESTION_MARK)
    }
    return { bytes: sink.take(), unencodable }
  }

  return { name, decoder: () => new SingleByteDecoder(tableNow()), encode }
}

/** @returns Bytes by UTF-16 unit, -1 where there is none; of two bytes for one character the first. */
function turnRound(table: Uint16Array): Int16Array {
  const reverse = new Int16Array(0x10000).fill(-1)
  for (let byte = 255; byte >= 0; byte--) reverse[table[byte] as number] = byte
  reverse[REPLACEMENT] = -1
  return reverse
}

/** Bytes that are their own code points up to `limit`, and mean nothing above. */
function identity(limit: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => (byte < limit ? byte : REPLACEMENT))
}

/** US-ASCII as it is defined: bytes above 0x7F are malformed. */
export const ascii: Charset = singleByte('us-ascii', () => identity(0x80))

/** ISO-8859-1 as it is defined, where the WHATWG label means windows-1252: every byte its own code point. */
export const latin1: Charset = singleByte('iso-8859-1', () => identity(0x100))

/** The charset whose upper end stands in `upperEnds` under `name`. */
export function ownSingleByte(name: string): Charset {
  return singleByte(name, () => {
    const table = identity(0x100)
    const upper = own(upperEnds, name) as string
    for (let i = 0; i < upper.length; i++) table[0x100 - upper.length + i] = upper.charCodeAt(i)
    return table
  })
}

/** A single-byte charset as the platform's TextDecoder reads it. */
export function platformSingleByte(name: string): Charset {
  return singleByte(name, () => {
    const platform = new TextDecoder(name)
    return Uint16Array.from({ length: 256 }, (_, byte) => {
      const text = platform.decode(Uint8Array.of(byte))
      return text.length === 1 ? text.charCodeAt(0) : REPLACEMENT
    })
  })
}
