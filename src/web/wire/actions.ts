import type { Nanos } from '../../base/index.ts'
import { foldOf, ROW } from '../../diagram/index.ts'
import type { SequenceView } from './canvas/sequence-view.ts'
import { Axis, MARGIN } from './model/axis.ts'
import { rowOfSegment, segmentOfRow, type Picture } from './model/picture.ts'
import type { WireState } from './model/state.ts'
import type { WireViewProps } from './types.ts'

/** What a search found. */
export interface Found {
  /** 1 for each segment that is meant. */
  readonly mask: Uint8Array
  readonly count: number
  /** How many segments have been looked at so far. */
  readonly searched: number
  /** Which of them is chosen, from 0; -1: none. */
  readonly at: number
}

interface Context {
  readonly props: WireViewProps
  readonly state: WireState
  readonly picture: Picture | undefined
  readonly found: Found | undefined
  readonly view: { readonly current: SequenceView | undefined }
}

/** What a person can do in the view. */
export interface WireActions {
  readonly choose: (row: number) => void
  readonly showBytes: () => void
  /** Folds the run of the chosen segment again; undefined: it is in none that was opened. */
  readonly refold: (() => void) | undefined
  readonly showTime: (time: Nanos) => void
  /** Brings a stretch of time into sight; to scale, as large as there is room. */
  readonly showRange: (from: Nanos, to: Nanos) => void
  readonly stepMatch: (step: 1 | -1) => void
  /** Chooses a segment, opens the fold it is in, and brings it into sight. */
  readonly bring: (segment: number) => void
  readonly move: (step: 1 | -1) => void
  readonly toEdge: (edge: 'start' | 'end') => void
  readonly toggleLive: () => void
  readonly clear: () => void
  /** A key in the diagram. @returns Whether it meant anything. */
  readonly key: (event: KeyboardEvent) => boolean
}

export function actionsOf(context: Context): WireActions {
  const { props, state, picture, view } = context
  const selected = state.selected.value
  const run = state.open.value.find(
    ({ first, last }) => selected !== undefined && first <= selected && selected <= last,
  )
  const actions: Omit<WireActions, 'key'> = {
    choose: (row) => choose(context, row),
    showBytes: () => reportBytes(context, props.onShowBytes ?? props.onSelectBytes),
    refold:
      run === undefined
        ? undefined
        : () => (state.open.value = state.open.value.filter((other) => other !== run)),
    showTime: (time) => {
      if (picture === undefined) return
      const axis = new Axis(picture.rows, state.scale.value, state.zoom.value)
      state.follow.value = false
      view.current?.scrollTo(axis.yOfTime(time) - view.current.height / 2)
    },
    showRange: (from, to) => showRange(context, from, to),
    stepMatch: (step) => stepMatch(context, step),
    bring: (segment) => bring(context, segment),
    move: (step) => {
      const last = (picture?.segments ?? 1) - 1
      show(context, Math.max(0, Math.min(last, (selected ?? -1) + step)))
    },
    toEdge: (edge) => {
      state.follow.value = edge === 'end'
      if (edge === 'end') view.current?.scrollToEnd()
      else view.current?.scrollTo(0)
    },
    toggleLive: () => {
      if (state.follow.value && !state.paused.value) state.paused.value = true
      else {
        state.paused.value = false
        state.follow.value = true
      }
    },
    clear: () => {
      if (state.query.value === '') state.selected.value = undefined
      else state.query.value = ''
    },
  }
  return { ...actions, key: (event) => pressed(event, state, props.source.isLive, actions) }
}

function reportBytes({ state, picture }: Context, tell: WireViewProps['onSelectBytes']): void {
  const index = state.selected.value
  const segment = index === undefined ? undefined : picture?.trace.segments[index]
  if (picture === undefined || index === undefined || segment === undefined || segment.length === 0) return
  tell?.({
    connection: picture.trace.id,
    from: segment.from,
    offset: segment.relSeq - 1,
    length: segment.length,
    segment: index,
  })
}

function showRange({ state, picture, view }: Context, from: Nanos, to: Nanos): void {
  const shown = view.current
  if (picture === undefined || shown === undefined) return
  state.follow.value = false
  if (state.scale.value === 'time') {
    const { perNano } = new Axis(picture.rows, 'time', 1)
    const before = state.zoom.value
    state.zoomBy(((1 - 2 * MARGIN) * shown.height) / ((to - from) * perNano) / before)
    if (state.zoom.value !== before) {
      state.goal.value = from
      return
    }
  }
  const axis = new Axis(picture.rows, state.scale.value, state.zoom.value)
  shown.scrollTo(axis.yFrom(from) - MARGIN * shown.height)
}

/** Chooses a segment and brings it into sight. */
function show({ state, picture, view }: Context, segment: number): void {
  state.selected.value = segment
  const row = picture === undefined ? undefined : rowOfSegment(picture, segment)
  if (row !== undefined) view.current?.reveal(row)
}

/** A fold opens; a segment is chosen, and its bytes with it. */
function choose(context: Context, row: number): void {
  const { state, picture } = context
  if (picture === undefined) return
  const { rows } = picture
  if (rows.kind[row] === ROW.fold) {
    const fold = rows.folds[rows.ref[row] as number]
    if (fold === undefined) return
    state.open.value = [...state.open.value, fold]
    state.selected.value = fold.first
    return
  }
  const segment = segmentOfRow(picture, row)
  if (segment === undefined) return
  state.selected.value = segment
  reportBytes(context, context.props.onSelectBytes)
}

function bring(context: Context, segment: number): void {
  const { state, picture } = context
  const { rows } = picture ?? {}
  const fold = rows?.folds[foldOf(rows.folds, segment)]
  if (fold !== undefined) state.open.value = [...state.open.value, fold]
  show(context, segment)
}

function stepMatch(context: Context, step: 1 | -1): void {
  const { state, found } = context
  if (found === undefined || found.count === 0) return
  const { mask } = found
  const from = state.selected.value ?? (step === 1 ? -1 : mask.length)
  for (let i = 1; i <= mask.length; i++) {
    const next = (from + step * i + mask.length * 2) % mask.length
    if (mask[next] !== 1) continue
    return bring(context, next)
  }
}

function pressed(
  event: KeyboardEvent,
  state: WireState,
  isLive: boolean,
  act: Omit<WireActions, 'key'>,
): boolean {
  switch (event.key) {
    case '+':
    case '=':
      state.zoomBy(1.4)
      return true
    case '-':
      state.zoomBy(1 / 1.4)
      return true
    case '0':
      state.zoom.value = 1
      return true
    case 'f':
      if (act.refold === undefined) return false
      act.refold()
      return true
    case 'n':
      act.stepMatch(1)
      return true
    case 'N':
      act.stepMatch(-1)
      return true
    case 'Escape':
      act.clear()
      return true
    case ' ':
      if (isLive) act.toggleLive()
      return true
    default:
      return false
  }
}
