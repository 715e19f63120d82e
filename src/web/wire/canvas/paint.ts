/** Paints the part of a connection that is in sight, and nothing else. */
import {
  arrowStyle,
  foldLabel,
  ROW,
  type ArrowStyle,
  type LayoutFold,
  diagramWords,
} from '../../../diagram/index.ts'
import { say, sayDuration, type Lang } from '../../../say/index.ts'
import type { Side, TracedSegment } from '../../../trace/index.ts'
import { rowOfSegment } from '../model/picture.ts'
import { isPlain, MANY, paintArrowLabel, paintArrows, type DrawnArrow } from './arrows.ts'
import { timeText } from '../model/time-text.ts'
import { BAND } from './columns.ts'
import { paintLanes } from './lanes.ts'
import type { Scene } from './scene.ts'
import { clip, wrap } from './text.ts'
import { timeFont, type CanvasTheme } from './theme.ts'

/** Texts closer than this lie on each other. */
const TEXT_GAP = 13
const CALL_GAP = 19
const PREVIEW_FROM = 30
/** More rows than this in sight are a texture: nobody reads labels in it. */
const LABELS_FROM = 15

/** @returns The arrows that were drawn, for hit tests under the pointer. */
export function paint(ctx: CanvasRenderingContext2D, scene: Scene): DrawnArrow[] {
  const { picture, axis, places, theme, top, height } = scene
  ctx.fillStyle = theme.surface
  ctx.fillRect(0, 0, places.width, height)
  if (picture.rows.count === 0) return []
  const first = axis.rowAt(top - 40)
  const last = axis.rowAt(top + height + 40)
  paintSelection(ctx, scene)
  paintLanes(ctx, scene, first, last)
  const arrows = listArrows(scene, first, last)
  paintArrows(ctx, scene, arrows)
  paintLabels(ctx, scene, arrows)
  paintRows(ctx, scene, first, last)
  paintDifference(ctx, scene)
  paintCursor(ctx, scene)
  return arrows
}

function paintSelection(ctx: CanvasRenderingContext2D, scene: Scene): void {
  const { axis, places, theme, picture, top } = scene
  for (const [row, colour] of [
    [rowOfSegment(picture, scene.hovered), theme.hover],
    [rowOfSegment(picture, scene.selected), theme.selected],
  ] as const) {
    if (row === undefined) continue
    const y = axis.y(row) - top
    const tall = axis.scale === 'rows' ? axis.rowHeight : 24
    ctx.fillStyle = colour
    ctx.fillRect(0, y - tall * 0.45, places.width, Math.max(3, tall))
  }
}

/** The arrows that cross what is in sight: those that leave here, and those still under way from above. */
function listArrows(scene: Scene, first: number, last: number): DrawnArrow[] {
  const { picture, axis, places } = scene
  const { rows, trace } = picture
  const arrows: DrawnArrow[] = []
  let from = picture.reach[first] ?? first
  if (axis.scale === 'time') from = Math.min(from, axis.rowAt(scene.top - longestFall(scene)))
  const drawn = new Set<number>()
  for (let row = from; row <= last; row++) {
    const kind = rows.kind[row]
    if (kind !== ROW.segment && kind !== ROW.send) continue
    const index = rows.ref[row] as number
    const segment = trace.segments[index] as TracedSegment
    const lost = segment.fate === 'lost'
    // What was lost falls as the others do.
    const arrival = segment.arrival ?? segment.time + (lost ? picture.slowest : 0)
    const y1 = axis.y(row) - scene.top
    const y2 = axis.arrowEnd(row, rows.arriveRow[index] as number, arrival) - scene.top
    if (Math.max(y1, y2) < -30 || Math.min(y1, y2) > scene.height + 30) continue
    const style = arrowStyle(segment)
    const toward = segment.from === 'client' ? 1 : -1
    if (isCovered(drawn, STYLES.indexOf(style) * 2 + (toward + 1) / 2, y1, y2, index === scene.selected))
      continue
    const x1 = places.laneX[segment.from] + toward * (BAND + 2)
    const x2 = places.laneX[segment.from === 'client' ? 'server' : 'client'] - toward * (BAND + 2)
    const share = lost ? 0.5 : 1
    arrows.push({
      segment: index,
      row,
      style,
      lost,
      toward,
      isBent: kind === ROW.send,
      x1,
      y1,
      x2: x1 + (x2 - x1) * share,
      y2: y1 + (y2 - y1) * share,
      dimmed: scene.matches !== undefined && scene.matches[index] !== 1,
    })
  }
  return arrows
}

