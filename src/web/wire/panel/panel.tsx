import { useSignal } from '@preact/signals'
import { lazyPlots } from './lazy-plots.ts'
import type { Nanos } from '../../../base/index.ts'
import { say, type Lang } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import { Tabs } from '../../ui/index.ts'
import { Details } from './details.tsx'
import { type Picture, stateAtRow } from '../model/picture.ts'
import type { WireState } from '../model/state.ts'
import { StateMachine } from './state-machine.tsx'
import type { WireSample, WireViewProps } from '../types.ts'

/** Beside the diagram: the chosen segment, the states of both ends, the plots. */
export function Panel(props: {
  readonly picture: Picture
  readonly samples: readonly WireSample[] | undefined
  readonly state: WireState
  readonly lang: Lang
  readonly onBytes: (() => void) | undefined
  readonly onRefold: (() => void) | undefined
  readonly onAction: WireViewProps['onPacketAction'] | undefined
  readonly onTime: (time: Nanos) => void
  readonly onRange: (from: Nanos, to: Nanos) => void
}) {
  const { picture, samples, state, lang, onBytes, onRefold, onAction, onTime, onRange } = props
  const tab = useSignal<'states' | 'plots'>('states')
  const { trace } = picture
  const index = state.hovered.value ?? state.selected.value
  const row = state.sight.value?.lastRow ?? -1
  const states =
    index === undefined
      ? { client: stateAtRow(picture, 'client', row), server: stateAtRow(picture, 'server', row) }
      : (trace.segments[index]?.state ?? trace.finalState)
  const Plots = tab.value === 'plots' ? lazyPlots.value : undefined
  return (
    <div class="wire-panel">
      <section class="wire-panel-segment" tabIndex={0} aria-label={say(w.details, lang)}>
        <Details
          trace={trace}
          segment={state.selected.value}
          lang={lang}
          onBytes={onBytes}
          onRefold={onRefold}
          onAction={onAction}
        />
      </section>
      <Tabs
        label={say(w.panel, lang)}
        tabs={[
          { id: 'states', label: say(w.stateMachine, lang) },
          { id: 'plots', label: say(w.plots, lang) },
        ]}
        value={tab.value}
        onChange={(value) => (tab.value = value)}
        controls="wire-panel-body"
      />
      <div
        id="wire-panel-body"
        class="wire-panel-body"
        role="tabpanel"
        tabIndex={0}
        aria-label={say(w.panel, lang)}
      >
        {tab.value === 'states' && <StateMachine states={states} lang={lang} />}
        {Plots !== undefined && (
          <Plots
            picture={picture}
            samples={samples}
            state={state}
            lang={lang}
            onTime={onTime}
            onRange={onRange}
          />
        )}
      </div>
    </div>
  )
}
