/**
 * A number with a unit. A plain number may be given where a `Nanos` is asked for, but a `Millis` may not:
 * the compiler refuses to mix units and stays out of the way of arithmetic.
 */
type Unit<Name extends string> = number & { readonly __unit?: Name }

/** Nanoseconds since the start of a run or capture: an integer, exact for 104 days. */
export type Nanos = Unit<'ns'>
/** Milliseconds. */
export type Millis = Unit<'ms'>
/** Bits per second. */
export type BitsPerSecond = Unit<'bit/s'>

/** One microsecond in nanoseconds. */
export const MICROSECOND: Nanos = 1_000
/** One millisecond in nanoseconds. */
export const MILLISECOND: Nanos = 1_000_000
/** One second in nanoseconds. */
export const SECOND: Nanos = 1_000_000_000
/** "No deadline": later than any time. */
export const NEVER: Nanos = Number.POSITIVE_INFINITY

/** @returns `count` milliseconds as whole nanoseconds. */
export function millis(count: number): Nanos {
  return Math.round(count * 1_000_000)
}

/** @returns `count` seconds as whole nanoseconds. */
export function seconds(count: number): Nanos {
  return Math.round(count * 1_000_000_000)
}
