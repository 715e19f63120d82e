import {
  mendSurrogates,
  REPLACEMENT,
  stringOf,
  type Charset,
  type EncodedText,
  type StreamDecoder,
} from './types.ts'

/** UTF-16 (RFC 2781): two bytes a unit, and characters above U+FFFF in two units. */
class Utf16Decoder implements StreamDecoder {
  readonly #bigEndian: boolean
  /** The first byte of a unit, or -1. */
  #byte = -1
  /** The first unit of a surrogate pair, or -1. */
  #high = -1
  malformed = 0

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian
  }

  get pending(): Uint8Array {
    const bytes: number[] = []
    if (this.#high >= 0) bytes.push(...this.#bytesOf(this.#high))
    if (this.#byte >= 0) bytes.push(this.#byte)
    return Uint8Array.from(bytes)
  }

  push(bytes: Uint8Array): string {
    const units = new Uint16Array((bytes.length >> 1) + 3)
    let length = 0
    for (const byte of bytes) {
      if (this.#byte < 0) {
        this.#byte = byte
        continue
      }
      const unit = this.#bigEndian ? (this.#byte << 8) | byte : (byte << 8) | this.#byte
      this.#byte = -1
      length = this.#unit(unit, units, length)
    }
    return stringOf(units, length)
  }

  end(): string {
    const lost = (this.#high >= 0 ? 1 : 0) + (this.#byte >= 0 ? 1 : 0)
    this.#high = -1
    this.#byte = -1
    this.malformed += lost
    return '\uFFFD'.repeat(lost)
  }

  #unit(unit: number, units: Uint16Array, length: number): number {
    const isLow = unit >= 0xdc00 && unit <= 0xdfff
    if (this.#high >= 0) {
      units[length++] = isLow ? this.#high : this.#bad()
      this.#high = -1
      if (isLow) {
        units[length++] = unit
        return length
      }
    }
    if (unit >= 0xd800 && unit <= 0xdbff) this.#high = unit
    else units[length++] = isLow ? this.#bad() : unit
    return length
  }

  #bad(): number {
    this.malformed++
    return REPLACEMENT
  }

  #bytesOf(unit: number): [number, number] {
    return this.#bigEndian ? [unit >> 8, unit & 0xff] : [unit & 0xff, unit >> 8]
  }
}

function encode(text: string, bigEndian: boolean): EncodedText {
  const { text: whole, unencodable } = mendSurrogates(text)
  const bytes = new Uint8Array(whole.length * 2)
  for (let i = 0; i < whole.length; i++) {
    const unit = whole.charCodeAt(i)
    bytes[2 * i] = bigEndian ? unit >> 8 : unit & 0xff
    bytes[2 * i + 1] = bigEndian ? unit & 0xff : unit >> 8
  }
  return { bytes, unencodable }
}

export const utf16le: Charset = {
  name: 'utf-16le',
  decoder: () => new Utf16Decoder(false),
  encode: (text) => encode(text, false),
}

export const utf16be: Charset = {
  name: 'utf-16be',
  decoder: () => new Utf16Decoder(true),
  encode: (text) => encode(text, true),
}
