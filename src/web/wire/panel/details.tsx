import type { ComponentChildren } from 'preact'
import { diagramWords } from '../../../diagram/index.ts'
import { hexdump } from '../../../charset/index.ts'
import { say, sayDurations, type Lang, type Sentence } from '../../../say/index.ts'
import { wireSentences as w } from '../sentences.ts'
import {
  explainSegment,
  type ConnectionTrace,
  type TracedOptions,
  type TracedSegment,
} from '../../../trace/index.ts'
import { ACK, flagNames } from '../../../wire/index.ts'
import { Button } from '../../ui/index.ts'
import type { PacketAction } from '../types.ts'

/** Payload shown beside the numbers. */
const SHOWN = 256
const ACTIONS: readonly (readonly [PacketAction, Sentence])[] = [
  ['lose', w.doLose],
  ['delay', w.doDelay],
  ['duplicate', w.doDuplicate],
  ['corrupt', w.doCorrupt],
]

/** The chosen segment: in words, in numbers, and what can be done with it. */
export function Details(props: {
  readonly trace: ConnectionTrace
  readonly segment: number | undefined
  readonly lang: Lang
  readonly onBytes: (() => void) | undefined
  readonly onRefold: (() => void) | undefined
  readonly onAction: ((packet: number, action: PacketAction) => void) | undefined
}) {
  const { trace, segment: index, lang, onBytes, onRefold, onAction } = props
  const segment = index === undefined ? undefined : trace.segments[index]
  if (index === undefined || segment === undefined) {
    return <p class="wire-choose quiet">{say(w.choose, lang)}</p>
  }
  return (
    <div class="wire-details">
      <p class="wire-words" aria-live="polite">
        {explainSegment(trace, index, lang)}
      </p>
      <SegmentButtons
        segment={segment}
        lang={lang}
        onBytes={onBytes}
        onRefold={onRefold}
        onAction={onAction}
      />
      <Numbers trace={trace} segment={segment} index={index} lang={lang} />
      {segment.payload.length > 0 && (
        <pre class="wire-hex" tabIndex={0} aria-label={say(w.length, lang)}>
          {hexdump(segment.payload.subarray(0, SHOWN))}
        </pre>
      )}
    </div>
  )
}

/** What can be done with the chosen segment. */
export function SegmentButtons(props: {
  readonly segment: TracedSegment
  readonly lang: Lang
  readonly onBytes: (() => void) | undefined
  readonly onRefold: (() => void) | undefined
  readonly onAction: ((packet: number, action: PacketAction) => void) | undefined
}) {
  const { segment, lang, onBytes, onRefold, onAction } = props
  const hasBytes = segment.length > 0 && onBytes !== undefined
  return (
    <>
      {(hasBytes || onRefold !== undefined) && (
        <div class="wire-buttons">
          {hasBytes && <Button onClick={onBytes}>{say(w.showBytes, lang)}</Button>}
          {onRefold !== undefined && <Button onClick={onRefold}>{say(w.refold, lang)}</Button>}
        </div>
      )}
      {onAction !== undefined && (
        <div class="wire-buttons" role="group" aria-label={say(w.actions, lang)}>
          {ACTIONS.map(([action, name]) => (
            <Button key={action} data-action={action} onClick={() => onAction(segment.packet, action)}>
              {say(name, lang)}
            </Button>
          ))}
        </div>
      )}
    </>
  )
}

function Numbers(props: {
  readonly trace: ConnectionTrace
  readonly segment: TracedSegment
  readonly index: number
  readonly lang: Lang
}) {
  const { trace, segment, index, lang } = props
  const start = trace.segments[0]?.time ?? 0
  const previous = trace.segments[index - 1]
  const both = (rel: number, abs: number): string => say(w.relAbs, lang, { rel, abs })
  const names = { client: say(diagramWords.client, lang), server: say(diagramWords.server, lang) }
  const to = segment.from === 'client' ? 'server' : 'client'
  const [at = '', sincePrevious = '', transit = ''] = sayDurations([
    segment.time - start,
    Math.max(0, segment.time - (previous?.time ?? segment.time)),
    (segment.arrival ?? segment.time) - segment.time,
  ])
  const rows: readonly (readonly [Sentence, ComponentChildren] | undefined)[] = [
    [w.number, `#${index + 1}`],
    [w.at, at],
    previous === undefined ? undefined : [w.sincePrevious, sincePrevious],
    [w.way, `${names[segment.from]} → ${names[to]}`],
    segment.arrival === undefined ? undefined : [w.transit, transit],
    [w.flags, flagNames(segment.flags).join(', ')],
    [w.seq, both(segment.relSeq, segment.seq)],
    (segment.flags & ACK) === 0 ? undefined : [w.ack, both(segment.relAck, segment.ack)],
    segment.length === 0 ? undefined : [w.length, say(w.bytesN, lang, { n: segment.length })],
    [w.window, say(w.bytesN, lang, { n: segment.window })],
    optionsText(segment.options) === '' ? undefined : [w.options, optionsText(segment.options)],
    [w.statesAfter, `${names.client} ${segment.state.client}, ${names.server} ${segment.state.server}`],
  ]
  return (
    <dl class="wire-numbers">
      {rows.map(
        (row) =>
          row !== undefined && (
            <div key={row[0].en}>
              <dt>{say(row[0], lang)}</dt>
              <dd>{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

/** Options under their RFC names: these are not translated. */
function optionsText({ mss, windowScale, sackPermitted, timestamps, sack }: TracedOptions): string {
  const parts = [
    mss === undefined ? '' : `MSS ${mss}`,
    windowScale === undefined ? '' : `WS ${windowScale}`,
    sackPermitted === true ? 'SACK-permitted' : '',
    timestamps === undefined ? '' : `TSval ${timestamps.value} TSecr ${timestamps.echo}`,
    sack === undefined ? '' : `SACK ${sack.map(({ left, right }) => `${left}–${right}`).join(' ')}`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}
