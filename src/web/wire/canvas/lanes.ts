/** The lanes: each end's states as a band, and beside it the window that end offers as a ribbon. */
import { type StateBand, ROW } from '../../../diagram/index.ts'
import type { Side, TracedSegment } from '../../../trace/index.ts'
import { BAND, outward } from './columns.ts'
import type { Scene } from './scene.ts'

const SIDES: readonly Side[] = ['client', 'server']
/** A window of 0 is a mark, not an absence. */
const LEAST_RIBBON = 2

export function paintLanes(ctx: CanvasRenderingContext2D, scene: Scene, first: number, last: number): void {
  for (const side of SIDES) {
    paintRibbon(ctx, scene, side, first, last)
    paintBands(ctx, scene, side, first, last)
  }
}

/** As wide as the window is large; hatched where it is 0. */
function paintRibbon(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  side: Side,
  first: number,
  last: number,
): void {
  const { picture, axis, places, theme, top } = scene
  const offered = picture.window[side]
  const edge = places.laneX[side] + outward(side) * (BAND + 1)
  ctx.setLineDash([])
  let row = first
  while (row <= last) {
    const bytes = offered[row] as number
    let next = row + 1
    while (next <= last && offered[next] === bytes) next++
    const y = (row === 0 ? axis.y(0) : axis.y(row)) - top
    const until = next > last ? scene.height + 60 : axis.y(next) - top
    if (bytes >= 0) {
      const share = picture.largestWindow === 0 ? 0 : bytes / picture.largestWindow
      const wide = bytes === 0 ? places.ribbon : Math.max(LEAST_RIBBON, share * places.ribbon)
      const left = outward(side) === 1 ? edge : edge - wide
      if (bytes === 0) hatch(ctx, theme.bad, left, y, wide, until - y)
      else {
        ctx.globalAlpha = 0.28
        ctx.fillStyle = theme.window
        ctx.fillRect(left, y, wide, Math.max(1, until - y))
        ctx.globalAlpha = 1
      }
    }
    row = next
  }
}

function hatch(
  ctx: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  wide: number,
  tall: number,
): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(x, y, wide, tall)
  ctx.clip()
  ctx.strokeStyle = colour
  ctx.lineWidth = 1
  ctx.beginPath()
  const from = Math.max(y, -40)
  for (let at = from - (from % 6) - wide; at < Math.min(y + tall, 4_000); at += 6) {
    ctx.moveTo(x, at + wide)
    ctx.lineTo(x + wide, at)
  }
  ctx.stroke()
  ctx.restore()
}

function paintBands(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  side: Side,
  first: number,
  last: number,
): void {
  const { picture, places, theme } = scene
  const bands = picture.bands[side]
  const x = places.laneX[side]
  for (let i = 0; i < bands.length; i++) {
    const band = bands[i] as StateBand
    const next = bands[i + 1]
    if (next !== undefined && next.fromRow < first) continue
    if (band.fromRow > last) break
    const from = Math.max(-40, bandTop(scene, side, band.fromRow))
    const until = next === undefined ? scene.height + 40 : bandTop(scene, side, next.fromRow)
    ctx.fillStyle = theme.states[band.state]
    ctx.fillRect(x - BAND, from, 2 * BAND, Math.max(2, until - from))
    // The end of a state is a notch, so that two states of one colour are two.
    if (next !== undefined) {
      ctx.fillStyle = theme.surface
      ctx.fillRect(x - BAND, until - 1, 2 * BAND, 1.5)
    }
    paintState(ctx, scene, side, band, from, until)
  }
}

/** How far a name may begin above its band, so that the last one of a picture is not cut at its end. Pixels. */
const MOST_LIFT = 48

/** The name of a state stays in sight as long as its band is; where it runs along the lane it is whole, or is not there. */
function paintState(
  ctx: CanvasRenderingContext2D,
  { axis, places, theme, top, height }: Scene,
  side: Side,
  { state }: StateBand,
  from: number,
  until: number,
): void {
  const x = places.laneX[side] + outward(side) * (places.ribbon + BAND + 7)
  const y = Math.max(from, 2)
  ctx.font = `600 10.5px ${theme.sans}`
  ctx.fillStyle = theme.states[state]
  ctx.textBaseline = 'top'
  if (places.wideStates) {
    if (until - y < 10) return
    ctx.textAlign = side === 'client' ? 'right' : 'left'
    ctx.fillText(state, x, y + 1)
  } else {
    const length = ctx.measureText(state).width + 6
    if (until - y < length) return
    const lift = Math.max(0, y + length - (axis.height - top))
    if (lift > MOST_LIFT || y - lift + length > height) return
    ctx.save()
    ctx.translate(x, y - lift + 3)
    ctx.rotate(Math.PI / 2)
    ctx.textAlign = 'left'
    ctx.textBaseline = 'middle'
    ctx.fillText(state, 0, 0)
    ctx.restore()
  }
  ctx.textBaseline = 'middle'
}

/** A state begins where its segment leaves this end, or arrives at it. */
function bandTop({ picture, axis, top }: Scene, side: Side, row: number): number {
  const { rows, trace } = picture
  if (row < 0) return -40
  if (rows.kind[row] === ROW.segment) {
    const index = rows.ref[row] as number
    const segment = trace.segments[index] as TracedSegment
    if (segment.from !== side) {
      return axis.arrowEnd(row, rows.arriveRow[index] as number, segment.arrival ?? segment.time) - top
    }
  }
  return axis.y(row) - top
}
