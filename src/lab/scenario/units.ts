import type { Nanos } from '../../base/index.ts'
import { parseSize } from '../parse.ts'
import { ScenarioError } from './problem.ts'

const UNITS: readonly (readonly [string, Nanos])[] = [
  ['h', 3_600_000_000_000],
  ['m', 60_000_000_000],
  ['s', 1_000_000_000],
  ['ms', 1_000_000],
  ['us', 1_000],
  ['ns', 1],
]
/** The longest time that a scenario can name: a day. */
const MAX_TIME: Nanos = 24 * 3_600_000_000_000

/** @returns Whole nanoseconds from `50ms`, `2s`, `1h`. @throws {ScenarioError} */
export function readTime(word: string, key: string): Nanos {
  const match = /^(\d+(?:\.\d+)?)(h|m|s|ms|us|ns)$/.exec(word)
  const unit = UNITS.find(([name]) => name === match?.[2])?.[1] ?? -1
  const time = Math.round(Number(match?.[1]) * unit)
  if (match === null || time > MAX_TIME) throw new ScenarioError('time', { word, key })
  return time
}

/** @returns The time in the largest unit in which it is written with at most three decimals. */
export function writeTime(time: Nanos): string {
  for (const [name, unit] of UNITS) {
    // Minutes and hours in whole numbers alone: 0.05m is nobody's way to write 3 s.
    const whole = name === 'h' || name === 'm' ? 1 : 1_000
    if (time >= unit && Number.isInteger((time * whole) / unit)) return `${time / unit}${name}`
  }
  return '0ms'
}

/** @returns A whole number in a range. @throws {ScenarioError} */
export function readNumber(word: string, key: string, least: number, most: number): number {
  const number = /^\d{1,15}$/.test(word) ? Number(word) : -1
  if (number < least || number > most) throw new ScenarioError('number', { word, key, least, most })
  return number
}

/** @returns Bytes of `500`, `64k`, `1.5M`. @throws {ScenarioError} */
export function readSize(word: string, key: string, least: number, most: number): number {
  const size = parseSize(word) ?? -1
  if (size < least || size > most) {
    throw new ScenarioError('size', { word, key, least: writeSize(least), most: writeSize(most) })
  }
  return size
}

/** @returns `64k`, `1M`, or the bytes. */
export function writeSize(size: number): string {
  if (size === 0 || size % 1_024 !== 0) return String(size)
  return size % 1_048_576 === 0 ? `${size / 1_048_576}M` : `${size / 1_024}k`
}
