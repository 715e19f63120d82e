import { MILLISECOND, SECOND, type Nanos } from '../../base/index.ts'
import { diagramWords as words } from '../sentences.ts'
import {
  displayWidth,
  say,
  truncateToWidth,
  visibleControls,
  wrapToWidth,
  sayDuration,
  type Lang,
} from '../../say/index.ts'
import type { Side, TracedSegment } from '../../trace/index.ts'
import type { TcpState } from '../../wire/index.ts'
import { arrowLabel, foldLabel, lostLabel, summaryLines } from '../label.ts'
import { sentenceOf } from '../sentence.ts'
import type { LayoutArrow, LayoutRow, SequenceLayout, StateBand } from '../types.ts'
import {
  drawArrival,
  drawDeparture,
  drawLost,
  drawNumbered,
  drawStraight,
  drawUpright,
  innerWidth,
  leastBend,
  uprightAt,
  type Pen,
} from './arrows.ts'
import { CanvasLine } from './canvas.ts'
import { frameOf, NARROWEST, type Frame } from './frame.ts'
import { ASCII, toAscii, UNICODE, type Glyphs } from './glyphs.ts'

/** How to draw for a terminal. */
export interface TextDiagramOptions {
  /** Columns, default 80; fewer than 60 are taken as 60. No line is wider. */
  readonly width?: number
  /** Box drawing and arrows (default), or ASCII alone. */
  readonly unicode?: boolean
  /** ANSI colours, default off. */
  readonly color?: boolean
  readonly lang?: Lang
  /** A plain sentence with every segment, default off. */
  readonly sentences?: boolean
}

/** As `ss` of Linux writes the states, where columns are few. */
const SHORT_STATES: Partial<Record<TcpState, string>> = {
  'SYN-RECEIVED': 'SYN-RECV',
  ESTABLISHED: 'ESTAB',
  'FIN-WAIT-1': 'FIN-WAIT-1',
}

/** Never more blank lines than this for one stretch of time. */
const MOST_BLANK = 8

/**
 * Draws a laid-out connection as text: time, the client's state, the lanes with the segments between them, the
 * server's state.
 *
 * @returns Lines separated by `\n`, the last one ended by it; none is wider than `width` columns.
 */
export function renderText(layout: SequenceLayout, options: TextDiagramOptions = {}): string {
  return new TextPicture(layout, options).draw()
}

class TextPicture {
  readonly #layout: SequenceLayout
  readonly #options: TextDiagramOptions
  readonly #lang: Lang
  readonly #frame: Frame
  readonly #glyphs: Glyphs
  readonly #lines: string[] = []
  readonly #unit: { readonly name: string; readonly size: Nanos; readonly digits: number }
  /** The segments under way between their two rows, with the column of their bend from the sender's lane. */
  readonly #bends = new Map<LayoutArrow, number>()
  /** Sentences that wait until nothing is under way. */
  #waiting: LayoutArrow[] = []
  readonly #state: Record<Side, TcpState>
  /** The bands of each end by the row on which they begin. */
  readonly #entered: Readonly<Record<Side, ReadonlyMap<number, StateBand>>>
  #rowIndex = -1
  #lastTime: Nanos | undefined

  constructor(layout: SequenceLayout, options: TextDiagramOptions) {
    this.#layout = layout
    this.#options = options
    this.#lang = options.lang ?? 'en'
    this.#frame = frameOf(Math.max(NARROWEST, Math.floor(options.width ?? 80)), options.sentences === true)
    this.#glyphs = options.unicode === false ? ASCII : UNICODE
    const { client, server } = layout.bands
    this.#state = { client: client[0]?.state ?? 'CLOSED', server: server[0]?.state ?? 'LISTEN' }
    this.#entered = { client: byRow(client), server: byRow(server) }
    const span = (layout.rows.at(-1)?.time ?? 0) - layout.start
    this.#unit =
      span >= 100 * SECOND
        ? { name: 's', size: SECOND, digits: 2 }
        : { name: 'ms', size: MILLISECOND, digits: span < 10 * MILLISECOND ? 3 : 1 }
  }

