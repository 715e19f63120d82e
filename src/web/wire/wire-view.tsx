import './wire.css'
import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { say, wireSentences as w } from '../../text/index.ts'
import type { ConnectionTrace } from '../../trace/index.ts'
import { useCommands } from '../store/commands.ts'
import { remember, remembered } from '../store/storage.ts'
import { EmptyState, Split } from '../ui/index.ts'
import type { SequenceView } from './canvas/sequence-view.ts'
import { actionsOf } from './actions.ts'
import type { Found, WireActions } from './actions.ts'
import { ConnectionList } from './connection-list.tsx'
import { exportItems } from './export.ts'
import { firstDifference } from './model/compare.ts'
import { findMatches, parseFilter } from './model/filter.ts'
import { Axis } from './model/axis.ts'
import { segmentOfRow } from './model/picture.ts'
import type { Picture } from './model/picture.ts'
import { newWireState } from './model/state.ts'
import type { WireState } from './model/state.ts'
import { Panel } from './panel.tsx'
import { Search } from './search.tsx'
import { SequencePane } from './sequence-pane.tsx'
import { Toolbar } from './toolbar.tsx'
import type { WireSource, WireViewProps } from './types.ts'
import { usePicture } from './use-picture.ts'
import { wireCommands } from './wire-commands.ts'

/** A connection seen packet by packet: the diagram, and beside it its states, its plots and the chosen segment. */
export function WireView(props: WireViewProps) {
  const { source, compareWith, lang, compact = false } = props
  const state = useMemo(newWireState, [])
  const view = useRef<SequenceView | undefined>(undefined)
  const isPanelOpen = useSignal(remembered('wire.panel') !== 'closed' && innerWidth > NARROW)
  const trace = chosenTrace(source, state.connection.value ?? props.connection)
  useFresh(trace, state)
  const found = useMatches(trace, source, state, lang)
  const { picture, otherPicture, differsFrom } = usePictures(props, state, trace, found)
  const act = actionsOf({ props, state, picture, found, view })
  useCommands(wireCommands(state, source.isLive, act))
  const marked = useMarked(props.marked, trace, source.version)
  const first = marked?.indexOf(1) ?? -1
  const isDrawn = picture !== undefined
  useEffect(() => {
    if (first >= 0 && isDrawn) act.bring(first)
  }, [marked, isDrawn])
  if (trace === undefined) return <EmptyState title={say(w.nothingYet, lang)} />
  if (picture === undefined) return <div class="wire" />

  const drawn = { props, state, picture, otherPicture, differsFrom, found, marked, view, act }
  const diagrams = <Diagrams {...drawn} />
  return (
    <div class={`wire ${compact ? 'compact' : ''}`}>
      <Toolbar
        state={state}
        lang={lang}
        isLive={source.isLive}
        waiting={Math.max(0, trace.segments.length - picture.segments)}
        exports={exportItems({ source, trace, state, lang })}
        isPanelOpen={compact ? undefined : isPanelOpen.value}
        onPanel={() => {
          isPanelOpen.value = !isPanelOpen.value
          remember('wire.panel', isPanelOpen.value ? undefined : 'closed')
        }}
      >
        <Search state={state} lang={lang} found={found} onStep={act.stepMatch} />
      </Toolbar>
      {compareWith !== undefined && (
        <p class="wire-difference" role="status">
          {differsFrom === undefined
            ? say(w.sameHistory, lang)
            : say(w.firstDifference, lang, { n: differsFrom + 1 })}
        </p>
      )}
      <div class="wire-main">
        {source.connections.length > 1 && (
          <ConnectionList
            connections={source.connections}
            version={source.version}
            chosen={trace.id}
            lang={lang}
            onChoose={(id) => (state.connection.value = id)}
          />
        )}
        <div class="wire-stage">
          {compact || !isPanelOpen.value ? (
            diagrams
          ) : (
            <Split
              name="wire"
              label={say(w.panel, lang)}
              direction="row"
              fixed="second"
              size={400}
              min={260}
              first={diagrams}
              second={<SidePanel {...drawn} />}
            />
          )}
        </div>
      </div>
    </div>
  )
}

