import type { Nanos } from '../base/index.ts'

/** @returns A span of time with three significant digits and a unit that suits it: `80 ms`, `1.25 s`. */
export function sayDuration(span: Nanos): string {
  const units: readonly (readonly [number, string])[] = [
    [1_000_000_000, 's'],
    [1_000_000, 'ms'],
    [1_000, 'µs'],
  ]
  for (const [size, unit] of units) {
    if (span >= size) return `${Number((span / size).toPrecision(3))} ${unit}`
  }
  return `${span} ns`
}
