import { REPLACEMENT, stringOf, type Charset, type EncodedText, type StreamDecoder } from './types.ts'
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
  let reverse: Map<number, number> | undefined
  const tableNow = (): Uint16Array => (table ??= makeTable())

  function encode(text: string): EncodedText {
    reverse ??= new Map([...tableNow()].map((unit, byte): [number, number] => [unit, byte]).reverse())
    reverse.delete(REPLACEMENT)
    const bytes: number[] = []
    const unencodable: string[] = []
    for (const character of text) {
      const byte = reverse.get(character.codePointAt(0) as number)
      if (byte === undefined) unencodable.push(character)
      bytes.push(byte ?? QUESTION_MARK)
    }
    return { bytes: Uint8Array.from(bytes), unencodable }
  }

  return { name, decoder: () => new SingleByteDecoder(tableNow()), encode }
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
    const upper = upperEnds[name] as string
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