  draw(): string {
    this.#header()
    let at = -1
    this.#layout.rows.forEach((row, index) => {
      for (let gap = Math.min(MOST_BLANK, Math.round(row.at - at) - 1); gap > 0; gap--)
        this.#emit(this.#blank())
      at = row.at
      this.#rowIndex = index
      this.#row(row)
    })
    this.#emit(this.#blank())
    for (const line of summaryLines(this.#layout.trace, this.#lang)) {
      for (const part of wrapToWidth(this.#plain(line), this.#frame.width - 1)) {
        const canvas = new CanvasLine(this.#frame.width)
        canvas.put(1, part)
        this.#emit(canvas)
      }
    }
    return `${this.#lines.join('\n')}\n`
  }

  #header(): void {
    const { trace } = this.#layout
    const { width, clientBar, serverBar } = this.#frame
    const name = (side: Side): string => this.#plain(say(words[side], this.#lang))
    const place = (side: Side): string => endpointText(trace[side].address, trace[side].port)
    const names = new CanvasLine(width)
    names.put(0, this.#plain(say(words.time, this.#lang)), 'dim')
    centre(names, clientBar, name('client'), width, 'strong')
    centre(names, serverBar, name('server'), width, 'strong')
    this.#emit(names)
    const places = new CanvasLine(width)
    places.put(0, this.#unit.name, 'dim')
    const client = centre(places, clientBar, place('client'), width, 'dim')
    if (client < serverBar - Math.ceil(displayWidth(place('server')) / 2)) {
      centre(places, serverBar, place('server'), width, 'dim')
      this.#emit(places)
    } else {
      this.#emit(places)
      const below = new CanvasLine(width)
      centre(below, serverBar, place('server'), width, 'dim')
      this.#emit(below)
    }
    const first = this.#blank()
    this.#putState(first, 'client')
    this.#putState(first, 'server')
    this.#emit(first)
  }

  #row(row: LayoutRow): void {
    switch (row.kind) {
      case 'notes':
        return this.#notesRow(row.notes, row.time)
      case 'pause':
        return this.#middleRow(
          `${this.#glyphs.cut} ${say(words.pause, this.#lang, { time: sayDuration(row.length).replace('µs', this.#glyphs.micro) })}`,
        )
      case 'fold':
        return this.#foldRow(row)
      default:
        return this.#arrowRow(row.kind, this.#layout.arrows[row.arrow] as LayoutArrow, row.time)
    }
  }

  #foldRow(row: LayoutRow & { readonly kind: 'fold' }): void {
    const room = innerWidth(this.#frame) - 4
    const lines = wrapToWidth(
      this.#plain(`${this.#glyphs.ellipsis} ${foldLabel(row.fold, this.#lang)}`),
      room,
    )
    lines.forEach((text, index) => this.#middleRow(text, index === 0 ? row.time : undefined))
  }

  #middleRow(text: string, time?: Nanos): void {
    const canvas = this.#blank()
    if (time !== undefined) this.#putTime(canvas, time)
    this.#changeStates(canvas)
    const shown = truncateToWidth(this.#plain(text), innerWidth(this.#frame) - 2, this.#glyphs.ellipsis)
    centre(
      canvas,
      Math.floor((this.#frame.clientBar + this.#frame.serverBar) / 2),
      shown,
      this.#frame.width,
      'dim',
    )
    this.#emit(canvas)
  }

  #notesRow(notes: Readonly<Record<Side, string | undefined>>, time: Nanos): void {
    const room = innerWidth(this.#frame) - 2
    const text = (side: Side): string => {
      const note = notes[side]
      return note === undefined
        ? ''
        : truncateToWidth(this.#plain(visibleControls(note)), room - 2, this.#glyphs.ellipsis)
    }
    const client = text('client')
    const server = text('server')
    const together = displayWidth(client) + displayWidth(server) + 6 <= room
    const first = this.#blank()
    this.#putTime(first, time)
    if (client !== '') first.put(this.#frame.clientBar + 2, `${this.#glyphs.call} ${client}`, 'call')
    const second = together || client === '' ? first : this.#blank()
    const at = this.#frame.serverBar - 3 - displayWidth(server)
    if (server !== '') second.put(at, `${server} ${this.#glyphs.call}`, 'call')
    this.#emit(first)
    if (second !== first) this.#emit(second)
  }

  #arrowRow(kind: 'segment' | 'send' | 'arrive', arrow: LayoutArrow, time: Nanos): void {
    const segment = this.#layout.trace.segments[arrow.segment] as TracedSegment
    const label = arrowLabel(segment, this.#lang)
    const plain = { ...label, tag: this.#plain(label.tag), flags: this.#plain(label.flags) }
    const bend = kind === 'send' ? this.#chooseBend(arrow, leastBend(plain)) : this.#bends.get(arrow)
    if (kind === 'arrive') this.#bends.delete(arrow)
    const canvas = this.#blank()
    const pen: Pen = { canvas, frame: this.#frame, glyphs: this.#glyphs }
    this.#putTime(canvas, time)
    this.#changeStates(canvas)
    if (arrow.lost) drawLost(pen, arrow, plain, this.#plain(lostLabel(segment, this.#lang)))
    else if (kind === 'segment') drawStraight(pen, arrow, plain)
    else if (bend === undefined) drawNumbered(pen, arrow, plain, kind)
    else if (kind === 'send') drawDeparture(pen, arrow, plain, bend)
    else drawArrival(pen, arrow, plain, bend)
    if (kind === 'send' && bend !== undefined) this.#bends.set(arrow, bend)
    if (kind !== 'arrive') this.#waiting.push(arrow)
    this.#emitWithWords(canvas)
  }

  /** A later segment bends nearer to its sender, so that those of one side never cross. */
  #chooseBend(arrow: LayoutArrow, least: number): number | undefined {
    const inner = innerWidth(this.#frame)
    let bend = Math.floor(inner / 2) - 2
    for (const [other, at] of this.#bends) if (other.from === arrow.from) bend = Math.min(bend, at - 2)
    return bend >= least ? bend : undefined
  }

  /** Emits an arrow's line with what is said about it: beside it in a wide picture, else beneath. */
  #emitWithWords(canvas: CanvasLine): void {
    if (this.#frame.side !== undefined) {
      const arrow = this.#waiting.pop()
      const beside = arrow === undefined ? [] : this.#sentence(arrow, this.#frame.width - this.#frame.side)
      const under = arrow === undefined ? [] : this.#preview(arrow)
      const count = Math.max(1, beside.length, under.length + 1)
      for (let i = 0; i < count; i++) {
        const line = i === 0 ? canvas : this.#blank()
        line.put(this.#frame.side, beside[i] ?? '')
        if (i > 0 && arrow !== undefined) this.#putUnder(line, arrow, under[i - 1] ?? '', 'strong')
        this.#emit(line)
      }
      return
    }
    this.#emit(canvas)
    this.#waiting = this.#waiting.filter((arrow) => !this.#sayUnder(arrow))
  }

  /**
   * Writes what there is to say about an arrow as soon as there is room for it: not over the lines of segments that
   * are still under way, but not behind one that stays away for long either.
   *
   * @returns Whether it was written.
   */
  #sayUnder(arrow: LayoutArrow): boolean {
    if (this.#bends.has(arrow)) return false
    const preview = this.#preview(arrow)
    const sentence = this.#sentence(arrow, innerWidth(this.#frame) - 3)
    const isFree = (text: string, ink: 'strong' | 'plain'): boolean => {
      const from = this.#underAt(arrow, text, ink)
      const to = from + displayWidth(text)
      return [...this.#bends].every(([other, bend]) => {
        const at = uprightAt(this.#frame, other, bend)
        return at < from - 1 || at > to
      })
    }
    if (!preview.every((text) => isFree(text, 'strong'))) return false
    if (!sentence.every((text) => isFree(text, 'plain'))) return false
    for (const text of preview) this.#under(arrow, text, 'strong')
    for (const text of sentence) this.#under(arrow, text, 'plain')
    return true
  }

  #under(arrow: LayoutArrow, text: string, ink: 'strong' | 'plain'): void {
    const line = this.#blank()
    this.#putUnder(line, arrow, text, ink)
    this.#emit(line)
  }

  /** A preview hangs on its sender's side; sentences always begin at the left, where reading begins. */
  #putUnder(line: CanvasLine, arrow: LayoutArrow, text: string, ink: 'strong' | 'plain'): void {
    line.put(this.#underAt(arrow, text, ink), text, ink)
  }

  #underAt(arrow: LayoutArrow, text: string, ink: 'strong' | 'plain'): number {
    const right = ink === 'strong' && arrow.from === 'server'
    return right ? this.#frame.serverBar - 2 - displayWidth(text) : this.#frame.clientBar + 3
  }

  #preview(arrow: LayoutArrow): string[] {
    if (arrow.preview === undefined) return []
    const quoted = this.#plain(`“${visibleControls(arrow.preview)}”`)
    return [truncateToWidth(quoted, innerWidth(this.#frame) - 4, this.#glyphs.ellipsis)]
  }

  #sentence(arrow: LayoutArrow, width: number): string[] {
    if (this.#options.sentences !== true) return []
    const text = sentenceOf(this.#layout.trace, arrow.segment, this.#lang)
    return wrapToWidth(this.#plain(visibleControls(text)), width)
  }

  /** Lanes, and the segments under way between them. */
  #blank(): CanvasLine {
    const canvas = new CanvasLine(this.#frame.width)
    canvas.put(this.#frame.clientBar, this.#glyphs.bar, `state:${this.#state.client}`)
    canvas.put(this.#frame.serverBar, this.#glyphs.bar, `state:${this.#state.server}`)
    for (const [arrow, bend] of this.#bends) {
      drawUpright({ canvas, frame: this.#frame, glyphs: this.#glyphs }, arrow, bend)
    }
    return canvas
  }

  /** Writes the state of each end that enters one on this row. */
  #changeStates(canvas: CanvasLine): void {
    for (const side of ['client', 'server'] as const) {
      const band = this.#entered[side].get(this.#rowIndex)
      if (band === undefined || band.state === this.#state[side]) continue
      this.#state[side] = band.state
      this.#putState(canvas, side)
    }
  }

  #putState(canvas: CanvasLine, side: Side): void {
    const { clientBar, serverBar, state: room } = this.#frame
    const state = this.#state[side]
    const name = room < 12 ? (SHORT_STATES[state] ?? state) : state
    const bar = side === 'client' ? clientBar : serverBar
    canvas.put(bar, this.#glyphs.bar, `state:${state}`)
    canvas.put(side === 'client' ? clientBar - 1 - name.length : serverBar + 2, name, `state:${state}`)
  }

  /** A time is written once for all that happens at it. */
  #putTime(canvas: CanvasLine, time: Nanos): void {
    if (time === this.#lastTime) return
    this.#lastTime = time
    const { size, digits } = this.#unit
    const text = ((time - this.#layout.start) / size).toFixed(digits)
    canvas.put(this.#frame.time - text.length, text, 'dim')
  }

  #plain(text: string): string {
    return this.#glyphs === ASCII && this.#lang === 'en' ? toAscii(text) : text
  }

  #emit(canvas: CanvasLine): void {
    this.#lines.push(canvas.toString(this.#options.color === true))
  }
}

function byRow(bands: readonly StateBand[]): ReadonlyMap<number, StateBand> {
  return new Map(bands.map((band) => [band.fromRow, band]))
}

/** @returns `10.0.0.2:8888`, `[2001:db8::2]:8888`. */
function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Centres `text` on `column`, moved as far as it takes to fit. @returns The column after it. */
function centre(
  canvas: CanvasLine,
  column: number,
  text: string,
  width: number,
  ink: 'strong' | 'dim',
): number {
  const length = displayWidth(text)
  const start = Math.min(Math.max(9, column - Math.floor(length / 2)), width - length)
  return canvas.put(start, text, ink)
}
