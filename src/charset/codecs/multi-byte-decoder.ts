import { COMBINED, LEAD_OF_THREE, LEAD_OF_TWO, type MultiByteShape } from './multi-byte-shape.ts'
import { REPLACEMENT, stringOf, type StreamDecoder } from './types.ts'

/**
 * Reads charsets of one to four bytes a character by their tables, as the WHATWG Encoding Standard describes:
 * when a second byte does not fit, an ASCII one stands for itself, so a broken character never eats a line end.
 */
export class MultiByteDecoder implements StreamDecoder {
  readonly #shape: MultiByteShape
  /** The bytes of the half character: none, or one to three of them. */
  #count = 0
  #b1 = 0
  #b2 = 0
  #b3 = 0
  #units = new Uint16Array(0)
  #length = 0
  malformed = 0

  constructor(shape: MultiByteShape) {
    this.#shape = shape
  }

  get pending(): Uint8Array {
    return Uint8Array.of(this.#b1, this.#b2, this.#b3).slice(0, this.#count)
  }

  push(bytes: Uint8Array): string {
    // A byte gives at most two units, and bytes that waited may give one each.
    const room = bytes.length * 2 + 8
    if (this.#units.length < room) this.#units = new Uint16Array(room)
    this.#length = 0
    const { first, pairs } = this.#shape
    const units = this.#units
    const end = bytes.length
    for (let i = 0; i < end; i++) {
      const byte = bytes[i] as number
      if (this.#count === 0) {
        const meaning = first[byte] as number
        if (meaning >= 0) {
          units[this.#length++] = meaning
          continue
        }
        // The common case in one step: both bytes of a pair are here and mean one character of the BMP.
        if (meaning === LEAD_OF_TWO && i + 1 < end) {
          const codePoint = pairs[(byte << 8) | (bytes[i + 1] as number)] as number
          if (codePoint !== 0 && codePoint < 0x10000) {
            units[this.#length++] = codePoint
            i++
            continue
          }
        }
      }
      this.#byte(byte)
    }
    const text = stringOf(units, this.#length)
    if (units.length > 0x40000) this.#units = new Uint16Array(0)
    return text
  }

  end(): string {
    if (this.#count === 0) return ''
    this.#count = 0
    this.malformed++
    return '\uFFFD'
  }

  #byte(byte: number): void {
    if (this.#count === 0) this.#firstByte(byte)
    else if (this.#count === 1) this.#secondByte(byte)
    else if (this.#shape.four) this.#fourByte(byte, this.#shape.four)
    else this.#thirdByte(byte)
  }

  #firstByte(byte: number): void {
    const meaning = this.#shape.first[byte] as number
    if (meaning >= 0) this.#put(meaning)
    else if (meaning === LEAD_OF_TWO || meaning === LEAD_OF_THREE) {
      this.#b1 = byte
      this.#count = 1
    } else this.#bad()
  }

  #secondByte(byte: number): void {
    const { first, pairs, combined, four, triples } = this.#shape
    const lead = this.#b1
    if (
      (four && isDigit(byte)) ||
      (triples && first[lead] === LEAD_OF_THREE && byte >= 0xa1 && byte < 0xff)
    ) {
      this.#b2 = byte
      this.#count = 2
      return
    }
    this.#count = 0
    const codePoint = pairs[(lead << 8) | byte] as number
    if (codePoint === COMBINED) {
      for (const unit of combined.get((lead << 8) | byte) as string) this.#put(unit.codePointAt(0) as number)
    } else if (codePoint !== 0) this.#put(codePoint)
    else {
      this.#bad()
      if (byte < 0x80) this.#put(byte)
    }
  }

  /** EUC-JP's third byte (JIS X 0212). */
  #thirdByte(byte: number): void {
    this.#count = 0
    const codePoint = this.#shape.triples?.[(this.#b2 << 8) | byte] ?? 0
    if (codePoint !== 0) {
      this.#put(codePoint)
      return
    }
    this.#bad()
    if (byte < 0x80) this.#put(byte)
  }

  /** The third and fourth byte in GB18030. A character that breaks gives back all but its first byte. */
  #fourByte(byte: number, four: { codePoint(number: number): number }): void {
    if (this.#count === 2 && byte >= 0x81 && byte <= 0xfe) {
      this.#b3 = byte
      this.#count = 3
      return
    }
    const waited = this.#count
    this.#count = 0
    if (waited === 3 && isDigit(byte)) {
      const number = (((this.#b1 - 0x81) * 10 + this.#b2 - 0x30) * 126 + this.#b3 - 0x81) * 10 + byte - 0x30
      const codePoint = four.codePoint(number)
      if (codePoint !== 0) {
        this.#put(codePoint)
        return
      }
    }
    const second = this.#b2
    const third = this.#b3
    this.#bad()
    this.#byte(second)
    if (waited === 3) this.#byte(third)
    this.#byte(byte)
  }

  #put(codePoint: number): void {
    if (codePoint < 0x10000) this.#units[this.#length++] = codePoint
    else {
      this.#units[this.#length++] = 0xd800 + ((codePoint - 0x10000) >> 10)
      this.#units[this.#length++] = 0xdc00 + ((codePoint - 0x10000) & 0x3ff)
    }
  }

  #bad(): void {
    this.malformed++
    this.#units[this.#length++] = REPLACEMENT
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}