const STYLES: readonly ArrowStyle[] = ['syn', 'data', 'ack', 'fin', 'rst', 'retransmission']

/** Whether an arrow of this kind between the same pixels is drawn already: to scale, thousands may be. */
function isCovered(drawn: Set<number>, kind: number, y1: number, y2: number, isChosen: boolean): boolean {
  const key = ((Math.round(y1) + 100_000) * 400_000 + Math.round(y2) + 200_000) * 16 + kind
  if (isChosen || !drawn.has(key)) {
    drawn.add(key)
    return false
  }
  return true
}

/** How far above the window an arrow may begin that is still in it, to scale. */
function longestFall({ picture, axis }: Scene): number {
  return picture.slowest * axis.perNano + 40
}

/** Times, calls, folds and silences. */
function paintRows(ctx: CanvasRenderingContext2D, scene: Scene, first: number, last: number): void {
  const { picture, axis, theme, places, top } = scene
  const { rows } = picture
  let lastText = Number.NEGATIVE_INFINITY
  const lastCall = { client: Number.NEGATIVE_INFINITY, server: Number.NEGATIVE_INFINITY }
  ctx.textBaseline = 'middle'
  for (let row = first; row <= last; row++) {
    const y = axis.y(row) - top
    const kind = rows.kind[row]
    const ref = rows.ref[row] as number
    if (kind === ROW.fold) {
      paintPill(ctx, scene, foldText(rows.folds[ref] as LayoutFold, scene.lang), y, theme.accent)
    } else if (kind === ROW.pause) {
      const time = sayDuration(rows.pauses[ref] as number)
      paintPill(ctx, scene, say(diagramWords.pause, scene.lang, { time }), y, theme.lineStrong)
    } else if (kind === ROW.notes) paintCalls(ctx, scene, row, y, lastCall)
    if (kind === ROW.pause || y - lastText < TEXT_GAP) continue
    const sameTime = row > 0 && rows.time[row] === rows.time[row - 1] && row > first
    if (sameTime) continue
    lastText = y
    ctx.font = timeFont(theme)
    ctx.fillStyle = theme.quiet
    ctx.textAlign = 'right'
    ctx.fillText(timeText(picture, rows.time[row] as number), places.timeX, y)
  }
}

function foldText(fold: LayoutFold, lang: Lang): string {
  return `▸ ${foldLabel(fold, lang)}`
}

function paintPill(
  ctx: CanvasRenderingContext2D,
  { places, theme, axis }: Scene,
  text: string,
  y: number,
  edge: string,
): void {
  const { laneX } = places
  const middle = (laneX.client + laneX.server) / 2
  const room = laneX.server - laneX.client - 24
  const tall = Math.min(22, Math.max(4, axis.rowHeight * 0.8))
  ctx.font = `12px ${theme.sans}`
  const wide = Math.min(room, ctx.measureText(text).width + 24)
  ctx.fillStyle = theme.sunken
  ctx.strokeStyle = edge
  ctx.lineWidth = 1
  ctx.setLineDash([])
  ctx.beginPath()
  ctx.roundRect(middle - wide / 2, y - tall / 2, wide, tall, tall / 2)
  ctx.fill()
  ctx.stroke()
  if (tall < 12) return
  ctx.fillStyle = theme.text
  ctx.textAlign = 'center'
  ctx.fillText(clip(ctx, text, wide - 16), middle, y + 0.5)
}

/** The programs' calls, at their own lanes; to scale, above what happens then, and one of those at one moment. */
function paintCalls(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  row: number,
  at: number,
  lastCall: Record<Side, number>,
): void {
  const { picture, places, theme, axis } = scene
  const notes = picture.rows.notes[picture.rows.ref[row] as number]
  if (notes === undefined || axis.rowHeight < LABELS_FROM) return
  const between = places.laneX.server - places.laneX.client
  // A row of its own is there for it alone, unless both ends called; to scale, arrows pass.
  const isAlone = axis.scale === 'rows' && (notes.client === undefined || notes.server === undefined)
  const room = isAlone ? between - 20 : between / 2 - 16
  const y = axis.scale === 'time' ? at - 12 : at
  ctx.font = `11.5px ${theme.mono}`
  for (const side of ['client', 'server'] as const) {
    const note = notes[side]
    if (note === undefined || y - lastCall[side] < CALL_GAP) continue
    lastCall[side] = y
    const text = clip(ctx, note, room - 14)
    const wide = ctx.measureText(text).width + 14
    const left = side === 'client' ? places.laneX.client + 10 : places.laneX.server - 10 - wide
    ctx.fillStyle = theme.callSurface
    ctx.beginPath()
    ctx.roundRect(left, y - 9, wide, 18, 4)
    ctx.fill()
    ctx.fillStyle = theme.call
    ctx.textAlign = 'left'
    ctx.fillText(text, left + 7, y + 0.5)
  }
}

