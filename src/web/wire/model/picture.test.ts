import { describe, expect, it } from 'vitest'
import { ColumnStore, layoutRows, ROW, type RowOptions } from '../../../diagram/index.ts'
import { traceConnections, type ConnectionTrace } from '../../../trace/index.ts'
import { longTalk } from '../testing/long-talk.ts'
import { firstDifference } from './compare.ts'
import {
  isChoosable,
  makePicture,
  nextChoosable,
  rowOfSegment,
  segmentOfRow,
  stateAtRow,
  type Picture,
} from './picture.ts'
import { stripOf } from './strip.ts'

const traceOf = (count: number, arrivals = false): ConnectionTrace =>
  traceConnections(longTalk(count, arrivals))[0] as ConnectionTrace
const pictureOf = (trace: ConnectionTrace, options: RowOptions = {}): Picture =>
  makePicture(trace, layoutRows(new ColumnStore(trace).update(), options))

describe('makePicture', () => {
  it('knows from which row an arrow may still cross each row', () => {
    const picture = pictureOf(traceOf(600, true), { fold: false })
    const { rows, reach } = picture
    for (let row = 0; row < rows.count; row++) {
      let first = row
      for (let s = 0; s < rows.sendRow.length; s++) {
        const sent = rows.sendRow[s] as number
        const arrives = rows.arriveRow[s] as number
        if (sent >= 0 && sent < first && arrives >= row) first = sent
      }
      expect(reach[row]).toBe(first)
    }
  })

  it('knows the window that each side offers as of each row, and that who is closed offers none', () => {
    const picture = pictureOf(traceOf(60))
    expect(picture.window.client[0]).toBe(-1)
    expect(picture.window.server[1]).toBe(64_240)
    expect(picture.window.client[2]).toBe(502 * 128)
    expect(picture.window.server.at(-1)).toBe(-1)
    expect(picture.largestWindow).toBe(64_256)
  })

  it('knows the states as of each row', () => {
    const picture = pictureOf(traceOf(60))
    expect(stateAtRow(picture, 'client', -1)).toBe('CLOSED')
    expect(stateAtRow(picture, 'client', 0)).toBe('SYN-SENT')
    expect(stateAtRow(picture, 'server', 2)).toBe('ESTABLISHED')
    expect(stateAtRow(picture, 'client', picture.rows.count - 1)).toBe('TIME-WAIT')
  })

  it('a hidden segment stands where its fold is; silences and arrivals cannot be chosen', () => {
    const picture = pictureOf(traceOf(300))
    const { rows } = picture
    const row = rows.kind.indexOf(ROW.fold)
    const { first, last } = rows.folds[rows.ref[row] as number] as { first: number; last: number }
    expect(rowOfSegment(picture, first + 1)).toBe(row)
    expect(segmentOfRow(picture, row)).toBe(first)
    const opened = pictureOf(picture.trace, { open: [last] })
    expect(opened.rows.kind[rowOfSegment(opened, first + 1) as number]).toBe(ROW.segment)
    for (let at = -1, seen = 0; seen < rows.count; seen++) {
      const next = nextChoosable(picture, at, 1)
      if (next === at) break
      expect(isChoosable(picture, next)).toBe(true)
      at = next
    }
  })

  it('draws only what is asked for', () => {
    const trace = traceOf(300)
    const only = new Uint8Array(trace.segments.length)
    only[3] = 1
    only[7] = 1
    expect([...pictureOf(trace, { only }).rows.ref]).toEqual([3, 7])
  })
})

describe('the columns of a connection that grows', () => {
  it('are what they are when read at once', () => {
    const packets = longTalk(500)
    const whole = traceConnections(packets)[0] as ConnectionTrace
    const segments = whole.segments.slice(0, 10)
    const growing = { ...whole, segments, handshake: whole.handshake } as ConnectionTrace
    const store = new ColumnStore(growing)
    store.update()
    segments.push(...whole.segments.slice(10))
    expect(store.update()).toEqual(new ColumnStore(whole).update())
  })
})

describe('stripOf', () => {
  it('shows who was busy when, and where something was retransmitted', () => {
    const strip = stripOf(pictureOf(traceOf(1_000)), 50)
    expect(Math.max(...strip.client, ...strip.server)).toBe(1)
    expect([...strip.troubles].filter((trouble) => trouble === 1)).toHaveLength(2)
  })
})

describe('firstDifference', () => {
  it('is the first segment that is not the same', () => {
    const one = traceOf(700)
    expect(firstDifference(one, traceOf(700))).toBeUndefined()
    expect(firstDifference(one, traceOf(600))).toBe(597)
    expect(firstDifference(one, traceOf(700, true))).toBe(0)
  })
})
