import { displayWidth, truncateToWidth } from '../../say/index.ts'
import type { ArrowLabel } from '../label.ts'
import type { LayoutArrow } from '../types.ts'
import type { CanvasLine } from './canvas.ts'
import type { Frame } from './frame.ts'
import type { Glyphs, Ink, LineGlyphs } from './glyphs.ts'

/** A piece of a label with its ink. */
type Part = readonly [text: string, ink: Ink]

/** The columns between the lanes: arrows are drawn in these, mirrored for the server's. */
export interface Pen {
  readonly canvas: CanvasLine
  readonly frame: Frame
  readonly glyphs: Glyphs
}

/** @returns Columns between the two lanes. */
export function innerWidth(frame: Frame): number {
  return frame.serverBar - frame.clientBar - 1
}

/** Draws a segment that nothing crosses: `├─ SYN seq 0 win 64240 ────▶│`. */
export function drawStraight(pen: Pen, arrow: LayoutArrow, label: ArrowLabel): void {
  const inner = innerWidth(pen.frame)
  drawTail(pen, arrow)
  drawLine(pen, arrow, 0, inner - 1)
  drawHead(pen, arrow)
  drawLabel(pen, arrow, 2, fitLabel(label, inner - 5, arrow.style))
}

/** Draws a lost segment: it ends half-way, `├─ PSH, ACK seq 1 len 23 ─────✗ lost`. */
export function drawLost(pen: Pen, arrow: LayoutArrow, label: ArrowLabel, lost: string): void {
  const inner = innerWidth(pen.frame)
  const word = truncateToWidth(lost, Math.max(4, Math.floor(inner / 3)), pen.glyphs.ellipsis)
  const parts = fitLabel(label, inner - displayWidth(word) - 6, arrow.style)
  const end = Math.max(Math.floor(inner / 2), widthOf(parts) + 4)
  drawTail(pen, arrow)
  drawLine(pen, arrow, 0, end)
  drawLabel(pen, arrow, 2, parts)
  putCell(pen, arrow, end, pen.glyphs.lost, 'lost')
  drawLabel(pen, arrow, end + 2, [[word, 'lost']])
}

/** Draws the sending end of a segment that crosses another: to `bend` columns from its lane, then down. */
export function drawDeparture(pen: Pen, arrow: LayoutArrow, label: ArrowLabel, bend: number): void {
  drawTail(pen, arrow)
  drawLine(pen, arrow, 0, bend)
  drawLabel(pen, arrow, 2, fitLabel(label, bend - 3, arrow.style))
  const line = lineOf(pen, arrow)
  putCell(pen, arrow, bend, arrow.from === 'client' ? line.leftDown : line.downRight, arrow.style)
}

/** Draws the arriving end: from `bend` to the other lane. */
export function drawArrival(pen: Pen, arrow: LayoutArrow, label: ArrowLabel, bend: number): void {
  const inner = innerWidth(pen.frame)
  const line = lineOf(pen, arrow)
  drawLine(pen, arrow, bend, inner - 1)
  putCell(pen, arrow, bend, arrow.from === 'client' ? line.upRight : line.leftUp, arrow.style)
  drawHead(pen, arrow)
  const room = inner - bend - 5
  if (displayWidth(label.flags) > room) return
  const at = inner - 3 - displayWidth(label.flags)
  drawLabel(pen, arrow, at, [[label.flags, arrow.style]])
}

/** Draws the way of a segment between its two rows. */
export function drawUpright(pen: Pen, arrow: LayoutArrow, bend: number): void {
  putCell(pen, arrow, bend, lineOf(pen, arrow).upright, arrow.style)
}

/** @returns The column of the upright line of a segment that is under way. */
export function uprightAt(frame: Pen['frame'], arrow: LayoutArrow, bend: number): number {
  return columnOf({ frame }, arrow, bend)
}

