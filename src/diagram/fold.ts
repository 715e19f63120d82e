import type { Side } from '../trace/index.ts'
import type { SegmentColumns } from './columns.ts'
import type { LayoutFold } from './types.ts'

/** Fewer than this are not worth hiding. */
const FEWEST = 3
const NOBODY = 2

/**
 * @param open - Indices of segments: a run that hides one of them stays open.
 * @returns The runs of plain data one way and its ACKs to fold away: each keeps its first and its last segment in
 *   sight, and an answer is never hidden in the run before it.
 */
export function findFolds(columns: SegmentColumns, open: ReadonlySet<number> = new Set()): LayoutFold[] {
  const folds: LayoutFold[] = []
  const { count, from, bytes, plain } = columns
  let start = 0
  let sender = NOBODY
  for (let i = 0; i <= count; i++) {
    const isPlain = i < count && plain[i] === 1
    const speaks = isPlain && (bytes[i] as number) > 0 ? (from[i] as number) : sender
    if (isPlain && (sender === NOBODY || speaks === sender)) {
      sender = speaks
      continue
    }
    const first = start + 1
    const last = i - 2
    if (last - first + 1 >= FEWEST && !isOpen(open, first, last)) folds.push(foldOf(columns, first, last))
    start = isPlain ? i : i + 1
    sender = isPlain ? speaks : NOBODY
  }
  return folds
}

function isOpen(open: ReadonlySet<number>, first: number, last: number): boolean {
  for (const segment of open) if (segment >= first && segment <= last) return true
  return false
}

function foldOf(columns: SegmentColumns, first: number, last: number): LayoutFold {
  const totals: Record<Side, { segments: number; bytes: number }> = {
    client: { segments: 0, bytes: 0 },
    server: { segments: 0, bytes: 0 },
  }
  for (let i = first; i <= last; i++) {
    const side = totals[columns.from[i] === 0 ? 'client' : 'server']
    side.segments++
    side.bytes += columns.bytes[i] as number
  }
  return { first, last, until: columns.time[last] as number, totals }
}
