import { useSignal, useSignalEffect } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { diagramWords } from '../../../diagram/index.ts'
import { say, type Lang } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import type { Side } from '../../../trace/index.ts'
import { SequenceView, type Sight } from '../canvas/sequence-view.ts'
import { keepPlace } from '../model/keep-place.ts'
import { Axis, MARGIN } from '../model/axis.ts'
import { stateAtRow, type Picture } from '../model/picture.ts'
import type { WireState } from '../model/state.ts'
import { sentenceBook } from '../model/words.ts'
import type { PaneProps } from './pane-props.ts'
import { RowList } from './row-list.tsx'
import { Strip } from './strip.tsx'
import { Tip } from './tip.tsx'

/** One connection: names above the lanes, the strip of all time, the canvas in its scroller, the rows as a list. */
export function SequencePane(props: PaneProps) {
  const { picture, state, lang } = props
  const { scale, zoom, hovered } = state
  const axis = useMemo(
    () => new Axis(picture.rows, scale.value, zoom.value),
    [picture, scale.value, zoom.value],
  )
  const words = useMemo(() => sentenceBook(picture.trace, lang), [picture, lang])
  const { scroller, canvas, view, sight, isScrolling } = useSequenceView(props, axis, words)
  return (
    <section class="wire-pane" aria-label={props.title ?? say(w.diagramPane, lang)}>
      {props.title !== undefined && <h3 class="wire-pane-title">{props.title}</h3>}
      <Strip
        picture={picture}
        sight={sight}
        lang={lang}
        onTime={(time) => scrollToTime(view.current, axis, time)}
      />
      <Heads picture={picture} sight={sight} lang={lang} />
      <div
        class="wire-scroller"
        ref={scroller}
        onPointerMove={(event) => point(event, view.current, state)}
        onPointerLeave={() => (hovered.value = undefined)}
        onClick={(event) => {
          const at = pointOf(event)
          const hit = view.current?.hit(at.x, at.y)
          if (hit !== undefined) props.onChoose(hit.row)
        }}
        onWheel={(event) => zoomByWheel(event, state)}
      >
        <div class="wire-space" style={{ height: `${SequenceView.spaceFor(axis)}px` }}>
          <canvas class="wire-canvas" ref={canvas} aria-hidden="true" />
          <RowList {...props} axis={axis} view={view} sight={sight} isScrolling={isScrolling} words={words} />
        </div>
      </div>
      <Tip picture={picture} state={state} lang={lang} words={words} />
    </section>
  )
}

/** Scrolling is at rest after this many milliseconds without any. */
const REST_MS = 90

/** The canvas and its scroller, shown anew whenever something they draw has changed. */
function useSequenceView(props: PaneProps, axis: Axis, words: (segment: number) => string) {
  const { picture, state, lang, matches, differsFrom, preview, isLive } = props
  const { selected, hovered, follow, paused, cursor } = state
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const view = useRef<SequenceView | undefined>(undefined)
  const sight = useSignal<Sight | undefined>(undefined)
  const isScrolling = useSignal(false)
  const latest = useRef(props)
  latest.current = props

  useEffect(() => {
    if (scroller.current === null || canvas.current === null) return undefined
    let settle = 0
    const made = new SequenceView(scroller.current, canvas.current, {
      onSight: (seen) => {
        sight.value = seen
        latest.current.onSight?.(seen)
        isScrolling.value = true
        clearTimeout(settle)
        settle = window.setTimeout(() => (isScrolling.value = false), REST_MS)
      },
    })
    view.current = made
    latest.current.onView?.(made)
    return () => {
      clearTimeout(settle)
      latest.current.onView?.(undefined)
      made.close()
      view.current = undefined
    }
  }, [])

  const before = useRef<Axis | undefined>(undefined)
  useEffect(() => {
    const shown = view.current
    if (shown === undefined) return
    const top = before.current === undefined ? 0 : keepPlace(before.current, axis, shown.top, shown.height)
    const isNew = before.current !== axis
    before.current = axis
    shown.show({
      picture,
      axis,
      lang,
      hovered: hovered.value,
      selected: selected.value,
      matches,
      cursor: cursor.value,
      differsFrom,
      preview,
      words,
    })
    if (!isNew) return
    const goal = state.goal.peek()
    state.goal.value = undefined
    if (goal !== undefined) shown.scrollTo(axis.yFrom(goal) - MARGIN * shown.height)
    else if (isLive && follow.value && !paused.value) shown.scrollToEnd()
    else shown.scrollTo(top)
  }, [picture, axis, lang, matches, differsFrom, preview, words, hovered.value, selected.value, cursor.value])

  useSignalEffect(() => {
    if (follow.value && isLive && !paused.value) view.current?.scrollToEnd()
  })
  return { scroller, canvas, view, sight, isScrolling }
}

function scrollToTime(view: SequenceView | undefined, axis: Axis, time: number): void {
  if (view !== undefined) view.scrollTo(axis.yOfTime(time) - view.height / 2)
}

function pointOf(event: MouseEvent & { readonly currentTarget: HTMLElement }): { x: number; y: number } {
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}

function point(
  event: PointerEvent & { readonly currentTarget: HTMLElement },
  view: SequenceView | undefined,
  state: WireState,
): void {
  if (event.pointerType === 'touch' || view === undefined) return
  const at = pointOf(event)
  const hit = view.hit(at.x, at.y)
  state.hovered.value = hit.segment
  state.pointer.value = { x: event.clientX, y: event.clientY }
}

/** Ctrl and the wheel, or two fingers. */
function zoomByWheel(event: WheelEvent, state: WireState): void {
  if (!event.ctrlKey && !event.metaKey) return
  event.preventDefault()
  state.zoomBy(Math.exp(-event.deltaY / 300))
}

/** Who is at each lane, and in which state at the end of what is in sight. */
function Heads(props: {
  readonly picture: Picture
  readonly sight: ReadonlySignal<Sight | undefined>
  readonly lang: Lang
}) {
  const { picture, sight, lang } = props
  const row = sight.value?.lastRow ?? -1
  return (
    <div class="wire-heads">
      {(['client', 'server'] as const).map((side: Side) => {
        const state = stateAtRow(picture, side, row)
        const { address, port } = picture.trace[side]
        const place = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
        return (
          <div key={side} class={`wire-head ${side}`}>
            <strong>{say(diagramWords[side], lang)}</strong> <span class="wire-head-place">{place}</span>
            <span class="wire-head-state" data-state={state}>
              {state}
            </span>
          </div>
        )
      })}
    </div>
  )
}
