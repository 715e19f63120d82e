/** Arrows: each kind has its line and its ends, so that nothing is told by colour alone. */
import { arrowLabel, lostLabel, type ArrowStyle } from '../../../diagram/index.ts'
import type { TracedSegment } from '../../../trace/index.ts'
import type { Scene } from './scene.ts'
import { clip } from './text.ts'

/** An arrow in sight, in pixels of the canvas. */
export interface DrawnArrow {
  readonly segment: number
  readonly row: number
  readonly style: ArrowStyle
  readonly lost: boolean
  /** 1: to the right. */
  readonly toward: 1 | -1
  /** It crosses others: it falls over several rows. */
  readonly isBent: boolean
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
  /** It is not among what is searched for. */
  readonly dimmed: boolean
}

const WIDTH: Readonly<Record<ArrowStyle, number>> = {
  syn: 1.75,
  data: 2.5,
  ack: 1.25,
  retransmission: 2.25,
  fin: 2.25,
  rst: 2.5,
}
const DASHED: readonly number[] = [8, 5]
const SOLID: readonly number[] = []
/** Rows lower than this get lines without ends. */
const ENDS_FROM = 7

function paintArrow(ctx: CanvasRenderingContext2D, scene: Scene, arrow: DrawnArrow): void {
  const { theme, axis } = scene
  const colour = theme.arrow[arrow.style]
  const isChosen = arrow.segment === scene.selected
  const { x1, y1, x2, y2 } = arrow
  ctx.globalAlpha = arrow.dimmed ? 0.22 : 1
  ctx.strokeStyle = colour
  ctx.fillStyle = colour
  // Rows close together get finer lines, or they run into each other.
  const fine = axis.scale === 'rows' ? Math.min(1, Math.max(0.35, axis.rowHeight / 16)) : 1
  ctx.lineWidth = WIDTH[arrow.style] * fine + (isChosen ? 1 : 0)
  ctx.setLineDash((arrow.style === 'retransmission' ? DASHED : SOLID) as number[])
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.lineTo(x2, y2)
  ctx.stroke()
  ctx.setLineDash([])
  if (axis.scale === 'time' || axis.rowHeight >= ENDS_FROM) {
    if (arrow.lost) paintCross(ctx, theme.bad, x2, y2)
    else paintHead(ctx, arrow)
    if (arrow.style === 'fin') paintDiamond(ctx, x1 + arrow.toward * 8, y1)
    else if (arrow.style === 'syn') paintRing(ctx, theme.surface, x1 + arrow.toward * 6, y1)
  }
  ctx.globalAlpha = 1
}

/** More arrows than this in sight are a texture: lines of a kind are drawn at once, and only what matters has ends. */
export const MANY = 260

/** Nothing special about it. */
export function isPlain({ style, lost }: DrawnArrow): boolean {
  return (style === 'data' || style === 'ack') && !lost
}

export function paintArrows(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  arrows: readonly DrawnArrow[],
): void {
  if (arrows.length <= MANY) {
    for (const arrow of arrows) paintArrow(ctx, scene, arrow)
    return
  }
  const kinds = new Map<string, DrawnArrow[]>()
  const matters: DrawnArrow[] = []
  for (const arrow of arrows) {
    if (!isPlain(arrow) || arrow.segment === scene.selected) {
      matters.push(arrow)
      continue
    }
    const key = `${arrow.style}${arrow.dimmed}`
    const list = kinds.get(key) ?? []
    list.push(arrow)
    kinds.set(key, list)
  }
  ctx.setLineDash([])
  for (const list of kinds.values()) {
    const { style, dimmed } = list[0] as DrawnArrow
    ctx.strokeStyle = scene.theme.arrow[style]
    ctx.globalAlpha = dimmed ? 0.08 : 0.22
    ctx.lineWidth = 1
    ctx.beginPath()
    for (const { x1, y1, x2, y2 } of list) {
      ctx.moveTo(x1, y1)
      ctx.lineTo(x2, y2)
    }
    ctx.stroke()
  }
  ctx.globalAlpha = 1
  for (const arrow of matters) paintArrow(ctx, scene, arrow)
}

/** Filled for what carries something, open for a mere acknowledgement; an RST ends in a cross. */
function paintHead(ctx: CanvasRenderingContext2D, { x1, y1, x2, y2, toward, style }: DrawnArrow): void {
  if (style === 'rst') {
    paintCross(ctx, undefined, x2 - toward * 6, y2)
    return
  }
  const angle = Math.atan2(y2 - y1, x2 - x1)
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const at = (along: number, aside: number): [number, number] => [
    x2 + along * cos - aside * sin,
    y2 + along * sin + aside * cos,
  ]
  ctx.beginPath()
  ctx.moveTo(...at(-9, -4.5))
  ctx.lineTo(...at(1, 0))
  ctx.lineTo(...at(-9, 4.5))
  if (style === 'ack') ctx.stroke()
  else {
    ctx.closePath()
    ctx.fill()
  }
}

