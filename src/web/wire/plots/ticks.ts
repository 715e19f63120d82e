/** The words beside a plot's ticks: what a tick says is where it stands. */

/** @returns How many decimals tell all of these apart as they are: two for 0, 0.25, 0.5. Six at most. */
export function decimalsOf(values: readonly number[]): number {
  for (let decimals = 0; decimals < 6; decimals++) {
    const isTrue = (value: number): boolean => {
      const size = Math.max(Math.abs(value), 1e-9)
      return Math.abs(Number(value.toFixed(decimals)) - value) <= size * 1e-6
    }
    if (values.every(isTrue)) return decimals
  }
  return 6
}

/** @returns Moments, given in ms, in one unit for all: `2.5 ms`, `1.25 s`. */
export function timeTicks(moments: readonly number[]): string[] {
  const inSeconds = Math.max(...moments.map(Math.abs)) >= 2_000
  const values = inSeconds ? moments.map((value) => value / 1000) : moments
  const decimals = decimalsOf(values)
  return values.map((value) => `${value.toFixed(decimals)} ${inSeconds ? 's' : 'ms'}`)
}

/** @returns Bytes as a short label: `64 k`, `1.5 M`, `2.5`. */
export function shortBytes(value: number): string {
  const size = Math.abs(value)
  const short = (scaled: number): string => String(Number(scaled.toPrecision(6)))
  if (size >= 1e6) return `${short(value / 1e6)} M`
  if (size >= 1e3) return `${short(value / 1e3)} k`
  return short(value)
}
