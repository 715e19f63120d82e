import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ColumnStore, layoutRows, type RowTable } from '../../../diagram/index.ts'
import { traceConnections, type ConnectionTrace } from '../../../trace/index.ts'
import { longTalk } from '../testing/long-talk.ts'
import { Axis } from './axis.ts'
import { keepPlace } from './keep-place.ts'

const trace = traceConnections(longTalk(300))[0] as ConnectionTrace
const rowsOf = (fold: boolean): RowTable => layoutRows(new ColumnStore(trace).update(), { fold })

describe('Axis', () => {
  it('finds the row at its own line again, at any zoom', () => {
    const rows = rowsOf(false)
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: rows.count - 1 }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        (row, zoom) => {
          const axis = new Axis(rows, 'rows', zoom)
          expect(axis.rowAt(axis.y(row) + 0.01)).toBe(row)
        },
      ),
    )
  })

  it('to scale, equal times are equally far apart', () => {
    const axis = new Axis(rowsOf(false), 'time', 3)
    const [a, b, c] = [0, 5_000_000, 10_000_000].map((time) => axis.yOfTime(time)) as [number, number, number]
    expect(b - a).toBeCloseTo(c - b)
    expect(axis.timeAt(b)).toBeCloseTo(5_000_000)
  })

  it('a picture without rows is nowhere', () => {
    const axis = new Axis({ ...rowsOf(false), count: 0, time: new Float64Array(0) }, 'time', 1)
    expect(axis.rowAt(100)).toBe(0)
    expect(Number.isFinite(axis.height)).toBe(true)
  })
})

describe('keepPlace', () => {
  it('what was in the middle stays there: zoomed, to scale, folded', () => {
    const before = new Axis(rowsOf(false), 'rows', 1)
    const top = before.y(150) - 200
    for (const after of [
      new Axis(before.rows, 'rows', 2.5),
      new Axis(before.rows, 'time', 1),
      new Axis(before.rows, 'time', 40),
    ]) {
      const moved = keepPlace(before, after, top, 400)
      expect(after.rowAt(moved + 200 + 0.01)).toBe(150)
    }
    const folded = new Axis(rowsOf(true), 'rows', 1)
    const time = before.rows.time[150] as number
    const row = folded.rowAt(keepPlace(before, folded, top, 400) + 200 + 0.01)
    expect(folded.rows.time[row]).toBeLessThanOrEqual(time)
    expect(folded.rows.time[row + 1] ?? Infinity).toBeGreaterThan(time)
  })

  it('the beginning stays the beginning', () => {
    const axis = new Axis(rowsOf(false), 'rows', 1)
    expect(keepPlace(axis, new Axis(axis.rows, 'time', 9), 0, 400)).toBe(0)
  })
})
