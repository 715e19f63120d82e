import type { Side } from '../../trace/index.ts'
import type { LayoutArrow, LayoutRow, SequenceLayout } from '../types.ts'

/** Where everything is, in pixels. */
export interface Geometry {
  readonly width: number
  readonly height: number
  /** Right edge of the time column. */
  readonly timeX: number
  readonly laneX: Readonly<Record<Side, number>>
  /** Where the sentences begin, and their columns of text; undefined without sentences. */
  readonly wordsX: number | undefined
  readonly wordsColumns: number
  readonly top: number
  /** The line of each row, on which its segment leaves. */
  readonly rowY: readonly number[]
  readonly bottom: number
}

/** The narrowest picture that can be read. */
export const NARROWEST_SVG = 560
const HEADER = 92
const LINE = 17
const SLANT = 22
const STATES = 118

/** Lines of text that each row asks for beside it. */
export interface RowNeeds {
  readonly words: number
  readonly preview: boolean
}

/** Divides the width between the columns and stacks the rows, each as high as what it holds. */
export function geometryOf(
  layout: SequenceLayout,
  width: number,
  sentences: boolean,
  needs: (columns: number) => readonly RowNeeds[],
  footerLines: number,
): Geometry {
  const timeX = 66
  const client = timeX + STATES
  const wordsWidth = sentences ? Math.max(190, Math.floor((width - client - STATES) * 0.42)) : 0
  const server = width - STATES - (sentences ? wordsWidth + 8 : 0)
  const wordsX = sentences ? server + STATES : undefined
  const wordsColumns = Math.floor((wordsWidth - 12) / 6.9)
  const rowNeeds = needs(wordsColumns)
  const rowY: number[] = []
  let y = HEADER + 34
  layout.rows.forEach((row, index) => {
    const above = layout.rows[index - 1]
    if (above !== undefined) {
      const gap = layout.scale === 'time' ? (row.at - above.at) * 22 : 0
      y += Math.max(gap, heightBelow(above, rowNeeds[index - 1]) + heightAbove(row))
    }
    rowY.push(y)
  })
  const last = layout.rows.length - 1
  const tail = last < 0 ? 40 : heightBelow(layout.rows[last] as LayoutRow, rowNeeds[last]) + 8
  const bottom = y + tail
  return {
    width,
    height: Math.ceil(bottom + 22 + footerLines * 20),
    timeX,
    laneX: { client, server },
    wordsX,
    wordsColumns,
    top: HEADER,
    rowY,
    bottom,
  }
}

/** Room for what stands above the row's line: an arrow's label. */
function heightAbove(row: LayoutRow): number {
  return row.kind === 'notes' || row.kind === 'pause' || row.kind === 'fold' ? 14 : 20
}

function heightBelow(row: LayoutRow, needs: RowNeeds | undefined): number {
  const words = (needs?.words ?? 0) * LINE
  switch (row.kind) {
    case 'segment':
      return Math.max(SLANT + (needs?.preview ? 20 : 6), words - 10)
    case 'send':
      return Math.max(14, words - 12)
    case 'arrive':
      return 12
    case 'notes':
      return 12
    default:
      return 16
  }
}

/** An arrow's two ends; a lost one ends half-way. */
export interface ArrowLine {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** @returns Where an arrow is drawn: it falls by the time it takes. */
export function arrowLine(geometry: Geometry, layout: SequenceLayout, arrow: LayoutArrow): ArrowLine {
  const { laneX } = geometry
  const toward = arrow.from === 'client' ? 1 : -1
  const x1 = laneX[arrow.from] + toward * 6
  const far = laneX[arrow.from === 'client' ? 'server' : 'client'] - toward * 6
  const y1 = geometry.rowY[arrow.sendRow] as number
  const { arriveRow = arrow.sendRow } = arrow
  const y2 =
    arriveRow === arrow.sendRow
      ? y1 + (layout.scale === 'time' ? Math.max(8, rise(geometry, layout, arrow)) : SLANT)
      : (geometry.rowY[arriveRow] as number)
  if (!arrow.lost) return { x1, y1, x2: far, y2 }
  return { x1, y1, x2: x1 + (far - x1) * 0.55, y2: y1 + SLANT * 0.55 }
}

/** How far a straight arrow falls where distances are times. */
function rise(geometry: Geometry, layout: SequenceLayout, arrow: LayoutArrow): number {
  const here = layout.rows[arrow.sendRow] as LayoutRow
  const next = layout.rows[arrow.sendRow + 1]
  if (next === undefined || next.at <= here.at) return SLANT
  const share = (arrow.arriveAt - arrow.sendAt) / (next.at - here.at)
  return share * ((geometry.rowY[arrow.sendRow + 1] as number) - (geometry.rowY[arrow.sendRow] as number))
}

/** @returns Where a state begins: where its segment leaves this end, or arrives at it. */
export function bandTop(geometry: Geometry, layout: SequenceLayout, side: Side, row: number): number {
  if (row < 0) return geometry.top
  const at = layout.rows[row] as LayoutRow
  const y = geometry.rowY[row] as number
  if (at.kind !== 'segment') return y
  const arrow = layout.arrows[at.arrow] as LayoutArrow
  return arrow.from === side ? y : arrowLine(geometry, layout, arrow).y2
}
