/** Lines for uPlot that cost what is seen: points that fall on one column of pixels become one stroke. */
import type uPlot from 'uplot'

/** @returns Turns a value into a pixel of the canvas, on a linear or logarithmic scale. */
function pixels(plot: uPlot, key: 'x' | 'y'): (value: number) => number {
  const { bbox } = plot
  const { min, max, distr } = plot.scales[key] as uPlot.Scale
  const log = Number(distr) === 3
  const low = log ? Math.log10(min ?? 1) : (min ?? 0)
  const high = log ? Math.log10(max ?? 10) : (max ?? 1)
  const span = high - low || 1
  const start = key === 'x' ? bbox.left : bbox.top + bbox.height
  const size = key === 'x' ? bbox.width : -bbox.height
  return (value) => start + (((log ? Math.log10(value) : value) - low) / span) * size
}

/** The last place before `value` in a column in order. */
function before(column: ArrayLike<number>, value: number): number {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((column[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

type Data = readonly [ArrayLike<number>, ...ArrayLike<number | null | undefined>[]]

/** A line of stairs: each value holds until the next. */
export const stairs: uPlot.Series.PathBuilder = (plot, series) => {
  const data = plot.data as unknown as Data
  const xs = data[0]
  const ys = data[series] ?? []
  const toX = pixels(plot, 'x')
  const toY = pixels(plot, 'y')
  const right = plot.bbox.left + plot.bbox.width
  const path = new Path2D()
  let column = Number.NaN
  let least = 0
  let most = 0
  let last = Number.NaN
  const flush = (): void => {
    if (Number.isNaN(column)) return
    if (least < most) {
      path.lineTo(column, least)
      path.lineTo(column, most)
    }
    path.lineTo(column, last)
  }
  for (let i = before(xs, plot.scales['x']?.min ?? 0); i < xs.length; i++) {
    const value = ys[i]
    if (value === null || value === undefined) continue
    const x = Math.round(toX(xs[i] as number))
    const y = toY(value)
    if (x === column) {
      least = Math.min(least, y)
      most = Math.max(most, y)
      last = y
      continue
    }
    if (Number.isNaN(column)) path.moveTo(x, y)
    else {
      flush()
      path.lineTo(x, last)
      path.lineTo(x, y)
    }
    column = x
    least = Math.min(y, Number.isNaN(last) ? y : last)
    most = Math.max(y, Number.isNaN(last) ? y : last)
    last = y
    if (x > right) break
  }
  flush()
  return { stroke: path }
}

/** Points without a line; those that cover each other are one. */
export const dots: uPlot.Series.PathBuilder = (plot, series) => {
  const data = plot.data as unknown as Data
  const xs = data[0]
  const ys = data[series] ?? []
  const toX = pixels(plot, 'x')
  const toY = pixels(plot, 'y')
  const right = plot.bbox.left + plot.bbox.width
  const path = new Path2D()
  const seen = new Set<number>()
  for (let i = before(xs, plot.scales['x']?.min ?? 0); i < xs.length; i++) {
    const value = ys[i]
    if (value === null || value === undefined) continue
    const x = Math.round(toX(xs[i] as number))
    if (x > right) break
    const y = Math.round(toY(value))
    const key = x * 65_536 + y
    if (seen.has(key)) continue
    seen.add(key)
    path.rect(x - 1, y - 1, 2, 2)
  }
  return { stroke: path }
}
