import type { ScriptSegment } from '../../src/drill/run/print.ts'
import type { Outcome } from './scenario.ts'

/** What came of a scenario on one side. Times are nanoseconds since its start. */
export interface Trace {
  /** When each step was made: the kernel's can be late by what the machine was busy. */
  readonly times: readonly number[]
  /** What each call gave; undefined for a segment. */
  readonly outcomes: readonly (Outcome | undefined)[]
  readonly sent: readonly Sent[]
}

/** A segment that came out, in the script's numbers. */
export interface Sent {
  readonly at: number
  readonly segment: ScriptSegment
}
