import { COMBINED, type MultiByteShape } from './multi-byte-shape.ts'
import { ByteSink, type EncodedText } from './types.ts'

const QUESTION_MARK = 0x3f
const NOT_AT_ALL = -1
/** Marks the bytes of a character from JIS X 0212, which are written after 0x8F. */
const TRIPLE = 0x10000

/** Writes text by the tables that the decoder reads by, turned round once. */
export class MultiByteEncoder {
  readonly #shape: MultiByteShape
  /** Bytes by code point: one byte as itself, two as (lead << 8 | trail), three with `TRIPLE`. */
  readonly #bytes: Map<number, number>
  /** Pairs that stand for two characters, by those characters (Big5). */
  readonly #combined: Map<string, number>

  constructor(shape: MultiByteShape) {
    this.#shape = shape
    this.#bytes = reverse(shape)
    this.#combined = new Map([...shape.combined].map(([pair, text]) => [text, pair]))
  }

  encode(text: string): EncodedText {
    const sink = new ByteSink(text.length * 2)
    const unencodable: string[] = []
    for (let i = 0; i < text.length; i++) {
      const codePoint = text.codePointAt(i) as number
      if (codePoint < 0x80) {
        sink.push(codePoint)
        continue
      }
      const both = this.#combined.size > 0 ? this.#combined.get(text.slice(i, i + 2)) : undefined
      if (both !== undefined || codePoint > 0xffff) i++
      if (!this.#write(both ?? this.#bytes.get(codePoint), codePoint, sink)) {
        unencodable.push(String.fromCodePoint(codePoint))
        sink.push(QUESTION_MARK)
      }
    }
    return { bytes: sink.take(), unencodable }
  }

  #write(bytes: number | undefined, codePoint: number, sink: ByteSink): boolean {
    if (bytes === NOT_AT_ALL) return false
    if (bytes === undefined) return this.#writeFour(codePoint, sink)
    if (bytes >= TRIPLE) sink.push(0x8f)
    if (bytes > 0xff) sink.push((bytes >> 8) & 0xff)
    sink.push(bytes & 0xff)
    return true
  }

  #writeFour(codePoint: number, sink: ByteSink): boolean {
    const number = this.#shape.four?.numberOf(codePoint) ?? NOT_AT_ALL
    if (number === NOT_AT_ALL) return false
    sink.push(0x81 + Math.floor(number / 12600))
    sink.push(0x30 + (Math.floor(number / 1260) % 10))
    sink.push(0x81 + (Math.floor(number / 10) % 126))
    sink.push(0x30 + (number % 10))
    return true
  }
}

/** Where several byte sequences mean one character, the first in order of the bytes is written. */
function reverse(shape: MultiByteShape): Map<number, number> {
  const bytes = new Map<number, number>()
  for (let byte = 0x80; byte < 0x100; byte++) {
    const codePoint = shape.first[byte] as number
    if (codePoint >= 0) bytes.set(codePoint, byte)
  }
  for (let pair = 0x8100; pair < 0x10000; pair++) {
    const codePoint = shape.pairs[pair] as number
    if (codePoint === 0 || codePoint === COMBINED || shape.readOnly?.(pair)) continue
    if (!bytes.has(codePoint) || shape.lastPair?.(codePoint)) bytes.set(codePoint, pair)
  }
  for (const [pair, codePoint] of shape.triples?.entries() ?? []) {
    if (codePoint !== 0 && !bytes.has(codePoint)) bytes.set(codePoint, TRIPLE | pair)
  }
  for (const [codePoint, written] of shape.written ?? []) bytes.set(codePoint, written)
  return bytes
}
