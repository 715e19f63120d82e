import { MILLISECOND, SECOND } from '../../base/index.ts'
import { diagramWords as words } from '../sentences.ts'
import { displayWidth, say, truncateToWidth, wrapToWidth, sayDuration, type Lang } from '../../say/index.ts'
import type { Side, TracedSegment } from '../../trace/index.ts'
import { arrowLabel, foldLabel, lostLabel, summaryLines } from '../label.ts'
import { sentenceOf } from '../sentence.ts'
import type { LayoutArrow, LayoutRow, SequenceLayout } from '../types.ts'
import { arrowLine, bandTop, geometryOf, NARROWEST_SVG, type ArrowLine, type Geometry } from './geometry.ts'
import { element, escapeXml, px, textAt } from './markup.ts'
import { stateClass, styleSheet, type SvgTheme } from './theme.ts'

/** How to draw the SVG. */
export interface SvgOptions {
  /** Pixels, default 1040; fewer than 560 are taken as 560. */
  readonly width?: number
  readonly lang?: Lang
  /** Default `auto`: as the reader's system is. */
  readonly theme?: SvgTheme
  /** A plain sentence with every segment, default on. */
  readonly sentences?: boolean
}

/**
 * Draws a laid-out connection as a self-contained SVG: real text, a title and a description for who cannot see
 * it, nothing fetched, no script. Kinds are told by line and label, never by colour alone.
 *
 * @returns One `<svg>` element, for a file or for a page.
 */
export function renderSvg(layout: SequenceLayout, options: SvgOptions = {}): string {
  return new SvgPicture(layout, options).draw()
}

class SvgPicture {
  readonly #layout: SequenceLayout
  readonly #lang: Lang
  readonly #theme: SvgTheme
  readonly #sentences: boolean
  readonly #geometry: Geometry
  readonly #summary: readonly string[]

  constructor(layout: SequenceLayout, options: SvgOptions) {
    this.#layout = layout
    this.#lang = options.lang ?? 'en'
    this.#theme = options.theme ?? 'auto'
    this.#sentences = options.sentences !== false
    this.#summary = summaryLines(layout.trace, this.#lang)
    const width = Math.max(NARROWEST_SVG, Math.floor(options.width ?? 1040))
    const sentences = this.#sentences && width >= 760
    this.#sentences = sentences
    this.#geometry = geometryOf(
      layout,
      width,
      sentences,
      (columns) => layout.rows.map((row) => this.#needs(row, columns)),
      this.#summary.length,
    )
  }

