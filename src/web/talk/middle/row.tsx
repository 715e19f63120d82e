import type { ComponentChildren } from 'preact'
import { controlParts } from '../../../say/index.ts'
import { talkSentences as s } from '../sentences.ts'
import { t } from '../../store/settings.ts'
import { clockTime, showMillis } from '../addresses.ts'
import { foundIn, type TranscriptSearch, type Span } from '../transcript/search.ts'
import type { HexRow, Message, Row, TextRow } from '../transcript/types.ts'

interface RowProps {
  readonly row: Row
  readonly isUdp: boolean
  readonly search: TranscriptSearch | undefined
  /** The row of the find that is looked at. */
  readonly isCurrent: boolean
  readonly isMarked: boolean
  /** The read or write before, for the time between. */
  readonly before: Message | undefined
}

/** One row of the middle. */
export function RowView(props: RowProps) {
  const { row, isCurrent, isMarked } = props
  const direction = row.kind === 'note' ? 'note' : row.kind === 'text' ? row.direction : row.message.direction
  return (
    <div
      class={`talk-line ${row.kind} ${direction} ${isCurrent ? 'current' : ''} ${isMarked ? 'marked' : ''}`}
    >
      {content(props)}
    </div>
  )
}

function content(props: RowProps): ComponentChildren {
  const { row } = props
  switch (row.kind) {
    case 'head':
      return <Head message={row.message} before={props.before} isUdp={props.isUdp} />
    case 'text':
      return <Text row={row} search={props.search} />
    case 'hex':
      return <Hex row={row} search={props.search} />
    case 'left':
      return <span class="row-left">{t(s.leftWithServer, { length: row.message.length })}</span>
    default:
      return (
        <>
          <span class="row-time">{clockTime(row.note.time)}</span>
          <span class={`note-text ${row.note.tone}`}>{row.note.say()}</span>
        </>
      )
  }
}

function Head({
  message,
  before,
  isUdp,
}: Pick<RowProps, 'before' | 'isUdp'> & { readonly message: Message }) {
  const { direction, index, length, offset, time } = message
  const word = isUdp
    ? direction === 'in'
      ? s.cameDatagram
      : s.sentDatagram
    : direction === 'in'
      ? s.read
      : s.wrote
  const later = before === undefined ? undefined : new Date(time).getTime() - new Date(before.time).getTime()
  return (
    <>
      <span class="row-time">{clockTime(time)}</span>
      <span class="row-direction" aria-hidden="true">
        {direction === 'in' ? '←' : '→'}
      </span>
      <span class="head-word">{t(word)}</span>
      <span class="head-facts">{t(s.headFacts, { index, length, offset })}</span>
      {later !== undefined && later >= 1 && (
        <span class="head-later">{t(s.headLater, { time: showMillis(later) })}</span>
      )}
    </>
  )
}

function Text({ row, search }: { readonly row: TextRow; readonly search: TranscriptSearch | undefined }) {
  const { line, start, end, direction, time, lineEnd, half } = row
  return (
    <>
      <span class="row-time">{time === undefined ? '' : clockTime(time)}</span>
      <span class="row-direction">
        <span class="sr">{start === 0 ? t(direction === 'in' ? s.read : s.wrote) : ''}</span>
        <span aria-hidden="true">{time === undefined ? '' : direction === 'in' ? '←' : '→'}</span>
      </span>
      <span class="row-text">
        {withMarks(line.text.slice(start, end), search === undefined ? [] : foundIn(row, search))}
        {lineEnd !== '' && <span class="line-end">{lineEnd}</span>}
        {half !== '' && (
          <span class="half" title={t(s.half)}>
            ▯{half}
            <span class="sr">{t(s.half)}</span>
          </span>
        )}
      </span>
    </>
  )
}

function withMarks(text: string, spans: readonly Span[]): ComponentChildren {
  if (spans.length === 0) return <Visible text={text} />
  const parts: ComponentChildren[] = []
  let at = 0
  for (const [from, to] of spans) {
    parts.push(
      <Visible key={`${from}-`} text={text.slice(at, from)} />,
      <mark key={from}>
        <Visible text={text.slice(from, to)} />
      </mark>,
    )
    at = to
  }
  parts.push(<Visible key="rest" text={text.slice(at)} />)
  return parts
}

/** A text with its controls as chips: a font need not have pictures of them. */
function Visible({ text }: { readonly text: string }) {
  return (
    <>
      {controlParts(text).map((part, i) =>
        part.control === undefined ? (
          part.text
        ) : (
          <span key={i} class="control-chip">
            {part.control}
          </span>
        ),
      )}
    </>
  )
}

function Hex({ row, search }: { readonly row: HexRow; readonly search: TranscriptSearch | undefined }) {
  const { bytes, at, message, text } = row
  const spans = search === undefined ? [] : foundIn(row, search)
  const isFound = (i: number): boolean => spans.some(([from, to]) => i >= from && i < to)
  const cells = Array.from(bytes, (byte, i) => {
    const digits = byte.toString(16).padStart(2, '0')
    const gap = i > 0 && i % 8 === 0 ? '  ' : i > 0 ? ' ' : ''
    return isFound(i) ? [gap, <mark key={i}>{digits}</mark>] : gap + digits
  })
  return (
    <>
      <span class="row-time">{(message.offset + at).toString(16).padStart(8, '0')}</span>
      <span class="row-direction" aria-hidden="true">
        {message.direction === 'in' ? '←' : '→'}
      </span>
      <span class="hex-bytes">{cells}</span>
      <span class="hex-text">{text}</span>
    </>
  )
}