function paintLabels(ctx: CanvasRenderingContext2D, scene: Scene, arrows: readonly DrawnArrow[]): void {
  const { axis, places, theme } = scene
  if (axis.scale === 'rows' && axis.rowHeight < LABELS_FROM) return
  const lastAt = { client: Number.NEGATIVE_INFINITY, server: Number.NEGATIVE_INFINITY }
  let lastWords = Number.NEGATIVE_INFINITY
  const isTexture = arrows.length > MANY
  for (const arrow of arrows) {
    const side = arrow.toward === 1 ? 'client' : 'server'
    const isChosen = arrow.segment === scene.selected || arrow.segment === scene.hovered
    if (isTexture && !isChosen && isPlain(arrow)) continue
    // One place for all: labels of both directions meet in the middle, unless their arrows cross.
    const nearest = arrow.isBent ? lastAt[side] : Math.max(lastAt.client, lastAt.server)
    // What stands between two arrows is less the steeper they are.
    const flatness = Math.abs(arrow.x2 - arrow.x1) / Math.hypot(arrow.x2 - arrow.x1, arrow.y2 - arrow.y1)
    if (!isChosen && (arrow.y1 - nearest) * flatness < TEXT_GAP) continue
    lastAt[side] = arrow.y1
    const isRoomy = axis.scale === 'rows' && axis.rowHeight >= PREVIEW_FROM
    // The pill of a fold or a silence in the next row stands where the payload would.
    const below = scene.picture.rows.kind[arrow.row + 1]
    paintArrowLabel(ctx, scene, arrow, isRoomy && below !== ROW.fold && below !== ROW.pause)
    if (places.wordsX === undefined || arrow.y1 - lastWords < TEXT_GAP || arrow.y1 < -8) continue
    lastWords = arrow.y1
    const twoLines = isRoomy
    paintWords(ctx, scene, arrow, theme, places.wordsX, twoLines)
  }
}

function paintWords(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  arrow: DrawnArrow,
  theme: CanvasTheme,
  x: number,
  twoLines: boolean,
): void {
  ctx.font = `12px ${theme.sans}`
  ctx.textAlign = 'left'
  ctx.fillStyle = arrow.dimmed ? theme.line : theme.text
  const room = scene.places.width - x - 10
  const lines = wrap(ctx, scene.words(arrow.segment), room, twoLines ? 2 : 1)
  lines.forEach((line, i) => ctx.fillText(line, x, arrow.y1 + i * 15 - (lines.length - 1) * 3))
}

/** Where a plot points. */
function paintCursor(ctx: CanvasRenderingContext2D, scene: Scene): void {
  const { cursor, axis, places, theme, top, height } = scene
  if (cursor === undefined) return
  const y = axis.yOfTime(cursor) - top
  if (y < 0 || y > height) return
  ctx.fillStyle = theme.accent
  ctx.fillRect(0, Math.round(y), places.width, 1)
}

/** A line across where two runs part. */
function paintDifference(ctx: CanvasRenderingContext2D, scene: Scene): void {
  const { differsFrom, picture, axis, places, theme } = scene
  if (differsFrom === undefined) return
  const row = rowOfSegment(picture, differsFrom)
  if (row === undefined) return
  const y = axis.y(row) - scene.top - axis.rowHeight * 0.42
  if (y < -10 || y > scene.height + 10) return
  ctx.strokeStyle = theme.warn
  ctx.setLineDash([2, 4])
  ctx.lineWidth = 2
  ctx.beginPath()
  ctx.moveTo(0, y)
  ctx.lineTo(places.width, y)
  ctx.stroke()
  ctx.setLineDash([])
}
