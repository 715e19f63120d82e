import type { Nanos } from '../base/index.ts'
import type { Lang } from '../text/index.ts'

/** @returns A span of time with three significant digits and a unit that suits it: `80 ms`, `1.25 s`. */
export function sayDuration(span: Nanos, lang: Lang): string {
  const units: readonly (readonly [number, string, string])[] = [
    [1_000_000_000, 's', '秒'],
    [1_000_000, 'ms', '毫秒'],
    [1_000, 'µs', '微秒'],
  ]
  for (const [size, en, zh] of units) {
    // From 0.1 s on people think in seconds.
    if (span >= (size === 1_000_000_000 ? size / 10 : size)) {
      return `${Number((span / size).toPrecision(3))} ${lang === 'zh' ? zh : en}`
    }
  }
  return `${span} ${lang === 'zh' ? '纳秒' : 'ns'}`
}
