import type { ConnectionTrace, Side, TracedSegment } from '../trace/index.ts'
import type { LayoutFold } from './types.ts'

/** Fewer than this are not worth hiding. */
const FEWEST = 3
const PLAIN = new Set(['data', 'ack', 'window-update'])

/**
 * @returns The runs of plain data one way and its ACKs to fold away: each keeps its first and its last segment in
 *   sight, and an answer is never hidden in the run before it.
 */
export function findFolds(trace: ConnectionTrace): LayoutFold[] {
  const folds: LayoutFold[] = []
  const { segments } = trace
  let start = 0
  let sender: Side | undefined
  for (let i = 0; i <= segments.length; i++) {
    const segment = segments[i]
    const plain = segment !== undefined && isPlain(segment)
    const speaks = plain && segment.length > 0 ? segment.from : sender
    if (plain && (sender === undefined || speaks === sender)) {
      sender = speaks
      continue
    }
    const hidden = i - start - 2
    if (hidden >= FEWEST) folds.push(foldOf(segments, start + 1, i - 2))
    start = plain ? i : i + 1
    sender = plain ? speaks : undefined
  }
  return folds
}

function isPlain(segment: TracedSegment): boolean {
  return segment.fate === 'delivered' && segment.kinds.every((kind) => PLAIN.has(kind))
}

function foldOf(segments: readonly TracedSegment[], first: number, last: number): LayoutFold {
  const totals: Record<Side, { segments: number; bytes: number }> = {
    client: { segments: 0, bytes: 0 },
    server: { segments: 0, bytes: 0 },
  }
  for (const segment of segments.slice(first, last + 1)) {
    totals[segment.from].segments++
    totals[segment.from].bytes += segment.length
  }
  return { first, last, until: (segments[last] as TracedSegment).time, totals }
}
