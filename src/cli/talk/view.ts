import { bufferToBase64 } from '../../host/index.ts'
import { judgeEnding, sayEnding } from '../../talk/index.ts'
import type { Lang, Sentence, SentenceArgs } from '../../say/index.ts'
import type { CommandContext } from '../context.ts'
import { formatHex, hexdump } from '../../charset/index.ts'
import { uiSentences as u } from './sentences.ts'
import { paint, plain } from '../terminal.ts'
import { showAddress } from '../values.ts'
import { type TimedEvent, eventToJson } from '../../talk/index.ts'
import type { Screen } from './screen.ts'
import { problemLine } from '../terminal.ts'

/** How a person or a program wants to see a talk. */
export interface ViewChoice {
  readonly lang: Lang
  readonly say: CommandContext['say']
  readonly screen: Screen
  /** `bytes`: as they came. `text`: decoded, for a pipe. `terminal`: decoded, controls made visible. `lines`: who sent what. `json`: events. */
  readonly shape: 'bytes' | 'text' | 'terminal' | 'lines' | 'json'
  readonly hex: boolean
  readonly isUdp: boolean
  /** `--send-only`: what arrives is not shown. */
  readonly dropsData: boolean
  /** Is one side's FIN worth a line? Not where the other follows at once. */
  readonly tells: { readonly ourFin: boolean; readonly peerFin: boolean }
  /** 0 only errors, 1 what happens, 2 more. */
  readonly loudness: 0 | 1 | 2
  readonly color: boolean
  /** Puts `#1 ` before what is said about a connection. */
  readonly numbered: boolean
  /** Where clients reach a listener on all addresses. */
  readonly reachedAt: string
}

type Shown = void | Promise<void>

/** @returns What shows an event: received data on stdout, all else on stderr (`json`: everything on stdout). */
export function viewOf(choice: ViewChoice): (event: TimedEvent) => Shown {
  const show = viewOfShape(choice)
  if (!choice.dropsData) return show
  return (event) => (event.type === 'data' && event.direction === 'in' ? undefined : show(event))
}

function viewOfShape(choice: ViewChoice): (event: TimedEvent) => Shown {
  if (choice.shape === 'json') {
    return (event) => {
      if (event.type === 'error') noteErrors(event, choice)
      return choice.screen.out(`${eventToJson(event, bufferToBase64)}\n`)
    }
  }
  const remotes = new Map<number, string>()
  return (event) => {
    if (event.type === 'open') remotes.set(event.conn, showAddress(event.remote))
    if (event.type === 'data') return event.direction === 'in' ? showData(event, choice, remotes) : undefined
    const line = sentenceFor(event, choice)
    if (line !== undefined) choice.screen.note(paint(line, event.type === 'error' ? 31 : 2, choice.color))
    if (event.type === 'close') remotes.delete(event.conn)
    return undefined
  }
}

type DataEvent = Extract<TimedEvent, { type: 'data' }>

function showData(event: DataEvent, choice: ViewChoice, remotes: ReadonlyMap<number, string>): Shown {
  const { screen, shape, hex } = choice
  if (shape === 'lines') return screen.out(labelled(event, choice, remotes.get(event.conn) ?? '?'))
  if (hex) return event.bytes.length === 0 ? undefined : screen.out(`${dump(event)}\n`)
  if (shape === 'bytes') return screen.out(event.bytes)
  if (shape === 'text') return screen.out(event.text)
  return screen.out(visibleText(event.text), halfCharacter(event))
}

/** `#1 127.0.0.1:54321 → 你好`, once for each line in what arrived. */
function labelled(event: DataEvent, { hex, color }: ViewChoice, remote: string): string {
  const label = paint(`#${event.conn} ${remote} →`, 36, color)
  if (hex) return event.bytes.length === 0 ? '' : `${label} ${formatHex(event.bytes)}\n`
  const text = event.text.replace(/\r?\n$/, '').replaceAll('\r\n', '\n')
  const lines = visibleText(text).split('\n')
  lines[lines.length - 1] += halfCharacter(event)
  return lines.map((line) => `${label} ${line}\n`).join('')
}

/** A peer must not drive the terminal; line ends and tabs stay. */
function visibleText(text: string): string {
  return plain(text.replaceAll('\r\n', '\n'))
}

