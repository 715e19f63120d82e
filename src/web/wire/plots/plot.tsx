import type { Signal } from '@preact/signals'
import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Nanos } from '../../../base/index.ts'
import { isDark } from '../../store/settings.ts'
import { tokenColor } from '../../ui/index.ts'
import type { WireState } from '../model/state.ts'
import { dots, stairs } from './paths.ts'
import { timeTicks } from './ticks.ts'

/** A part of the time axis, in ns; undefined: all of it. */
export type PlotRange = { readonly from: Nanos; readonly to: Nanos } | undefined

/** What all plots of one connection share. */
export interface PlotAxis {
  readonly state: WireState
  readonly range: Signal<PlotRange>
  readonly start: Nanos
  readonly end: Nanos
  /** The moment of the segment that is pointed at or chosen. */
  readonly pointed: Nanos | undefined
  readonly onTime: (time: Nanos) => void
  /** A stretch of time was chosen. */
  readonly onRange: (from: Nanos, to: Nanos) => void
}

/** One line of a plot: stairs, as all that is known from moment to moment is. */
export interface PlotLine {
  /** A token: `--wire-ack`. */
  readonly colour: string
  readonly dash?: readonly number[]
  readonly width?: number
  /** Points without a line between them. */
  readonly isPoints?: boolean
}

/** What one plot draws. */
export interface PlotContent {
  readonly data: uPlot.AlignedData
  readonly lines: readonly PlotLine[]
  /** What is drawn besides the lines. */
  readonly draw?: (plot: uPlot) => void
  /** Lowest and highest value between two moments; absent: uPlot's own choice. */
  readonly yRange?: (from: Nanos, to: Nanos, most: number) => readonly [number, number]
  readonly isLog?: boolean
  readonly y: (value: number) => string
}

export const TALL = 148
const MS = 1e6

/** Nanoseconds of a uPlot x value, which is in ms since the start. */
const toNanos = (axis: PlotAxis, x: number): Nanos => axis.start + x * MS
const toX = (axis: PlotAxis, time: Nanos): number => (time - axis.start) / MS

/** A plot whose cursor and range are those of all the others and of the diagram. */
export function Plot(props: {
  readonly title: string
  readonly axis: PlotAxis
  readonly content: PlotContent
  readonly legend: ComponentChildren
}) {
  const { title, axis, content, legend } = props
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  const sightBox = useRef<HTMLDivElement | undefined>(undefined)
  const latest = useRef(axis)
  latest.current = axis
  const dark = isDark.value

  useEffect(() => {
    const box = place.current
    if (box === null) return undefined
    const made = new uPlot(optionsOf(content, latest, box.clientWidth), content.data, box)
    plot.current = made
    const sight = document.createElement('div')
    sight.className = 'plot-sight'
    made.over.append(sight)
    sightBox.current = sight
    made.over.addEventListener('dblclick', () => (latest.current.range.value = undefined))
    made.over.addEventListener('click', () => {
      const { left = -1 } = made.cursor
      if (left >= 0) latest.current.onTime(toNanos(latest.current, made.posToVal(left, 'x')))
    })
    const observer = new ResizeObserver(() => {
      if (box.clientWidth > 0) made.setSize({ width: box.clientWidth, height: TALL })
    })
    observer.observe(box)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = undefined
      sightBox.current = undefined
    }
  }, [content, dark])

  useSignalEffect(() => {
    const range = axis.range.value
    const [min, max] = xRange(axis, range)
    plot.current?.setScale('x', { min, max })
  })
  useSignalEffect(() => {
    const seen = axis.state.sight.value
    const { value: range } = axis.range
    const box = sightBox.current
    const made = plot.current
    if (seen === undefined || box === undefined || made === undefined) return
    const [min, max] = xRange(axis, range)
    const share = (time: Nanos): number => Math.max(0, Math.min(1, (toX(axis, time) - min) / (max - min)))
    box.style.left = `${share(seen.from) * 100}%`
    box.style.width = `${Math.max(0, share(seen.to) - share(seen.from)) * 100}%`
  })
  useEffect(() => {
    const made = plot.current
    if (made === undefined || axis.state.cursor.peek() !== undefined) return
    const left = axis.pointed === undefined ? -10 : made.valToPos(toX(axis, axis.pointed), 'x')
    made.setCursor({ left, top: left < 0 ? -10 : TALL / 2 }, false)
  }, [axis.pointed, content])

  return (
    <figure class="plot" aria-label={title}>
      <figcaption>
        <strong>{title}</strong> <span class="plot-legend">{legend}</span>
      </figcaption>
      <div ref={place} />
    </figure>
  )
}

