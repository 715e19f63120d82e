import { MICROSECOND, SECOND, type Nanos } from '../../base/index.ts'
import type { Settings } from './variant.ts'

type Tolerance = Pick<Settings, 'toleranceMicros' | 'tolerancePercent'>

/** @returns How far a time may be off that was to come `span` after the event before it. */
export function toleranceFor({ toleranceMicros, tolerancePercent }: Tolerance, span: Nanos): Nanos {
  return Math.max(toleranceMicros * MICROSECOND, (tolerancePercent / 100) * Math.max(0, span))
}

/** When a packet must have left: both ends are the same unless the script has a window. */
export interface Expected {
  readonly from: Nanos
  readonly until: Nanos
  /** The time of the event before. */
  readonly previous: Nanos
}

/** @returns Whether `actual` is near enough. */
export function isInTime(tolerance: Tolerance, { from, until, previous }: Expected, actual: Nanos): boolean {
  return (
    actual >= from - toleranceFor(tolerance, from - previous) &&
    actual <= until + toleranceFor(tolerance, until - previous)
  )
}

/** @returns When a packet that was to come by `until` is no longer waited for: whole seconds of the wait, and two. */
export function givesUpAt({ until, previous }: Expected, now: Nanos): Nanos {
  return now + Math.floor(Math.max(0, until - previous) / SECOND) * SECOND + 2 * SECOND
}
