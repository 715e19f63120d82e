import type { BitsPerSecond, Nanos } from '../base/index.ts'
import { PathError } from './path-error.ts'

/** The numbers and units of the path language: each is read by one function here and written by another. */

const NUMBER = /^(\d+(?:\.\d+)?(?:e[-+]?\d+)?)([a-z%]*)$/

const TIME_UNITS: readonly (readonly [string, Nanos])[] = [
  ['s', 1_000_000_000],
  ['ms', 1_000_000],
  ['us', 1_000],
  ['ns', 1],
]
const RATE_UNITS: readonly (readonly [string, BitsPerSecond])[] = [
  ['gbit', 1e9],
  ['mbit', 1e6],
  ['kbit', 1e3],
  ['bit', 1],
]

/** The longest delay that can be asked for, one hour; and the highest rate, 1 Tbit/s. */
export const MAX_TIME: Nanos = 3_600 * 1_000_000_000
export const MAX_RATE: BitsPerSecond = 1e12
/** The highest packet number and count. */
export const MAX_COUNT = 1_000_000_000

/** @returns True when a word begins as a number does. */
export function looksLikeNumber(word: string | undefined): word is string {
  return word !== undefined && /^[-+.]?\d/.test(word)
}

/** @returns Whole nanoseconds, 0 to an hour. @throws {PathError} */
export function parseTime(word: string, field: string): Nanos {
  const [value, unit] = split(word, TIME_UNITS)
  const time = unit === undefined ? -1 : Math.round(value * unit)
  if (time < 0 || time > MAX_TIME) {
    throw new PathError('time', { word, field })
  }
  return time
}

/** @returns The time in the largest unit that leaves at most three decimals, so that reading it back is exact. */
export function formatTime(time: Nanos): string {
  for (const [name, unit] of TIME_UNITS) {
    if (time >= unit && Number.isInteger((time * 1_000) / unit)) return `${time / unit}${name}`
  }
  return time === 0 ? '0ms' : `${time}ns`
}

/** @returns A percentage, 0 to 100. @throws {PathError} Also when the % sign is missing: 0.1 could mean 10 %. */
export function parsePercent(word: string, field: string): number {
  const match = NUMBER.exec(word)
  const value = match?.[2] === '%' ? Number(match[1]) : -1
  if (value < 0 || value > 100) throw new PathError('percent', { word, field })
  return value
}

export function formatPercent(percent: number): string {
  return `${percent}%`
}

/** @returns Bits per second, at least 1. @throws {PathError} */
export function parseRate(word: string): BitsPerSecond {
  const [value, unit] = split(word, RATE_UNITS)
  const rate = unit === undefined ? 0 : Math.round(value * unit)
  if (rate < 1 || rate > MAX_RATE) {
    throw new PathError('rate', { word })
  }
  return rate
}

export function formatRate(rate: BitsPerSecond): string {
  for (const [name, unit] of RATE_UNITS) {
    if (rate >= unit && Number.isInteger((rate * 1_000) / unit)) return `${rate / unit}${name}`
  }
  return `${rate}bit`
}

/** @returns A whole number from 1. @throws {PathError} */
export function parseCount(word: string, field: string): number {
  const count = /^\d+$/.test(word) ? Number(word) : 0
  if (count < 1 || count > MAX_COUNT) throw new PathError('count', { word, field })
  return count
}

/** `3,7-9` to 3 7 8 9, ascending, each once. @throws {PathError} */
export function parseNumbers(word: string, field: string): number[] {
  const numbers = new Set<number>()
  for (const part of word.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part)
    const first = Number(match?.[1] ?? 0)
    const last = Number(match?.[2] ?? first)
    if (match === null || first < 1 || last < first || last > MAX_COUNT || last - first >= 1_000_000) {
      throw new PathError('numbers', { word, field })
    }
    for (let number = first; number <= last; number++) numbers.add(number)
  }
  return [...numbers].sort((a, b) => a - b)
}

/** The inverse of `parseNumbers`: runs of three and more as ranges. */
export function formatNumbers(numbers: readonly number[]): string {
  const parts: string[] = []
  for (let i = 0; i < numbers.length;) {
    let end = i
    while (numbers[end + 1] === (numbers[end] as number) + 1) end++
    if (end - i >= 2) parts.push(`${numbers[i]}-${numbers[end]}`)
    else parts.push(...numbers.slice(i, end + 1).map(String))
    i = end + 1
  }
  return parts.join(',')
}

function split(word: string, units: readonly (readonly [string, number])[]): [number, number | undefined] {
  const match = NUMBER.exec(word)
  return [Number(match?.[1]), units.find(([name]) => name === match?.[2])?.[1]]
}