/** All that the parts of the view are drawn from. */
interface Drawn {
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
function Diagrams({ props, state, picture, otherPicture, differsFrom, found, marked, view, act }: Drawn) {
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
  const state = { ...shown, selected: own.selected, hovered: own.hovered, pointer: own.pointer }
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

function SidePanel({ props, state, picture, act }: Drawn) {
  return (
    <Panel
      picture={picture}
      samples={props.source.samples}
      state={state}
      lang={props.lang}
      onBytes={(props.onShowBytes ?? props.onSelectBytes) === undefined ? undefined : act.showBytes}
      onRefold={act.refold}
      onAction={props.onPacketAction}
      onTime={act.showTime}
    />
  )
}

/** The pictures of the run and of the one it is compared with, and from where they differ. */
function usePictures(
  { source, compareWith }: WireViewProps,
  state: WireState,
  trace: ConnectionTrace | undefined,
  found: Found | undefined,
) {
  const otherTrace = compareWith === undefined ? undefined : chosenTrace(compareWith, trace?.id)
  const open = useMemo(() => state.open.value.map(({ first }) => first), [state.open.value])
  const asked = { fold: state.fold.value, scale: state.scale.value }
  const picture = usePicture({
    ...asked,
    trace,
    version: source.version,
    notes: trace?.id === source.connections[0]?.id ? source.notes : undefined,
    open,
    only: state.onlyMatches.value ? found?.mask : undefined,
    paused: state.paused.value && source.isLive,
  }).value
  const otherPicture = usePicture({
    ...asked,
    trace: otherTrace,
    version: compareWith?.version ?? 0,
    notes: compareWith?.notes,
    // What was opened in the one is somewhere else in the other.
    open: NOTHING_OPEN,
    only: undefined,
    paused: false,
  }).value
  const differsFrom = useMemo(
    () => (trace === undefined || otherTrace === undefined ? undefined : firstDifference(trace, otherTrace)),
    [trace, otherTrace, source.version, compareWith?.version],
  )
  return { picture, otherPicture, differsFrom }
}

/** The segments that are meant, 1 for each. */
function useMarked(
  packets: readonly number[] | undefined,
  trace: ConnectionTrace | undefined,
  version: number,
): Uint8Array | undefined {
  return useMemo(() => {
    if (packets === undefined || packets.length === 0 || trace === undefined) return undefined
    const meant = new Set(packets)
    const mask = Uint8Array.from(trace.segments, ({ packet }) => (meant.has(packet) ? 1 : 0))
    return mask.includes(1) ? mask : undefined
  }, [packets, trace, version])
}

/** A phone has no room for the panel until it is asked for. */
const NARROW = 600
const NOTHING_OPEN: readonly number[] = []

function chosenTrace(source: WireSource, id: number | undefined): ConnectionTrace | undefined {
  return source.connections.find((trace) => trace.id === id) ?? source.connections[0]
}

/** Another connection starts without what was chosen in the last. */
function useFresh(trace: ConnectionTrace | undefined, state: WireState): void {
  const last = useRef<string | undefined>(undefined)
  const key = trace === undefined ? undefined : `${trace.id} ${trace.client.address} ${trace.client.port}`
  useEffect(() => {
    if (last.current !== undefined && last.current !== key) {
      state.selected.value = undefined
      state.hovered.value = undefined
      state.open.value = []
      state.plotted.value = undefined
    }
    last.current = key
  }, [key])
}

function useMatches(
  trace: ConnectionTrace | undefined,
  source: WireSource,
  state: WireState,
  lang: WireViewProps['lang'],
): Found | undefined {
  const query = state.query.value
  const matches = useMemo(() => {
    const matcher = trace === undefined ? undefined : parseFilter(query, { lang, preview: source.preview })
    return trace === undefined || matcher === undefined ? undefined : findMatches(trace, matcher)
  }, [trace, query, source.version, lang])
  const selected = state.selected.value
  return useMemo(() => {
    if (matches === undefined) return undefined
    let at = -1
    if (selected !== undefined && matches.mask[selected] === 1) {
      at = 0
      for (let i = 0; i < selected; i++) at += matches.mask[i] as number
    }
    return { ...matches, at }
  }, [matches, selected])
}
