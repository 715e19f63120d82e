import { secondFits } from './utf-8.ts'

/** What one more byte did to a reading. */
export type ProbeStep = 'whole' | 'half' | 'bad'

/** Whether bytes are UTF-8 (RFC 3629 §4), byte by byte. */
export class Utf8Probe {
  #needed = 0
  #lead = 0
  /** Bytes of the character that is half read. */
  half = 0
  /** Characters above ASCII, counted so that one which chance seldom makes counts more. */
  weight = 0

  step(byte: number): ProbeStep {
    if (this.half === 0) {
      if (byte < 0x80) return 'whole'
      if (byte < 0xc2 || byte > 0xf4) return 'bad'
      this.#lead = byte
      this.#needed = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
      this.half = 1
      return 'half'
    }
    const fits = this.half === 1 ? secondFits(this.#lead, byte) : (byte & 0xc0) === 0x80
    if (!fits) {
      this.half = 0
      return 'bad'
    }
    this.half++
    if (this.half < this.#needed) return 'half'
    this.weight += this.#needed === 2 ? 1 : 2
    this.half = 0
    return 'whole'
  }

  reset(): void {
    this.half = 0
    this.weight = 0
  }
}

/** Whether bytes are GB18030, byte by byte. */
export class GbProbe {
  #b1 = 0
  #b2 = 0
  #b3 = 0
  half = 0
  /** Characters above ASCII. */
  characters = 0

  step(byte: number): ProbeStep {
    if (this.half === 0) {
      if (byte < 0x80) return 'whole'
      if (byte === 0x80 || byte === 0xff) return 'bad'
      this.#b1 = byte
      this.half = 1
      return 'half'
    }
    const isDigit = byte >= 0x30 && byte <= 0x39
    if (this.half === 1) {
      this.#b2 = byte
      if (isDigit) return this.#more()
      return byte >= 0x40 && byte !== 0x7f && byte !== 0xff ? this.#whole() : this.#bad()
    }
    if (this.half === 2) {
      this.#b3 = byte
      return byte >= 0x81 && byte <= 0xfe ? this.#more() : this.#bad()
    }
    const number = (((this.#b1 - 0x81) * 10 + this.#b2 - 0x30) * 126 + this.#b3 - 0x81) * 10 + byte - 0x30
    const exists = number < 39420 || (number >= 189000 && number <= 1237575)
    return isDigit && exists ? this.#whole() : this.#bad()
  }

  reset(): void {
    this.half = 0
    this.characters = 0
  }

  #more(): ProbeStep {
    this.half++
    return 'half'
  }

  #whole(): ProbeStep {
    this.half = 0
    this.characters++
    return 'whole'
  }

  #bad(): ProbeStep {
    this.half = 0
    return 'bad'
  }
}