/** Draws one end of a segment when too many cross to be followed: the number joins the two. */
export function drawNumbered(pen: Pen, arrow: LayoutArrow, label: ArrowLabel, end: 'send' | 'arrive'): void {
  const inner = innerWidth(pen.frame)
  const number = `#${arrow.segment + 1}`
  if (end === 'send') {
    drawTail(pen, arrow)
    const parts = fitLabel(label, Math.floor(inner * 0.75) - number.length - 6, arrow.style)
    const last = widthOf(parts) + 5
    drawLine(pen, arrow, 0, last - 1)
    drawLabel(pen, arrow, 2, parts)
    drawLabel(pen, arrow, last, [[number, arrow.style]])
    return
  }
  const from = Math.floor(inner * 0.8)
  drawLine(pen, arrow, from, inner - 1)
  drawHead(pen, arrow)
  drawLabel(pen, arrow, from - 1 - number.length, [[number, arrow.style]])
}

/** @returns The columns that a label needs at the least, for choosing where to bend. */
export function leastBend(label: ArrowLabel): number {
  return displayWidth(label.flags) + 4
}

/** Leaves out what has no room: the window, the ACK number, the length, the sequence number, then the tag. */
function fitLabel(label: ArrowLabel, room: number, style: LayoutArrow['style']): Part[] {
  const order = ['win', 'ack', 'len', 'seq', 'tag'] as const
  for (let left = 0; left <= order.length; left++) {
    const without = new Set<string>(order.slice(0, left))
    const head = without.has('tag') || label.tag === '' ? label.flags : `${label.tag} ${label.flags}`
    const numbers = (['seq', 'ack', 'len', 'win'] as const)
      .filter((part) => !without.has(part) && label[part] !== '')
      .map((part) => label[part])
      .join(' ')
    const parts: Part[] =
      numbers === ''
        ? [[head, style]]
        : [
            [head, style],
            [' ', 'plain'],
            [numbers, 'dim'],
          ]
    if (widthOf(parts) <= room) return parts
  }
  return [[truncateToWidth(label.flags, Math.max(1, room), ''), style]]
}

function widthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, [text]) => sum + displayWidth(text), 0)
}

function lineOf(pen: Pen, arrow: LayoutArrow): LineGlyphs {
  return pen.glyphs.lines[arrow.style]
}

/** The column `offset` columns from the sender's lane. */
function columnOf(pen: Pick<Pen, 'frame'>, arrow: LayoutArrow, offset: number): number {
  return arrow.from === 'client' ? pen.frame.clientBar + 1 + offset : pen.frame.serverBar - 1 - offset
}

function putCell(pen: Pen, arrow: LayoutArrow, offset: number, char: string, ink: Ink): void {
  pen.canvas.put(columnOf(pen, arrow, offset), char, ink)
}

/** A line over an upright one makes a crossing, not a gap. */
function drawLine(pen: Pen, arrow: LayoutArrow, from: number, to: number): void {
  const { line, cross } = lineOf(pen, arrow)
  const uprights = new Set(Object.values(pen.glyphs.lines).map((glyphs) => glyphs.upright))
  for (let offset = from; offset <= to; offset++) {
    const column = columnOf(pen, arrow, offset)
    pen.canvas.put(column, uprights.has(pen.canvas.at(column)) ? cross : line, arrow.style)
  }
}

function drawTail(pen: Pen, arrow: LayoutArrow): void {
  const { canvas, frame, glyphs } = pen
  if (arrow.from === 'client') canvas.put(frame.clientBar, glyphs.leavesRight, arrow.style)
  else canvas.put(frame.serverBar, glyphs.leavesLeft, arrow.style)
}

function drawHead(pen: Pen, arrow: LayoutArrow): void {
  const head = arrow.from === 'client' ? pen.glyphs.headRight : pen.glyphs.headLeft
  putCell(pen, arrow, innerWidth(pen.frame) - 1, head, arrow.style)
}

/** Writes a label whose near end is `offset` columns from the sender's lane, a blank on either side. */
function drawLabel(pen: Pen, arrow: LayoutArrow, offset: number, parts: readonly Part[]): void {
  const width = widthOf(parts)
  const near = columnOf(pen, arrow, offset)
  const start = arrow.from === 'client' ? near : near - width + 1
  let at = pen.canvas.put(start - 1, ' ')
  for (const [text, ink] of parts) at = pen.canvas.put(at, text, ink)
  pen.canvas.put(at, ' ')
}
