import { assert } from './assert.ts'

/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna 2018), its state filled by splitmix32.
 * The same seed gives the same numbers in every JavaScript engine: integer arithmetic only.
 * Every consumer takes a named substream, so that a draw added in one place shifts no other.
 */
export class Random {
  readonly seed: number
  readonly #name: string
  #a: number
  #b: number
  #c: number
  #d: number

  /** @param seed - Any integer; its low 32 bits and `name` decide the sequence. */
  constructor(seed: number, name = '') {
    this.seed = seed
    this.#name = name
    let state = (hash(name) ^ seed) >>> 0
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0
      let z = state
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return (z ^ (z >>> 15)) >>> 0
    }
    this.#a = next()
    this.#b = next()
    this.#c = next()
    this.#d = next()
  }

  /** @returns An independent generator: same seed, own name, unaffected by draws made here. */
  substream(name: string): Random {
    return new Random(this.seed, `${this.#name}/${name}`)
  }

  /** @returns A uniform integer from 0 to 2^32 - 1. */
  uint32(): number {
    const result = Math.imul(rotl(Math.imul(this.#b, 5), 7), 9) >>> 0
    const t = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= t
    this.#d = rotl(this.#d, 11)
    return result
  }

  /** @returns A uniform number from 0 (included) to 1 (excluded), with 32 random bits. */
  uniform(): number {
    return this.uint32() / 0x1_0000_0000
  }

  /** @returns A uniform integer from 0 to `bound` - 1. */
  below(bound: number): number {
    assert(Number.isInteger(bound) && bound > 0 && bound <= 0x1_0000_0000, 'bound out of range')
    return Math.floor(this.uniform() * bound)
  }

  /** @returns True with the given probability, 0 to 1. Draws nothing at 0 and at 1. */
  chance(probability: number): boolean {
    if (probability <= 0) return false
    if (probability >= 1) return true
    return this.uniform() < probability
  }
}

function rotl(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k))
}

/** FNV-1a over the UTF-16 code units of a name. */
function hash(name: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return h >>> 0
}
