/** From where two runs differ. */
import type { ConnectionTrace, TracedSegment } from '../../../trace/index.ts'

/** @returns The index of the first segment in which they differ; undefined when neither has one. */
export function firstDifference(one: ConnectionTrace, other: ConnectionTrace): number | undefined {
  const most = Math.max(one.segments.length, other.segments.length)
  for (let i = 0; i < most; i++) {
    const a = one.segments[i]
    const b = other.segments[i]
    if (a === undefined || b === undefined || !isSame(a, b)) return i
  }
  return undefined
}

function isSame(a: TracedSegment, b: TracedSegment): boolean {
  return (
    a.time === b.time &&
    a.arrival === b.arrival &&
    a.fate === b.fate &&
    a.from === b.from &&
    a.flags === b.flags &&
    a.relSeq === b.relSeq &&
    a.relAck === b.relAck &&
    a.length === b.length &&
    a.window === b.window
  )
}