function halfCharacter({ pending }: DataEvent): string {
  return pending === undefined ? '' : `▯${formatHex(pending, '').toUpperCase()}`
}

function dump({ bytes, offset }: DataEvent): string {
  const lines = hexdump(bytes, { offset }).split('\n')
  return lines.slice(0, -1).join('\n')
}

/** One line about an event that is not data; undefined when it is not worth one at this loudness. */
function sentenceFor(event: TimedEvent, choice: ViewChoice): string | undefined {
  const { lang, loudness, numbered } = choice
  if (event.type === 'error') return problemLine(event.message)
  if (loudness === 0) return undefined
  const who = numbered && event.conn > 0 ? `#${event.conn} ` : ''
  const tell = (sentence: Sentence, args: SentenceArgs = {}): string => choice.say(sentence, { who, ...args })
  switch (event.type) {
    case 'open':
      return openSentence(event, tell)
    case 'state':
      return stateSentence(event, choice, tell)
    case 'mark':
      return markSentence(event, choice, tell)
    case 'close':
      return closeSentence(event, tell, lang)
    default:
      return undefined
  }
}

type Tell = (sentence: Sentence, args?: SentenceArgs) => string

function openSentence(event: Extract<TimedEvent, { type: 'open' }>, tell: Tell): string {
  const remote = showAddress(event.remote)
  if (event.role === 'client') {
    const sentence = event.transport === 'udp' ? u.connectedUdp : u.connected
    return tell(sentence, { remote, local: showAddress(event.local) })
  }
  return tell(event.transport === 'udp' ? u.clientCameUdp : u.clientCame, { n: event.conn, remote })
}

function stateSentence(
  { state, by, local, transport }: Extract<TimedEvent, { type: 'state' }>,
  { tells, loudness, reachedAt }: ViewChoice,
  tell: Tell,
): string | undefined {
  if (state === 'LISTEN') {
    const args = { address: showAddress(local), hint: hintFor(local, reachedAt) }
    return tell(transport === 'udp' ? u.listeningUdp : u.listening, args)
  }
  if (state === 'FIN-WAIT') return tells.ourFin || loudness === 2 ? tell(u.weFinished) : undefined
  if (state !== 'CLOSE-WAIT' || by === 'us') return undefined
  return tells.peerFin || loudness === 2 ? tell(u.peerFinished) : undefined
}

/** Where a client reaches a listener. */
function hintFor(
  local: { readonly address: string; readonly port: number } | undefined,
  reachedAt: string,
): string {
  if (local === undefined) return ''
  const address = local.address === '0.0.0.0' || local.address === '::' ? reachedAt : local.address
  return `${address} ${local.port}`
}

function markSentence(
  event: Extract<TimedEvent, { type: 'mark' }>,
  { loudness, shape, isUdp, numbered }: ViewChoice,
  tell: Tell,
): string | undefined {
  if (event.mark === 'charset') {
    const worth = shape !== 'bytes' && (loudness === 2 || event.detail !== 'utf-8')
    return worth ? tell(u.reads, { charset: event.detail.toUpperCase() }) : undefined
  }
  if (event.mark === 'paused') return tell(isUdp ? u.pausedUdp : u.paused)
  if (event.mark === 'resumed') return tell(u.resumed)
  if (event.mark === 'slow') return tell(u.slow, { time: event.detail })
  if (event.mark === 'idle') return tell(u.idle, { time: event.detail })
  return numbered && event.conn > 0 ? `#${event.conn} ${event.detail}` : event.detail
}

function closeSentence(event: Extract<TimedEvent, { type: 'close' }>, tell: Tell, lang: Lang): string {
  const ending = sayEnding(judgeEnding(event), lang)
  const { bytesSent, bytesOffered } = event
  const args = { ending, sent: bytesSent, received: event.bytesReceived }
  return bytesSent < bytesOffered
    ? tell(u.endedInPart, { ...args, whole: bytesOffered })
    : tell(u.ended, args)
}

function noteErrors(event: Extract<TimedEvent, { type: 'error' }>, { screen }: ViewChoice): void {
  screen.note(problemLine(event.message))
}