function xRange(axis: PlotAxis, range: PlotRange): readonly [number, number] {
  if (range !== undefined) return [toX(axis, range.from), toX(axis, range.to)]
  // What stands at the very end, most often a FIN, is not cut in half.
  return [0, Math.max(toX(axis, axis.end) * 1.015, 0.001)]
}

/** uPlot asks for y before it has taken over x: the range is that of the axis. */
function yRange(content: PlotContent, axis: PlotAxis, most: number): uPlot.Range.MinMax {
  const { from, to } = axis.range.peek() ?? { from: axis.start, to: axis.end }
  const [low, high] = content.yRange?.(from, to, most) ?? [0, 1]
  return [low, high]
}

/** Whole decades, so that the labels are round; never less than one. */
function logRange(least: number | null, most: number | null): uPlot.Range.MinMax {
  const low = 10 ** Math.floor(Math.log10(least ?? 1))
  return [low, Math.max(10 ** Math.ceil(Math.log10(most ?? 1)), low * 10)]
}

function optionsOf(content: PlotContent, axis: { readonly current: PlotAxis }, width: number): uPlot.Options {
  const line = tokenColor('--line')
  const quiet = tokenColor('--text-quiet')
  const font = `11px ${getComputedStyle(document.body).fontFamily}`
  const ticks = { stroke: line, width: 1, size: 4 }
  const [min, max] = xRange(axis.current, axis.current.range.peek())
  return {
    width: Math.max(120, width),
    height: TALL,
    legend: { show: false },
    // To the right half of the last tick's label.
    padding: [8, 28, 0, 0],
    scales: {
      x: { time: false, min, max, auto: false },
      y: {
        ...(content.yRange === undefined
          ? {}
          : { range: (_plot: uPlot, _least: number, most: number) => yRange(content, axis.current, most) }),
        ...(content.isLog === true
          ? { distr: 3, range: (_plot: uPlot, least: number, most: number) => logRange(least, most) }
          : {}),
      },
    },
    axes: [
      {
        stroke: quiet,
        grid: { stroke: line, width: 1 },
        ticks,
        font,
        size: 26,
        values: (_, splits) => timeTicks(splits),
      },
      {
        stroke: quiet,
        grid: { stroke: line, width: 1 },
        ticks,
        font,
        size: 56,
        values: (_, splits) => splits.map((value) => (value === null ? '' : content.y(value))),
      },
    ],
    series: [{}, ...content.lines.map(seriesOf)],
    cursor: {
      sync: { key: 'wire' },
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
    },
    hooks: {
      ...(content.draw === undefined ? {} : { draw: [content.draw] }),
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select
          if (wide < 3) return
          const from = toNanos(axis.current, plot.posToVal(left, 'x'))
          const to = toNanos(axis.current, plot.posToVal(left + wide, 'x'))
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          axis.current.range.value = { from, to }
          axis.current.onRange(from, to)
        },
      ],
      setCursor: [
        (plot) => {
          const { left = -1 } = plot.cursor
          const isHere = plot.cursor.event !== undefined && plot.cursor.event !== null
          if (!isHere) return
          axis.current.state.cursor.value =
            left < 0 ? undefined : toNanos(axis.current, plot.posToVal(left, 'x'))
        },
      ],
    },
  }
}

function seriesOf({ colour, dash, width, isPoints }: PlotLine): uPlot.Series {
  return {
    stroke: tokenColor(colour),
    width: width ?? 1.5,
    spanGaps: true,
    points: { show: false },
    paths: isPoints === true ? dots : stairs,
    ...(dash === undefined ? {} : { dash: [...dash] }),
  }
}

/** @returns A table of uPlot's from columns with times in ns, NaN as absent. */
export function tableOf(
  start: Nanos,
  ...lines: readonly { readonly time: Float64Array; readonly values: readonly Float64Array[] }[]
): uPlot.AlignedData {
  const tables = lines
    .filter(({ time }) => time.length > 0)
    .map(({ time, values }): uPlot.AlignedData => [
      Array.from(time, (at) => (at - start) / MS),
      ...values.map((column) => Array.from(column, (value) => (Number.isNaN(value) ? null : value))),
    ])
  const [first] = tables
  if (first === undefined) return [[]]
  return tables.length === 1 ? first : uPlot.join([...tables])
}
