import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Nanos } from '../../../base/index.ts'
import { diagramWords } from '../../../diagram/index.ts'
import { say, sayDuration, type Lang, type Sentence } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import type { Side } from '../../../trace/index.ts'
import { Select } from '../../ui/index.ts'
import { busierSide, flightSeries, roundTripSeries, sequenceSeries, variableSeries } from '../model/series.ts'
import type { Picture } from '../model/picture.ts'
import type { WireState } from '../model/state.ts'
import type { WireSample } from '../types.ts'
import { Plot, tableOf, type PlotAxis, type PlotContent, type PlotRange } from './plot.tsx'
import { SACK_COLOUR, sequenceContent } from './sequence-plot.ts'
import { shortBytes } from './ticks.ts'

/** The four plots of what one side sent, on one time axis. */
export function Plots(props: {
  readonly picture: Picture
  readonly samples: readonly WireSample[] | undefined
  readonly state: WireState
  readonly lang: Lang
  readonly onTime: (time: Nanos) => void
  readonly onRange: (from: Nanos, to: Nanos) => void
}) {
  const { picture, samples, state, lang, onTime, onRange } = props
  const { trace } = picture
  const range = useSignal<PlotRange>(undefined)
  const side = state.plotted.value ?? busierSide(trace)
  const found = useMemo(() => contentsOf(picture, samples, side), [picture, samples, side])
  const index = state.hovered.value ?? state.selected.value
  const pointed = index === undefined ? undefined : trace.segments[index]?.time
  const axis: PlotAxis = { state, range, start: picture.start, end: picture.end, pointed, onTime, onRange }
  const name = (one: Side): string => say(diagramWords[one], lang)
  return (
    <div class="wire-plots">
      <div class="wire-plots-tools">
        <Select
          label={say(w.plotOf, lang)}
          value={side}
          options={[
            { value: 'client', label: name('client') },
            { value: 'server', label: name('server') },
          ]}
          onChange={(value) => (state.plotted.value = value)}
        />
        <span class="quiet small">{say(w.plotHint, lang)}</span>
      </div>
      {listPlots(found).map(({ title, content, lines, absent }) =>
        content === undefined ? (
          absent !== undefined && (
            <p key={title.en} class="wire-absent">
              {say(absent, lang)}
            </p>
          )
        ) : (
          <Plot
            key={title.en}
            title={say(title, lang)}
            axis={axis}
            content={content}
            legend={legend(lang, lines)}
          />
        ),
      )}
    </div>
  )
}

/** A colour's token, a shape, a name. */
type Line = readonly [string, string, Sentence]

interface ListedPlot {
  readonly title: Sentence
  readonly content: PlotContent | undefined
  readonly lines: readonly Line[]
  /** What is said when there is nothing to draw. */
  readonly absent?: Sentence
}

function listPlots({ sequence, cwnd, rtt, flight }: Contents): readonly ListedPlot[] {
  const variables: readonly Line[] = [
    ['--wire-data', '—', w.lineSrtt],
    ['--wire-retransmission', '╌', w.lineRto],
  ]
  return [
    {
      title: w.plotSequence,
      content: sequence,
      absent: w.noData,
      lines: [
        ['--wire-data', '▏', w.lineData],
        ['--wire-retransmission', '◆', w.lineRetransmission],
        ['--wire-lost', '✕', w.lineLost],
        ['--wire-syn', '—', w.lineAck],
        ['--wire-window', '╌', w.lineWindow],
        ['--wire-fin', '▌', w.lineFin],
        [SACK_COLOUR, '┊', w.lineSack],
      ],
    },
    {
      title: w.plotCwnd,
      content: cwnd,
      absent: w.noCwnd,
      lines: [
        ['--wire-data', '—', w.lineCwnd],
        ['--wire-retransmission', '╌', w.lineSsthresh],
      ],
    },
    {
      title: w.plotRtt,
      content: rtt,
      absent: w.noRtt,
      lines: [['--wire-syn', '•', w.lineRtt], ...(cwnd === undefined ? [] : variables)],
    },
    {
      title: w.plotFlight,
      content: flight,
      lines: [
        ['--wire-data', '—', w.lineFlight],
        ['--wire-window', '╌', w.lineWindow],
      ],
    },
  ]
}

