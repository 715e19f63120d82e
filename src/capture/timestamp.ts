/**
 * Exact time stamps of captures. Nanoseconds since 1970 do not fit a double (2^53 ns are 104 days), so a stamp is
 * split into whole seconds and the nanoseconds within.
 */
export class Stamp {
  seconds = 0
  nanos = 0
}

const BILLION = 1_000_000_000n

/** Turns the 64-bit counts of one pcapng interface into seconds and nanoseconds. */
export class StampReader {
  readonly #unitsPerSecond: bigint
  readonly #offset: number
  readonly #decimal: number
  #high = -1
  #baseSeconds = 0
  #baseUnits = 0

  /**
   * @param resolution - `if_tsresol`: 10^-n, or 2^-n when the top bit is set.
   * @param offset - `if_tsoffset`: seconds to add.
   */
  constructor(resolution: number, offset: number) {
    const power = resolution & 0x7f
    this.#unitsPerSecond = (resolution & 0x80) === 0 ? 10n ** BigInt(power) : 1n << BigInt(power)
    this.#decimal = (resolution & 0x80) === 0 && power <= 9 ? 10 ** power : 0
    this.#offset = offset
  }

  /** @param stamp - Filled with the time that the two words mean; finer than 1 ns is cut off. */
  read(high: number, low: number, stamp: Stamp): void {
    if (this.#decimal === 0) {
      const count = (BigInt(high) << 32n) | BigInt(low)
      const whole = count / this.#unitsPerSecond
      stamp.seconds = Number(whole) + this.#offset
      stamp.nanos = Number(((count - whole * this.#unitsPerSecond) * BILLION) / this.#unitsPerSecond)
      return
    }
    // The upper word changes every few seconds at most: its share is divided once, exactly, and kept.
    if (high !== this.#high) {
      const count = BigInt(high) << 32n
      const whole = count / this.#unitsPerSecond
      this.#high = high
      this.#baseSeconds = Number(whole)
      this.#baseUnits = Number(count - whole * this.#unitsPerSecond)
    }
    const units = this.#baseUnits + low
    const more = Math.floor(units / this.#decimal)
    stamp.seconds = this.#baseSeconds + more + this.#offset
    stamp.nanos = (units - more * this.#decimal) * (BILLION_NUMBER / this.#decimal)
  }
}

const BILLION_NUMBER = 1_000_000_000
