/** The sequence/time plot in tcptrace's style: what was sent as marks, ACKs and the window as stairs. */
import type uPlot from 'uplot'
import { tokenColor } from '../../ui/index.ts'
import { POINT, type SequenceSeries } from '../model/series.ts'
import { tableOf, type PlotContent } from './plot.tsx'
import { shortBytes } from './ticks.ts'

const MS = 1e6
/** A SYN and a FIN are one number: on the scale of the data they could not be seen. */
const FLAG_TALL = 12
/** Not that of a FIN, which is a mark of its own. */
export const SACK_COLOUR = '--theirs'
/** The window's line is in the picture unless it is this many times higher than all that was sent. */
const WINDOW_SHOWN = 4

/** @returns What to draw of one side's sequence numbers. */
export function sequenceContent(series: SequenceSeries, start: number): PlotContent {
  const { acked } = series
  return {
    data: tableOf(start, { time: acked.time, values: [acked.ack, acked.edge] }),
    lines: [
      { colour: '--wire-syn', width: 1.5 },
      { colour: '--wire-window', width: 1, dash: [5, 3] },
    ],
    y: shortBytes,
    yRange: (from, to) => rangeInSight(series, from, to),
    draw: (plot) => drawMarks(plot, series, start),
  }
}

/** All that was sent and acknowledged in the part in sight, and the window when it is near. */
function rangeInSight({ sent, acked }: SequenceSeries, from: number, to: number): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = firstAt(sent.time, from); i < sent.time.length && (sent.time[i] as number) <= to; i++) {
    low = Math.min(low, sent.low[i] as number)
    high = Math.max(high, sent.high[i] as number)
  }
  let edge = Number.NEGATIVE_INFINITY
  const firstAck = Math.max(0, firstAt(acked.time, from) - 1)
  for (let i = firstAck; i < acked.time.length && (acked.time[i] as number) <= to; i++) {
    low = Math.min(low, acked.ack[i] as number)
    high = Math.max(high, acked.ack[i] as number)
    edge = Math.max(edge, acked.edge[i] as number)
  }
  if (low > high) return [0, 1]
  const tall = Math.max(high - low, 1)
  if (edge - low <= WINDOW_SHOWN * tall) high = Math.max(high, edge)
  const pad = Math.max(1, (high - low) * 0.06)
  return [Math.max(0, low - pad), high + pad]
}

/** @returns The first place in an ordered column at or after `value`. */
function firstAt(column: Float64Array, value: number): number {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((column[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

function drawMarks(plot: uPlot, series: SequenceSeries, start: number): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  drawBars(plot, series, start, POINT.data, '--wire-data', devicePixelRatio * 1.5)
  drawBars(plot, series, start, POINT.syn, '--wire-syn', devicePixelRatio * 3, FLAG_TALL)
  drawBars(plot, series, start, POINT.copy, '--wire-ack', devicePixelRatio)
  drawBars(plot, series, start, POINT.fin, '--wire-fin', devicePixelRatio * 3, FLAG_TALL)
  drawSack(plot, series, start)
  drawPoints(plot, series, start, POINT.retransmission, '--wire-retransmission')
  drawPoints(plot, series, start, POINT.lost, '--wire-lost')
  ctx.restore()
}

/** One bar for each segment, no lower than `least` pixels; those that fall on the same column of pixels become one. */
function drawBars(
  plot: uPlot,
  { sent }: SequenceSeries,
  start: number,
  mark: number,
  colour: string,
  wide: number,
  least = 1,
): void {
  const { ctx } = plot
  ctx.strokeStyle = tokenColor(colour)
  ctx.lineWidth = wide
  ctx.beginPath()
  let column = Number.NEGATIVE_INFINITY
  let top = 0
  let bottom = 0
  const flush = (): void => {
    if (column === Number.NEGATIVE_INFINITY) return
    const spare = Math.max(0, least * devicePixelRatio - (bottom - top)) / 2
    ctx.moveTo(column, bottom + spare)
    ctx.lineTo(column, top - spare)
  }
  eachInSight(plot, sent.time, start, (i) => {
    if (sent.mark[i] !== mark) return
    const x = Math.round(plot.valToPos(((sent.time[i] as number) - start) / MS, 'x', true))
    const y1 = plot.valToPos(sent.low[i] as number, 'y', true)
    const y2 = plot.valToPos(sent.high[i] as number, 'y', true)
    if (x === column && y2 <= bottom + 1 && y1 >= top - 1) {
      top = Math.min(top, y2)
      bottom = Math.max(bottom, y1)
      return
    }
    flush()
    column = x
    top = y2
    bottom = y1
  })
  flush()
  ctx.stroke()
}

/** What was retransmitted is a bar with a diamond, what was lost one with a cross. */
function drawPoints(
  plot: uPlot,
  { sent }: SequenceSeries,
  start: number,
  mark: number,
  colour: string,
): void {
  const { ctx } = plot
  const size = 4 * devicePixelRatio
  ctx.strokeStyle = tokenColor(colour)
  ctx.fillStyle = tokenColor(colour)
  ctx.lineWidth = 1.5 * devicePixelRatio
  ctx.beginPath()
  eachInSight(plot, sent.time, start, (i) => {
    if (sent.mark[i] !== mark) return
    const x = plot.valToPos(((sent.time[i] as number) - start) / MS, 'x', true)
    const y1 = plot.valToPos(sent.low[i] as number, 'y', true)
    const y = plot.valToPos(sent.high[i] as number, 'y', true)
    ctx.moveTo(x, y1)
    ctx.lineTo(x, y)
    if (mark === POINT.retransmission) {
      ctx.moveTo(x, y - size)
      ctx.lineTo(x + size, y)
      ctx.lineTo(x, y + size)
      ctx.lineTo(x - size, y)
      ctx.closePath()
    } else {
      ctx.moveTo(x - size, y - size)
      ctx.lineTo(x + size, y + size)
      ctx.moveTo(x + size, y - size)
      ctx.lineTo(x - size, y + size)
    }
  })
  if (mark === POINT.retransmission) ctx.fill()
  ctx.stroke()
}

function drawSack(plot: uPlot, { sack }: SequenceSeries, start: number): void {
  const { ctx } = plot
  ctx.strokeStyle = tokenColor(SACK_COLOUR)
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([2 * devicePixelRatio, 2 * devicePixelRatio])
  ctx.beginPath()
  eachInSight(plot, sack.time, start, (i) => {
    const x = plot.valToPos(((sack.time[i] as number) - start) / MS, 'x', true)
    ctx.moveTo(x, plot.valToPos(sack.low[i] as number, 'y', true))
    ctx.lineTo(x, plot.valToPos(sack.high[i] as number, 'y', true))
  })
  ctx.stroke()
  ctx.setLineDash([])
}

function eachInSight(plot: uPlot, time: Float64Array, start: number, each: (i: number) => void): void {
  const { min, max } = plot.scales['x'] ?? {}
  const from = start + (min ?? 0) * MS
  const to = start + (max ?? 0) * MS
  for (let i = firstAt(time, from); i < time.length && (time[i] as number) <= to; i++) each(i)
}