  draw(): string {
    const { width, height } = this.#geometry
    const { trace, rows } = this.#layout
    const id = `synfin-${trace.id}-${trace.client.port}`
    const title = say(words.title, this.#lang, {
      client: this.#place('client'),
      server: this.#place('server'),
    })
    return element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        class: 'synfin-sequence',
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        role: 'img',
        'aria-labelledby': `${id}-title ${id}-desc`,
        'xml:lang': this.#lang === 'zh' ? 'zh-CN' : 'en',
      },
      [
        element('title', { id: `${id}-title` }, escapeXml(title)),
        element('desc', { id: `${id}-desc` }, escapeXml(this.#summary.join(' '))),
        element('style', {}, styleSheet(this.#theme)),
        element('rect', { class: 'bg', width, height, rx: 10 }),
        this.#lane('client'),
        this.#lane('server'),
        ...rows.map((row, index) => this.#row(row, index)),
        this.#header('client'),
        this.#header('server'),
        this.#footer(),
      ].join('\n'),
    )
  }

  /** The name of an end over its lane. */
  #header(side: Side): string {
    const x = this.#geometry.laneX[side]
    const place = this.#place(side)
    const boxWidth = Math.max(130, displayWidth(place) * 7 + 24)
    const left = Math.min(Math.max(8, x - boxWidth / 2), this.#geometry.width - boxWidth - 8)
    const middle = left + boxWidth / 2
    return (
      element('rect', { class: 'box', x: left, y: 14, width: boxWidth, height: 48, rx: 8 }) +
      textAt(middle, 34, say(words[side], this.#lang), { class: 'name', 'text-anchor': 'middle' }) +
      textAt(middle, 52, place, { class: 'mono dim', 'text-anchor': 'middle' })
    )
  }

  /** A lane is the bands of its end's states, each with its name where it begins. */
  #lane(side: Side): string {
    const { laneX, bottom } = this.#geometry
    const bands = this.#layout.bands[side]
    const x = laneX[side]
    const parts = bands.map((band, index) => {
      const next = bands[index + 1]
      const from = bandTop(this.#geometry, this.#layout, side, band.fromRow)
      const to = next === undefined ? bottom : bandTop(this.#geometry, this.#layout, side, next.fromRow)
      const kind = stateClass(band.state)
      const outward = side === 'client' ? -14 : 14
      return (
        element('rect', {
          class: `${kind}-fill`,
          x: x - 4,
          y: from,
          width: 8,
          height: Math.max(2, to - from),
          rx: 2,
        }) +
        textAt(x + outward, from + 11, band.state, {
          class: `state ${kind}-fill`,
          style: `fill:var(--${kind})`,
          'text-anchor': side === 'client' ? 'end' : 'start',
        })
      )
    })
    return element('g', {}, parts.join(''))
  }

  #row(row: LayoutRow, index: number): string {
    const y = this.#geometry.rowY[index] as number
    const above = this.#layout.rows[index - 1]
    const time = above !== undefined && above.time === row.time ? '' : this.#time(row, y)
    switch (row.kind) {
      case 'notes':
        return time + this.#calls(row.notes, y)
      case 'pause':
        return this.#pause(say(words.pause, this.#lang, { time: sayDuration(row.length) }), y)
      case 'fold':
        return time + this.#pill(foldLabel(row.fold, this.#lang), y)
      case 'arrive':
        return time
      default:
        return time + this.#arrow(this.#layout.arrows[row.arrow] as LayoutArrow)
    }
  }

  #time(row: LayoutRow, y: number): string {
    if (row.kind === 'pause') return ''
    const span = (this.#layout.rows.at(-1)?.time ?? 0) - this.#layout.start
    const passed = row.time - this.#layout.start
    const text =
      span >= 100 * SECOND
        ? `${(passed / SECOND).toFixed(2)} s`
        : `${(passed / MILLISECOND).toFixed(span < 10 * MILLISECOND ? 3 : 1)} ms`
    return textAt(this.#geometry.timeX, y + 4, text, { class: 'mono dim', 'text-anchor': 'end' })
  }

  #arrow(arrow: LayoutArrow): string {
    const segment = this.#layout.trace.segments[arrow.segment] as TracedSegment
    const line = arrowLine(this.#geometry, this.#layout, arrow)
    const sentence = sentenceOf(this.#layout.trace, arrow.segment, this.#lang)
    const parts = [
      element('title', {}, escapeXml(`#${arrow.segment + 1} ${sentence}`)),
      element('line', { class: `arrow ${arrow.style}`, x1: line.x1, y1: line.y1, x2: line.x2, y2: line.y2 }),
      arrow.lost ? this.#lost(line, segment) : head(line, arrow),
      arrow.style === 'fin' && !arrow.lost ? diamond(line) : '',
      this.#label(arrow, segment, line),
      this.#words(sentence, line.y1),
    ]
    return element('g', {}, parts.join(''))
  }

  #label(arrow: LayoutArrow, segment: TracedSegment, line: ArrowLine): string {
    const label = arrowLabel(segment, this.#lang)
    const crossing = arrow.arriveRow !== undefined && arrow.arriveRow !== arrow.sendRow
    const name = label.tag === '' ? label.flags : `${label.tag} · ${label.flags}`
    const length = Math.abs(line.x2 - line.x1)
    const room = crossing ? length * 0.42 : arrow.lost ? length - 14 : length - 30
    const numbers = [label.seq, label.ack, label.len, label.win].filter((text) => text !== '')
    const fits = (list: readonly string[]): boolean =>
      displayWidth(name) * 7.2 + 10 + displayWidth(list.join('  ')) * 7 <= room
    if (!fits(numbers) && numbers.at(-1)?.startsWith('win')) numbers.pop()
    if (!fits(numbers) && label.ack !== '') numbers.splice(1, 1)
    while (numbers.length > 0 && !fits(numbers)) numbers.pop()
    const near = crossing || arrow.lost
    const toward = arrow.from === 'client' ? 1 : -1
    const share = near ? 16 / length : 0.5
    const x = line.x1 + (line.x2 - line.x1) * share
    const y = line.y1 + (line.y2 - line.y1) * share
    const angle = (Math.atan2(line.y2 - line.y1, line.x2 - line.x1) * 180) / Math.PI
    const upright = toward === 1 ? angle : angle - 180
    const transform = `translate(${px(x)} ${px(y)}) rotate(${px(upright)})`
    const anchor = near ? (toward === 1 ? 'start' : 'end') : 'middle'
    const inside =
      element(
        'tspan',
        { class: `label ${arrow.style}-fill`, style: `fill:var(--${arrow.style})` },
        escapeXml(name),
      ) +
      (numbers.length === 0 ? '' : element('tspan', { class: 'dim', dx: 9 }, escapeXml(numbers.join('  '))))
    const text = element('text', { class: 'mono halo', y: -7, 'text-anchor': anchor }, inside)
    if (arrow.preview === undefined) return element('g', { transform }, text)
    const shown = truncateToWidth(`“${arrow.preview}”`, Math.floor(room / 7.5))
    return element('g', { transform }, text + textAt(0, 17, shown, { class: 'halo', 'text-anchor': anchor }))
  }

  #lost(line: ArrowLine, segment: TracedSegment): string {
    const { x2: x, y2: y } = line
    const toward = line.x2 > line.x1 ? 1 : -1
    return (
      element('path', { class: 'cross', d: `M${px(x - 6)} ${px(y - 6)}l12 12m0 -12l-12 12` }) +
      textAt(x + toward * 14, y + 5, lostLabel(segment, this.#lang), {
        class: 'label',
        style: 'fill:var(--rst)',
        'text-anchor': toward === 1 ? 'start' : 'end',
      })
    )
  }

  #words(sentence: string, y: number): string {
    const { wordsX, wordsColumns, width } = this.#geometry
    if (wordsX === undefined) return ''
    const lines = wrapToWidth(sentence, wordsColumns)
    return (
      element('line', { class: 'grid', x1: wordsX, y1: y - 20, x2: width - 16, y2: y - 20 }) +
      lines.map((text, index) => textAt(wordsX, y - 3 + index * 17, text)).join('')
    )
  }

  #calls(notes: Readonly<Record<Side, string | undefined>>, y: number): string {
    const { laneX } = this.#geometry
    const room = Math.floor((laneX.server - laneX.client - 60) / 7)
    return (['client', 'server'] as const)
      .map((side) => {
        const note = notes[side]
        if (note === undefined) return ''
        const text = truncateToWidth(note, room)
        const boxWidth = displayWidth(text) * 7 + 16
        const left = side === 'client' ? laneX.client + 12 : laneX.server - 12 - boxWidth
        return (
          element('rect', { class: 'call-box', x: left, y: y - 10, width: boxWidth, height: 20, rx: 5 }) +
          textAt(left + boxWidth / 2, y + 4, text, { class: 'mono call', 'text-anchor': 'middle' })
        )
      })
      .join('')
  }

  /** A silence breaks the lanes. */
  #pause(text: string, y: number): string {
    const { laneX } = this.#geometry
    const breaks = (['client', 'server'] as const).map((side) =>
      element('path', { class: 'pause', d: `M${px(laneX[side] - 9)} ${px(y + 3)}l18 -6` }),
    )
    return breaks.join('') + this.#pill(text, y)
  }

  #pill(text: string, y: number): string {
    const { laneX } = this.#geometry
    const room = Math.floor((laneX.server - laneX.client - 40) / 7)
    const shown = truncateToWidth(text, room)
    const boxWidth = displayWidth(shown) * 6.9 + 24
    const middle = (laneX.client + laneX.server) / 2
    return (
      element('rect', {
        class: 'box',
        x: middle - boxWidth / 2,
        y: y - 11,
        width: boxWidth,
        height: 22,
        rx: 11,
      }) + textAt(middle, y + 4, shown, { class: 'dim', 'text-anchor': 'middle' })
    )
  }

  #footer(): string {
    const { bottom, timeX } = this.#geometry
    return this.#summary
      .map((line, index) => textAt(timeX - 40, bottom + 28 + index * 20, line, { class: 'dim' }))
      .join('')
  }

  /** How much room a row's texts ask for. */
  #needs(row: LayoutRow, columns: number): { words: number; preview: boolean } {
    if (row.kind !== 'segment' && row.kind !== 'send') return { words: 0, preview: false }
    const arrow = this.#layout.arrows[row.arrow] as LayoutArrow
    const lines = this.#sentences
      ? wrapToWidth(sentenceOf(this.#layout.trace, arrow.segment, this.#lang), columns).length
      : 0
    return { words: lines, preview: arrow.preview !== undefined }
  }

  #place(side: Side): string {
    const { address, port } = this.#layout.trace[side]
    return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  }
}

/** The point of an arrow; a RST ends in a cross. */
function head(line: ArrowLine, arrow: LayoutArrow): string {
  const { x2: x, y2: y } = line
  if (arrow.style === 'rst') {
    const back = line.x2 > line.x1 ? -5 : 5
    return element('path', { class: 'cross', d: `M${px(x + back - 6)} ${px(y - 6)}l12 12m0 -12l-12 12` })
  }
  const angle = (Math.atan2(line.y2 - line.y1, line.x2 - line.x1) * 180) / Math.PI
  return element('path', {
    class: `${arrow.style}-fill`,
    d: 'M2 0L-9 -5L-9 5Z',
    transform: `translate(${px(x)} ${px(y)}) rotate(${px(angle)})`,
  })
}

/** A FIN leaves from a diamond. */
function diamond(line: ArrowLine): string {
  const toward = line.x2 > line.x1 ? 1 : -1
  return element('path', {
    class: 'fin-fill',
    d: `M${px(line.x1 + toward * 2)} ${px(line.y1)}l6 -6l6 6l-6 6Z`
      .replaceAll(/l6/g, `l${toward * 6}`)
      .replace('l-6 6Z', `l${-toward * 6} 6Z`),
  })
}
