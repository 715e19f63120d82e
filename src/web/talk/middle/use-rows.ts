import { useSignal, type Signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { PageTranscript } from '../transcript/transcript.ts'
import type { TranscriptRows } from '../transcript/types.ts'
import type { Room } from './measure.ts'
import { LiveRows, type RowsAs } from './row-list.ts'

/** Rows above and below what is seen, so that a fast scroll shows no holes. */
const SPARE_ROWS = 12

/** What a pane shows of a transcript, and where it stands in it. */
export interface RowsHere {
  readonly live: LiveRows
  /** The numbers of the rows to draw: from, and up to. */
  readonly first: number
  readonly last: number
  readonly isFollowing: Signal<boolean>
  /** Rows that came while it did not follow. */
  readonly missed: Signal<number>
  readonly isAtTop: boolean
  readonly follow: (on: boolean) => void
  readonly showRow: (row: number) => void
  readonly onScroll: (element: HTMLElement) => void
}

/** The place that stays where it is when rows are made anew. */
interface Anchor {
  readonly message: number
  readonly below: number
}

/**
 * Keeps the rows of a transcript up to date, and the pane where it should be: at the end while it follows, which
 * it lets go when the person scrolls up and takes up again at the end; else at the same read or write.
 */
export function useRows(
  pane: RefObject<HTMLElement | null>,
  transcript: PageTranscript,
  as: RowsAs,
  { rowHeight, height }: Room,
): RowsHere {
  const scroll = useSignal(0)
  const isFollowing = useSignal(true)
  const missed = useSignal(0)
  const live = useRef<LiveRows | undefined>(undefined)
  const anchor = useRef<Anchor | undefined>(undefined)
  if (live.current?.isOf(transcript, as) !== true) live.current = new LiveRows(transcript, as)
  const fresh = live.current.update()
  const { rows } = live.current

  useLayoutEffect(() => {
    const element = pane.current
    if (element === null) return
    if (isFollowing.peek()) element.scrollTop = element.scrollHeight
    else if (fresh === undefined && anchor.current !== undefined) {
      const row = rows.rowOf(anchor.current.message)
      if (row >= 0) element.scrollTop = row * rowHeight - anchor.current.below
    } else if (fresh !== undefined && fresh > 0) missed.value += fresh
  }, [rows, rows.length, rowHeight, height])

  const follow = (on: boolean): void => {
    isFollowing.value = on
    missed.value = 0
    if (on && pane.current !== null) pane.current.scrollTop = pane.current.scrollHeight
  }
  const onScroll = (element: HTMLElement): void => {
    const before = scroll.value
    const { scrollTop } = element
    scroll.value = scrollTop
    const isAtEnd = scrollTop + element.clientHeight >= element.scrollHeight - rowHeight
    if (scrollTop < before - 1 && !isAtEnd) isFollowing.value = false
    else if (isAtEnd && !isFollowing.value && scrollTop > before) follow(true)
    anchor.current = anchorAt(rows, Math.floor(scrollTop / rowHeight), rowHeight, scrollTop)
    if (scrollTop < 2 * rowHeight && !isFollowing.value) void transcript.loadOlder().catch(() => undefined)
  }
  const showRow = (row: number): void => {
    isFollowing.value = false
    if (pane.current !== null) pane.current.scrollTop = Math.max(0, row * rowHeight - height / 3)
  }
  return {
    live: live.current,
    first: Math.max(0, Math.floor(scroll.value / rowHeight) - SPARE_ROWS),
    last: Math.min(rows.length, Math.ceil((scroll.value + height) / rowHeight) + SPARE_ROWS),
    isFollowing,
    missed,
    isAtTop: scroll.value < rowHeight,
    follow,
    showRow,
    onScroll,
  }
}

function anchorAt(
  rows: TranscriptRows,
  top: number,
  rowHeight: number,
  scrollTop: number,
): Anchor | undefined {
  for (let i = top; i < Math.min(rows.length, top + 50); i++) {
    const row = rows.at(i)
    if (row === undefined || row.kind === 'note') continue
    const { index } = row.message
    return { message: index, below: rows.rowOf(index) * rowHeight - scrollTop }
  }
  return undefined
}
