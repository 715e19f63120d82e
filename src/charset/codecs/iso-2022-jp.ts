import type { MultiByteShape } from './multi-byte-shape.ts'
import {
  ByteSink,
  REPLACEMENT,
  stringOf,
  type Charset,
  type EncodedText,
  type StreamDecoder,
} from './types.ts'

const ESC = 0x1b
type Set = 'ascii' | 'roman' | 'katakana' | 'kanji'

/** The escape sequences by the two bytes that follow ESC (RFC 1468; katakana from JIS X 0201). */
const escapes: ReadonlyMap<string, Set> = new Map([
  ['(B', 'ascii'],
  ['(J', 'roman'],
  ['(I', 'katakana'],
  ['$@', 'kanji'],
  ['$B', 'kanji'],
])

/** ISO-2022-JP (RFC 1468): seven-bit bytes whose meaning the last escape sequence set. */
class Iso2022JpDecoder implements StreamDecoder {
  readonly #pairs: Uint32Array
  #set: Set = 'ascii'
  #waiting: number[] = []
  malformed = 0

  constructor(pairs: Uint32Array) {
    this.#pairs = pairs
  }

  get pending(): Uint8Array {
    return Uint8Array.from(this.#waiting)
  }

  push(bytes: Uint8Array): string {
    const units: number[] = []
    for (const byte of bytes) this.#byte(byte, units)
    return stringOf(Uint16Array.from(units), units.length)
  }

  end(): string {
    const lost = this.#waiting.length > 0
    this.#waiting = []
    this.#set = 'ascii'
    if (lost) this.malformed++
    return lost ? '\uFFFD' : ''
  }

  #byte(byte: number, units: number[]): void {
    const waiting = this.#waiting
    if (waiting[0] === ESC) {
      this.#escape(byte, units)
      return
    }
    if (byte === ESC) {
      if (waiting.length > 0) this.#bad(units)
      this.#waiting = [ESC]
    } else if (waiting.length === 1) {
      this.#waiting = []
      const codePoint = byte > 0x7f ? 0 : (this.#pairs[((waiting[0] as number) << 8) | byte | 0x8080] ?? 0)
      if (codePoint !== 0) units.push(codePoint)
      else {
        this.#bad(units)
        if (byte < 0x21) units.push(byte)
      }
    } else this.#single(byte, units)
  }

  #single(byte: number, units: number[]): void {
    if (byte > 0x7f) this.#bad(units)
    else if (byte < 0x21) units.push(byte)
    else if (this.#set === 'kanji') this.#waiting = [byte]
    else if (this.#set === 'ascii') units.push(byte)
    else if (this.#set === 'roman') units.push(byte === 0x5c ? 0xa5 : byte === 0x7e ? 0x203e : byte)
    else if (byte <= 0x5f) units.push(0xff61 + byte - 0x21)
    else this.#bad(units)
  }

  #escape(byte: number, units: number[]): void {
    const bytes = [...this.#waiting, byte]
    const letters = String.fromCharCode(...bytes.slice(1))
    this.#waiting = []
    const set = escapes.get(letters)
    if (set !== undefined) this.#set = set
    else if (bytes.length === 2 && (letters === '(' || letters === '$')) this.#waiting = bytes
    else {
      // No sequence that we know: the ESC is malformed and what follows it is text.
      this.#bad(units)
      for (const text of bytes.slice(1)) this.#byte(text, units)
    }
  }

  #bad(units: number[]): void {
    this.malformed++
    units.push(REPLACEMENT)
  }
}

/** Every text begins and ends in ASCII, as RFC 1468 asks of a line. */
function encode(text: string, kanji: Map<number, number>): EncodedText {
  const sink = new ByteSink(text.length * 2)
  const unencodable: string[] = []
  let inKanji = false
  function use(wanted: boolean): void {
    if (wanted !== inKanji) for (const byte of wanted ? [ESC, 0x24, 0x42] : [ESC, 0x28, 0x42]) sink.push(byte)
    inKanji = wanted
  }
  for (const character of text) {
    const codePoint = character.codePointAt(0) as number
    const pair = kanji.get(codePoint)
    use(pair !== undefined)
    if (pair !== undefined) {
      sink.push(pair >> 8)
      sink.push(pair & 0xff)
    } else if (codePoint < 0x80 && codePoint !== ESC) sink.push(codePoint)
    else {
      unencodable.push(character)
      sink.push(0x3f)
    }
  }
  use(false)
  return { bytes: sink.take(), unencodable }
}

/** ISO-2022-JP, whose kanji are the pairs of EUC-JP with the upper bits cleared. */
export function iso2022Jp(eucJp: () => MultiByteShape): Charset {
  let kanji: Map<number, number> | undefined
  function kanjiNow(): Map<number, number> {
    kanji = new Map()
    const { pairs, written } = eucJp()
    // Backwards, so that the first pair of a character is the one that stays.
    for (let pair = 0xfefe; pair >= 0xa1a1; pair--) {
      const codePoint = pairs[pair] as number
      if (codePoint !== 0 && codePoint < 0x10000) kanji.set(codePoint, pair & 0x7f7f)
    }
    for (const [codePoint, pair] of written ?? []) if (pair > 0xff) kanji.set(codePoint, pair & 0x7f7f)
    return kanji
  }
  return {
    name: 'iso-2022-jp',
    decoder: () => new Iso2022JpDecoder(eucJp().pairs),
    encode: (text) => encode(text, kanji ?? kanjiNow()),
  }
}
