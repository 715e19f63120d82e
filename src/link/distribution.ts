import type { Random } from '../base/index.ts'
import type { JitterDistribution } from './path.ts'

/**
 * The spread of jitter: tables of the inverse distribution function, as netem has them: 4,096 values at equal
 * steps of probability, in standard deviations, cut at 4. They are made with + - * / alone, which every
 * JavaScript engine rounds alike, so that a seed gives the same delays everywhere (`Math.exp` and its kind may not).
 */

const SIZE = 4_096
const CUT = 4

const tables = new Map<JitterDistribution, Float64Array>()

/** @returns A sample with mean about 0 in units of the jitter. @param u - Uniform, 0 to 1. */
export function sampleJitter(distribution: JitterDistribution, u: number): number {
  if (distribution === 'uniform') return 2 * u - 1
  return tableOf(distribution)[Math.floor(u * SIZE)] as number
}

/** A uniform number that is like the one before: `rho` of it, the rest by chance (netem's `get_crandom`). */
export class CorrelatedUniform {
  readonly #random: Random
  readonly #rho: number
  #last: number

  /** @param percent - The correlation: 0 gives independent numbers. */
  constructor(random: Random, percent: number) {
    this.#random = random
    this.#rho = percent / 100
    this.#last = percent === 0 ? 0 : random.uniform()
  }

  next(): number {
    const u = this.#random.uniform()
    if (this.#rho === 0) return u
    this.#last = this.#rho * this.#last + (1 - this.#rho) * u
    return this.#last
  }
}

function tableOf(distribution: Exclude<JitterDistribution, 'uniform'>): Float64Array {
  let table = tables.get(distribution)
  if (table === undefined) {
    table = make(distribution)
    tables.set(distribution, table)
  }
  return table
}

function make(distribution: Exclude<JitterDistribution, 'uniform'>): Float64Array {
  if (distribution === 'normal') return normalTable()
  const pareto = paretoTable()
  if (distribution === 'pareto') return pareto
  // A quarter normal and three quarters Pareto at the same probability, as iproute2 mixes them.
  const normal = tableOf('normal')
  return pareto.map((value, i) => 0.25 * (normal[i] as number) + 0.75 * value)
}

/** The normal distribution: its density is summed in small steps, and each probability met on the way noted. */
function normalTable(): Float64Array {
  const table = new Float64Array(SIZE)
  const steps = 40_000
  const h = CUT / steps
  let x = 0
  let p = 0.5
  let density = normalDensity(0)
  for (let i = SIZE / 2; i < SIZE; i++) {
    const wanted = (i + 0.5) / SIZE
    while (p < wanted && x < CUT) {
      x += h
      const next = normalDensity(x)
      p += (h * (density + next)) / 2
      density = next
    }
    table[i] = Math.min(x, CUT)
    table[SIZE - 1 - i] = -Math.min(x, CUT)
  }
  return table
}

/** e^(-x²/2) / sqrt(2 pi), by halving the exponent until its power series is short. */
function normalDensity(x: number): number {
  const exponent = (x * x) / 2 / 1_024
  let term = 1
  let sum = 1
  for (let k = 1; k < 8; k++) {
    term *= -exponent / k
    sum += term
  }
  for (let k = 0; k < 10; k++) sum *= sum
  return sum * 0.3989422804014327
}

/** Pareto of shape 3, moved and scaled as in iproute2: (x - 1.5) * 4/3, so its median is below the mean. */
function paretoTable(): Float64Array {
  const table = new Float64Array(SIZE)
  for (let i = 0; i < SIZE; i++) {
    const survival = 1 - (i + 0.5) / SIZE
    table[i] = Math.min(((1 / cubeRoot(survival) - 1.5) * 4) / 3, CUT)
  }
  return table
}

/** Newton's method, for 0 < y <= 1. */
function cubeRoot(y: number): number {
  let x = 1
  for (let i = 0; i < 60; i++) x -= (x - y / (x * x)) / 3
  return x
}