function paintCross(ctx: CanvasRenderingContext2D, colour: string | undefined, x: number, y: number): void {
  if (colour !== undefined) ctx.strokeStyle = colour
  ctx.lineWidth = 2.5
  ctx.beginPath()
  ctx.moveTo(x - 5, y - 5)
  ctx.lineTo(x + 5, y + 5)
  ctx.moveTo(x + 5, y - 5)
  ctx.lineTo(x - 5, y + 5)
  ctx.stroke()
}

function paintDiamond(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  ctx.beginPath()
  ctx.moveTo(x - 6, y)
  ctx.lineTo(x, y - 6)
  ctx.lineTo(x + 6, y)
  ctx.lineTo(x, y + 6)
  ctx.closePath()
  ctx.fill()
}

function paintRing(ctx: CanvasRenderingContext2D, inside: string, x: number, y: number): void {
  ctx.beginPath()
  ctx.arc(x, y, 4, 0, 2 * Math.PI)
  const colour = ctx.fillStyle
  ctx.fillStyle = inside
  ctx.fill()
  ctx.fillStyle = colour
  ctx.stroke()
}

/** What is written on an arrow: as many of its numbers as there is room for. */
export function paintArrowLabel(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  arrow: DrawnArrow,
  withPreview: boolean,
): void {
  const { picture, theme, lang } = scene
  const segment = picture.trace.segments[arrow.segment] as TracedSegment
  const label = arrowLabel(segment, lang)
  const { x1, y1, x2, y2, toward } = arrow
  const length = Math.hypot(x2 - x1, y2 - y1)
  const near = arrow.isBent || arrow.lost
  const room = arrow.isBent ? length * 0.45 : arrow.lost ? length - 24 : length - 34
  const name = label.tag === '' ? label.flags : `${label.tag} · ${label.flags}`
  const nameFont = `600 12px ${theme.sans}`
  const numberFont = `11px ${theme.mono}`
  ctx.font = nameFont
  const shown = clip(ctx, name, room)
  const nameWidth = ctx.measureText(shown).width
  ctx.font = numberFont
  const numbers = fitNumbers(
    ctx,
    [label.seq, label.ack, label.len, label.win].filter((text) => text !== ''),
    label.ack,
    room - nameWidth - 9,
  )
  const numbersWidth = numbers === '' ? 0 : ctx.measureText(numbers).width + 9
  const angle = Math.atan2(y2 - y1, x2 - x1)
  const upright = toward === 1 ? angle : angle - Math.PI
  const wide = nameWidth + numbersWidth
  const share = near ? 16 / Math.max(16, length) : 0.5
  ctx.save()
  ctx.translate(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share)
  ctx.rotate(upright)
  const left = near ? (toward === 1 ? 0 : -wide) : -wide / 2
  ctx.globalAlpha = arrow.dimmed ? 0.3 : 0.82
  ctx.fillStyle = theme.surface
  ctx.fillRect(left - 3, -16, wide + 6, 13)
  ctx.globalAlpha = arrow.dimmed ? 0.3 : 1
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  ctx.font = nameFont
  ctx.fillStyle = theme.arrow[arrow.style]
  ctx.fillText(shown, left, -6)
  if (numbers !== '') {
    ctx.font = numberFont
    ctx.fillStyle = theme.quiet
    ctx.fillText(numbers, left + nameWidth + 9, -6)
  }
  if (withPreview) paintPreview(ctx, scene, segment, arrow, room)
  ctx.restore()
  ctx.textBaseline = 'middle'
  if (arrow.lost) paintLost(ctx, scene, segment, arrow)
}

function fitNumbers(ctx: CanvasRenderingContext2D, numbers: string[], ack: string, room: number): string {
  const fits = (): boolean => ctx.measureText(numbers.join('  ')).width <= room
  if (!fits() && numbers.at(-1)?.startsWith('win') === true) numbers.pop()
  if (!fits() && ack !== '') numbers.splice(numbers.indexOf(ack), 1)
  while (numbers.length > 0 && !fits()) numbers.pop()
  return numbers.join('  ')
}

function paintPreview(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  segment: TracedSegment,
  arrow: DrawnArrow,
  room: number,
): void {
  const preview = segment.length === 0 ? undefined : scene.preview?.(segment, arrow.segment)
  if (preview === undefined || preview === '') return
  ctx.font = `12px ${scene.theme.sans}`
  ctx.fillStyle = scene.theme.text
  const near = arrow.isBent || arrow.lost
  ctx.textAlign = near ? (arrow.toward === 1 ? 'left' : 'right') : 'center'
  ctx.fillText(clip(ctx, `“${preview.replaceAll(/\s+/g, ' ')}”`, room), 0, 13)
}

function paintLost(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  segment: TracedSegment,
  arrow: DrawnArrow,
): void {
  ctx.font = `600 12px ${scene.theme.sans}`
  ctx.fillStyle = scene.theme.bad
  ctx.textAlign = arrow.toward === 1 ? 'left' : 'right'
  ctx.textBaseline = 'middle'
  ctx.fillText(lostLabel(segment, scene.lang), arrow.x2 + arrow.toward * 12, arrow.y2 + 1)
}
