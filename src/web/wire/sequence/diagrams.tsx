import { useSignalEffect } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import { say } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import type { Found, WireActions } from '../actions.ts'
import type { SequenceView } from '../canvas/sequence-view.ts'
import { Axis } from '../model/axis.ts'
import { segmentOfRow, type Picture } from '../model/picture.ts'
import { newWireState, type WireState } from '../model/state.ts'
import { SequencePane } from './sequence-pane.tsx'
import type { WireSource, WireViewProps } from '../types.ts'

/** All that the parts of the view are drawn from. */
export interface Drawn {
  readonly props: WireViewProps
  readonly state: WireState
  readonly picture: Picture
  readonly otherPicture: Picture | undefined
  readonly differsFrom: number | undefined
  readonly found: Found | undefined
  readonly marked: Uint8Array | undefined
  readonly view: { current: SequenceView | undefined }
  readonly act: WireActions
}

/** The diagram; with another run to compare with, both side by side. */
export function Diagrams({
  props,
  state,
  picture,
  otherPicture,
  differsFrom,
  found,
  marked,
  view,
  act,
}: Drawn) {
  const { source, compareWith, lang, names } = props
  const pane = (
    <SequencePane
      picture={picture}
      state={state}
      lang={lang}
      matches={state.onlyMatches.value ? undefined : (found?.mask ?? marked)}
      differsFrom={differsFrom}
      preview={source.preview}
      isLive={source.isLive}
      title={otherPicture === undefined ? undefined : (names?.source ?? say(w.after, lang))}
      onView={(made) => (view.current = made)}
      onSight={(sight) => (state.sight.value = sight)}
      onChoose={act.choose}
      onKey={act.key}
    />
  )
  if (otherPicture === undefined) return pane
  return (
    <div class="wire-pair">
      <ComparedPane
        picture={otherPicture}
        shown={state}
        lang={lang}
        differsFrom={differsFrom}
        preview={compareWith?.preview}
        title={names?.compareWith ?? say(w.before, lang)}
      />
      {pane}
    </div>
  )
}

/** The other run: it follows the first one's place in time, its scale and its zoom, and has a choice of its own. */
function ComparedPane(props: {
  readonly picture: Picture
  readonly shown: WireState
  readonly lang: WireViewProps['lang']
  readonly differsFrom: number | undefined
  readonly preview: WireSource['preview']
  readonly title: string
}) {
  const { picture, shown, lang, differsFrom, preview, title } = props
  const own = useMemo(newWireState, [])
  const state = {
    ...shown,
    selected: own.selected,
    hovered: own.hovered,
    pointer: own.pointer,
    goal: own.goal,
  }
  const view = useRef<SequenceView | undefined>(undefined)
  const scale = shown.scale.value
  const zoom = shown.zoom.value
  useSignalEffect(() => {
    const from = shown.sight.value?.from
    if (from === undefined) return
    const axis = new Axis(picture.rows, scale, zoom)
    view.current?.scrollTo(axis.yFrom(from) - axis.y(0))
  })
  return (
    <SequencePane
      picture={picture}
      state={state}
      lang={lang}
      matches={undefined}
      differsFrom={differsFrom}
      preview={preview}
      isLive={false}
      title={title}
      onView={(made) => (view.current = made)}
      onChoose={(row) => (own.selected.value = segmentOfRow(picture, row))}
      onKey={() => false}
    />
  )
}