function legend(lang: Lang, items: readonly Line[]): ComponentChildren {
  return items.map(([colour, shape, name]) => (
    <span key={name.en}>
      <i style={{ color: `var(${colour})` }} aria-hidden="true">
        {shape}
      </i>
      {say(name, lang)}
    </span>
  ))
}

interface Contents {
  readonly sequence: PlotContent | undefined
  readonly cwnd: PlotContent | undefined
  readonly rtt: PlotContent | undefined
  readonly flight: PlotContent | undefined
}

function contentsOf(picture: Picture, samples: readonly WireSample[] | undefined, side: Side): Contents {
  const { trace, start } = picture
  const sequence = sequenceSeries(trace, side)
  const known = variableSeries(samples, side, trace.id)
  const measured = roundTripSeries(trace, side)
  const flight = flightSeries(trace, side)
  const [cwnd, ssthresh, srtt, rto, inFlight, window] = known?.values ?? []
  return {
    sequence: sequence.sent.time.length === 0 ? undefined : sequenceContent(sequence, start),
    cwnd:
      known === undefined || cwnd === undefined || ssthresh === undefined
        ? undefined
        : {
            data: tableOf(start, { time: known.time, values: [cwnd, ssthresh] }),
            lines: [{ colour: '--wire-data' }, { colour: '--wire-retransmission', dash: [5, 3] }],
            y: shortBytes,
            yRange: fromZero,
          },
    rtt: rttContent(start, measured, known === undefined ? undefined : { time: known.time, srtt, rto }),
    flight:
      known !== undefined && inFlight !== undefined && window !== undefined
        ? flightContent(start, known.time, inFlight, window)
        : flight.time.length === 0
          ? undefined
          : flightContent(
              start,
              flight.time,
              flight.values[0] as Float64Array,
              flight.values[1] as Float64Array,
            ),
  }
}

function flightContent(
  start: Nanos,
  time: Float64Array,
  flight: Float64Array,
  window: Float64Array,
): PlotContent {
  return {
    data: tableOf(start, { time, values: [flight, window] }),
    lines: [{ colour: '--wire-data' }, { colour: '--wire-window', dash: [5, 3] }],
    y: shortBytes,
    yRange: fromZero,
  }
}

/** A round trip of nothing, as a receiver's capture has it, is drawn at a microsecond: the scale is logarithmic. */
const LEAST_RTT = 1_000

function rttContent(
  start: Nanos,
  measured: { readonly time: Float64Array; readonly values: readonly Float64Array[] },
  known:
    | {
        readonly time: Float64Array
        readonly srtt: Float64Array | undefined
        readonly rto: Float64Array | undefined
      }
    | undefined,
): PlotContent | undefined {
  const atLeast = (column: Float64Array): Float64Array => column.map((value) => Math.max(LEAST_RTT, value))
  const rtt = { time: measured.time, values: measured.values.map(atLeast) }
  const y = (value: number): string => sayDuration(Math.round(value))
  if (known?.srtt === undefined || known.rto === undefined) {
    if (rtt.time.length === 0) return undefined
    return { data: tableOf(start, rtt), lines: [{ colour: '--wire-syn', isPoints: true }], y, isLog: true }
  }
  const variables = { time: known.time, values: [atLeast(known.srtt), atLeast(known.rto)] }
  return {
    data: tableOf(start, variables, rtt),
    lines: [
      { colour: '--wire-data' },
      { colour: '--wire-retransmission', dash: [5, 3] },
      ...(rtt.time.length === 0 ? [] : [{ colour: '--wire-syn', isPoints: true }]),
    ],
    y,
    isLog: true,
  }
}

function fromZero(_from: Nanos, _to: Nanos, most: number): readonly [number, number] {
  return [0, Math.max(1, most * 1.08)]
}
