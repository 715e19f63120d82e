import type { Lang } from '../say/index.ts'
import { type ConnectionTrace, type TracedSegment, explainSegment } from '../trace/index.ts'

/** @returns What is said of a segment; nothing when that fails, as one sentence is not to cost the whole picture. */
export function sentenceOf(trace: ConnectionTrace, segment: number, lang: Lang): string {
  return orNothing(() => explainSegment(trace, segment, lang)) ?? ''
}

/** @returns A segment's payload as the caller reads it; undefined when it has none, or the caller fails on it. */
export function previewOf(
  preview: ((segment: TracedSegment, index: number) => string | undefined) | undefined,
  segment: TracedSegment,
  index: number,
): string | undefined {
  return preview === undefined ? undefined : orNothing(() => preview(segment, index))
}

function orNothing(make: () => string | undefined): string | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
