import './wire.css'
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { say } from '../../say/index.ts'
import { wireSentences as w } from './sentences.ts'
import { explainSegment, type ConnectionTrace } from '../../trace/index.ts'
import { useCommands } from '../store/commands.ts'
import { remember, remembered } from '../store/storage.ts'
import { EmptyState, Split } from '../ui/index.ts'
import type { SequenceView } from './canvas/sequence-view.ts'
import { actionsOf, type Found, type WireActions } from './actions.ts'
import { Diagrams, type Drawn } from './sequence/diagrams.tsx'
import { ConnectionList } from './connection-list.tsx'
import { SegmentButtons } from './panel/details.tsx'
import { exportItems } from './export.ts'
import { firstDifference } from './model/compare.ts'
import { parseFilter } from './model/filter.ts'
import { searchSegments, type Matches } from './model/search-run.ts'
import { newWireState, type WireState } from './model/state.ts'
import { Panel } from './panel/panel.tsx'
import { Search } from './search.tsx'
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
        <Search state={state} lang={lang} found={found} all={trace.segments.length} onStep={act.stepMatch} />
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
      {(compact || !isPanelOpen.value) && <Said {...drawn} />}
    </div>
  )
}

/** Without the panel: the chosen segment in words, and what can be done with it. */
function Said({ props, state, picture, act }: Drawn) {
  const index = state.selected.value
  const segment = index === undefined ? undefined : picture.trace.segments[index]
  if (index === undefined || segment === undefined) return null
  const { lang, onPacketAction } = props
  return (
    <div class="wire-said">
      <p aria-live="polite">{explainSegment(picture.trace, index, lang)}</p>
      <SegmentButtons
        segment={segment}
        lang={lang}
        onBytes={bytesOf(props, act)}
        onRefold={act.refold}
        onAction={onPacketAction}
      />
    </div>
  )
}

function bytesOf(props: WireViewProps, act: WireActions): (() => void) | undefined {
  return (props.onShowBytes ?? props.onSelectBytes) === undefined ? undefined : act.showBytes
}

function SidePanel({ props, state, picture, act }: Drawn) {
  return (
    <Panel
      picture={picture}
      samples={props.source.samples}
      state={state}
      lang={props.lang}
      onBytes={bytesOf(props, act)}
      onRefold={act.refold}
      onAction={props.onPacketAction}
      onTime={act.showTime}
      onRange={act.showRange}
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
  const told = useSignal<Matches | undefined>(undefined)
  useLayoutEffect(() => {
    const matcher = trace === undefined ? undefined : parseFilter(query, { lang, preview: source.preview })
    if (trace === undefined || matcher === undefined) {
      told.value = undefined
      return undefined
    }
    return searchSegments(trace, matcher, (found) => (told.value = found))
  }, [trace, query, source.version, lang])
  const matches = told.value
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
