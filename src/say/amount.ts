import type { Nanos } from '../base/index.ts'
import type { Lang } from './lang.ts'

/**
 * The one form in which a person reads an amount, in the terminal, the page and the pictures: `370,290`, `5%`,
 * `45.4 s`, `1.5 MB`. Units are SI symbols in both languages.
 */

/** Intl's name of each language; English as synfin writes it, without a comma before the last "and". */
export const LOCALES: Readonly<Record<Lang, string>> = { en: 'en-GB', zh: 'zh-CN' }

const grouped: Readonly<Record<Lang, Intl.NumberFormat>> = {
  en: new Intl.NumberFormat(LOCALES.en),
  zh: new Intl.NumberFormat(LOCALES.zh),
}

/** @returns A count with its thousands apart, `370,290`; three decimals at most. Not for ports, numbers of clients or sequence numbers, which are names. */
export function sayNumber(value: number, lang: Lang): string {
  return grouped[lang].format(value)
}

/** @param share - 0.05 for five in a hundred. @returns `5%`, with three significant digits. */
export function sayPercent(share: number): string {
  return `${significant(share * 100)}%`
}

const TIMES: readonly (readonly [number, string])[] = [
  [1_000_000_000, 's'],
  [1_000_000, 'ms'],
  [1_000, 'µs'],
  [1, 'ns'],
]
const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400

/**
 * A span of time, in three significant digits and a unit that suits it: `80 ms`, `45.4 s`; from 100 seconds on in
 * two whole units: `2 min 5 s`, `1 h 30 min`, `3 d 4 h`.
 */
export function sayDuration(span: Nanos): string {
  const whole = Math.round(span / 1_000_000_000)
  if (whole >= 100) {
    if (whole < HOUR) return two(whole, MINUTE, 'min', 1, 's')
    return whole < DAY - MINUTE / 2 ? two(whole, HOUR, 'h', MINUTE, 'min') : two(whole, DAY, 'd', HOUR, 'h')
  }
  return scaled(span, TIMES)
}

/**
 * Spans of time that stand below one another: in the unit of the longest, with as many decimals as the shortest needs for
 * three digits, and the points below one another where all digits are of one width.
 */
export function sayDurations(spans: readonly Nanos[]): string[] {
  const sizes = spans.map(Math.abs)
  const most = Math.max(0, ...sizes)
  const [size, unit] = TIMES.find(([least]) => most >= least) ?? TIMES[TIMES.length - 1]!
  const least = Math.min(...sizes.filter((span) => span > 0), most)
  const finest = Math.round(Math.log10(size))
  const wanted = least > 0 ? 2 - Math.floor(Math.log10(least / size)) : 0
  const decimals = Math.min(finest, Math.max(0, wanted))
  const numbers = spans.map((span) => (span / size).toFixed(decimals))
  const width = Math.max(...numbers.map(({ length }) => length))
  return numbers.map((number) => `${number.padStart(width, '\u2007')} ${unit}`)
}

/** `whole` seconds in a large unit and the one below it, which is left out when it is nought. */
function two(whole: number, large: number, name: string, small: number, rest: string): string {
  const smalls = Math.round(whole / small)
  const perLarge = large / small
  const left = smalls % perLarge
  const head = `${Math.floor(smalls / perLarge)} ${name}`
  return left === 0 ? head : `${head} ${left} ${rest}`
}

const SIZES: readonly (readonly [number, string])[] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
  [1, 'B'],
]

/** @returns A size in decimal units, with three significant digits: `512 B`, `1.5 MB`. Where every byte counts, say the number. */
export function saySize(bytes: number): string {
  return scaled(bytes, SIZES)
}

/** A value in the largest unit that leaves one or more of it once it is rounded. */
function scaled(value: number, units: readonly (readonly [number, string])[]): string {
  for (const [size, unit] of units) {
    const count = significant(Math.abs(value) / size)
    if (count >= 1) return `${value < 0 ? '-' : ''}${count} ${unit}`
  }
  return `0 ${units.at(-1)?.[1] ?? ''}`
}

/** Three significant digits, and no digit before the point lost: 1234 stays 1234. */
function significant(value: number): number {
  return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3))
}
