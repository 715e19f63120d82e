import { own } from '../../../base/index.ts'
import type { ReadonlySignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import { foldLabel, ROW, type LayoutFold } from '../../../diagram/index.ts'
import { say } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import type { SequenceView, Sight } from '../canvas/sequence-view.ts'
import { timeText } from '../model/time-text.ts'
import type { Axis } from '../model/axis.ts'
import { isChoosable, nextChoosable, rowOfSegment, segmentOfRow, type Picture } from '../model/picture.ts'
import type { PaneProps } from './pane-props.ts'

interface ListProps extends PaneProps {
  readonly axis: Axis
  readonly view: RefObject<SequenceView | undefined>
  readonly sight: ReadonlySignal<Sight | undefined>
  readonly isScrolling: ReadonlySignal<boolean>
  readonly words: (segment: number) => string
}

/** More options than this are a texture, not a list to be read. */
const MOST_OPTIONS = 80

/**
 * The rows in sight as a list box over the canvas, each in words: what keyboards and screen readers use. It is drawn
 * when scrolling has come to rest, so that scrolling costs nothing but the canvas.
 */
export function RowList(props: ListProps) {
  const { picture, state, lang, axis, view, sight, isScrolling, words } = props
  const list = useRef<HTMLDivElement>(null)
  const seen = sight.value
  const active = rowOfSegment(picture, state.selected.value)
  const rows = isScrolling.value ? [] : rowsInSight(picture, seen, active)
  const id = `wire-${picture.trace.id}${props.title === undefined ? '' : '-b'}`
  const { client, server } = picture.trace
  const name = say(w.diagram, lang, {
    client: `${client.address}:${client.port}`,
    server: `${server.address}:${server.port}`,
  })
  return (
    <div
      class="wire-rows"
      role="listbox"
      tabIndex={0}
      ref={list}
      aria-label={name}
      data-page-keys
      {...(active === undefined || !rows.includes(active)
        ? {}
        : { 'aria-activedescendant': `${id}-${active}` })}
      onKeyDown={(event) => press(event, props, active)}
      onFocus={() => {
        if (active === undefined) choose(props, nextChoosable(picture, (seen?.firstRow ?? 0) - 1, 1))
      }}
    >
      {rows.map((row) => (
        <div
          key={row}
          id={`${id}-${row}`}
          role="option"
          class="wire-row"
          data-row={row}
          aria-selected={row === active}
          aria-setsize={picture.rows.count}
          aria-posinset={row + 1}
          style={{
            top: `${(view.current?.place(axis.y(row)) ?? 0) - 12}px`,
            height: `${Math.max(8, Math.min(axis.rowHeight, 34))}px`,
          }}
          aria-label={rowInWords(picture, row, lang, words)}
          onClick={() => props.onChoose(row)}
        />
      ))}
    </div>
  )
}

function rowsInSight(picture: Picture, sight: Sight | undefined, active: number | undefined): number[] {
  const rows: number[] = []
  const last = Math.min(sight?.lastRow ?? 0, picture.rows.count - 1)
  for (let row = sight?.firstRow ?? 0; row <= last && rows.length < MOST_OPTIONS; row++) {
    if (isChoosable(picture, row)) rows.push(row)
  }
  if (active !== undefined && !rows.includes(active)) rows.push(active)
  return rows
}

function rowInWords(
  picture: Picture,
  row: number,
  lang: PaneProps['lang'],
  words: (segment: number) => string,
): string {
  if (picture.rows.kind[row] === ROW.fold) {
    const fold = picture.rows.folds[picture.rows.ref[row] as number] as LayoutFold
    return say(w.foldRow, lang, { what: foldLabel(fold, lang) })
  }
  const segment = segmentOfRow(picture, row) ?? 0
  return say(w.row, lang, {
    n: segment + 1,
    time: timeText(picture, picture.rows.time[row] ?? 0),
    sentence: words(segment),
  })
}

function choose({ picture, state, view }: ListProps, row: number): void {
  const segment = row < 0 ? undefined : segmentOfRow(picture, row)
  if (segment === undefined) return
  state.selected.value = segment
  if (state.follow.value) state.follow.value = false
  view.current?.reveal(row)
}

function press(event: KeyboardEvent, props: ListProps, active: number | undefined): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const { picture, sight } = props
  const page = Math.max(1, (sight.value?.lastRow ?? 0) - (sight.value?.firstRow ?? 0) - 2)
  const at = active ?? (sight.value?.firstRow ?? 0) - 1
  const last = picture.rows.count - 1
  const go = (from: number, step: 1 | -1): void => choose(props, nextChoosable(picture, from, step))
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(at, 1),
    j: () => go(at, 1),
    ArrowUp: () => go(at, -1),
    k: () => go(at, -1),
    PageDown: () => go(Math.min(last, at + page) - 1, 1),
    PageUp: () => go(Math.max(0, at - page) + 1, -1),
    Home: () => go(-1, 1),
    End: () => go(last + 1, -1),
    Enter: () => {
      if (active !== undefined) props.onChoose(active)
    },
  }
  const run = own(keys, event.key)
  if (run !== undefined) run()
  else if (!props.onKey(event)) return
  event.preventDefault()
  event.stopPropagation()
}
