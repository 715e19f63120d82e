import type { Nanos } from '../../../base/index.ts'

/** @returns A moment as the time column has it: since `start`, in a unit that suits the whole span. */
export function timeText(span: { readonly start: Nanos; readonly end: Nanos }, time: Nanos): string {
  const whole = span.end - span.start
  const passed = time - span.start
  if (whole >= 100e9) return `${(passed / 1e9).toFixed(2)} s`
  return `${(passed / 1e6).toFixed(whole < 10e6 ? 3 : 1)} ms`
}
