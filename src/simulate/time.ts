import { millis, type Nanos, SynfinError } from '../base/index.ts'
import { simulateSentences as t } from './sentences.ts'

/** A time in a simulation: milliseconds as a number, as in Node, or a text with its unit. */
export type Time = number | string

/** In milliseconds. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['ms', 1],
  ['s', 1e3],
  ['min', 60e3],
  ['h', 3_600e3],
])

/** @returns Nanoseconds. @throws {SynfinError} EINVAL. */
export function readTime(time: Time): Nanos {
  const [, digits, unit = 'ms'] = /^(\d+(?:\.\d+)?) ?(ns|us|ms|s|min|h)?$/.exec(String(time)) ?? []
  const value = Number(digits) * (UNITS.get(unit) ?? Number.NaN)
  if (Number.isFinite(value)) return millis(value)
  throw new SynfinError('EINVAL', t.badTime, { time: String(time) })
}
