import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FIN_RECORD,
  LOST,
  PUSH_RECORD,
  SACKED,
  newSegmentRecords,
  UNIT_START,
  type SegmentRecords,
} from './segment-records.ts'

interface Model {
  left: number
  right: number
  flags: number
  sentAt: number
  /** Place in the order of time; -1: not in it. */
  turn: number
  /** Out of it until it is recalled. */
  isAside: boolean
}

/** The same queue, written down plainly. */
class Plain {
  readonly list: Model[] = []
  turn = 0

  push(left: number, right: number, flags: number, now: number): void {
    this.list.push({ left, right, flags, sentAt: now, turn: this.turn++, isAside: false })
  }

  /** Positions in the order of time. */
  byTime(): number[] {
    return this.list
      .filter((m) => m.turn >= 0 && !m.isAside)
      .toSorted((a, b) => a.turn - b.turn || a.left - b.left)
      .map((m) => m.left)
  }
}

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('push' as const), size: fc.integer({ min: 2, max: 9 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('shift' as const) }) },
  ...(['split', 'join', 'retransmit', 'unlist', 'setAside', 'recall', 'mark'] as const).map((name) => ({
    weight: 2,
    arbitrary: fc.record({ do: fc.constant(name), at: fc.nat(50) }),
  })),
)
const FLAGS = UNIT_START | PUSH_RECORD

describe('the records of what is out', () => {
  it('keep the order of the stream and the order of time, whatever happens to them', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const records = newSegmentRecords()
        const plain = new Plain()
        let end = 1
        let now = 0
        let seen = 0
        for (const s of steps) {
          now++
          const { list } = plain
          if (s.do === 'push') {
            records.push(end, end + s.size, FLAGS, now)
            plain.push(end, end + s.size, FLAGS, now)
            end += s.size
          } else if (list.length > 0) {
            if (s.do === 'shift') {
              records.shift()
              list.shift()
            } else apply(records, plain, s.do, s.at % list.length, now)
          }
          expect(stream(records)).toEqual(
            list.map(({ left, right, flags, sentAt }) => ({ left, right, flags, sentAt })),
          )
          expect(byTime(records)).toEqual(plain.byTime())
          // The search goes on from where it was, with a bound that never falls.
          const bound = Math.max(...list.map((_, i) => records.serial(records.at(i))), seen) - 1
          seen = Math.max(seen, bound)
          const older = plain
            .byTime()
            .filter((left) => records.serial(records.at(records.indexAfter(left))) < seen)
          const newest = records.newestBefore(seen)
          expect(newest < 0 ? undefined : records.left(newest)).toBe(older.at(-1))
          for (const [i, { left, right }] of list.entries()) {
            expect(records.indexAfter(left)).toBe(i)
            expect(records.indexAfter(right - 1)).toBe(i)
          }
          expect(records.indexAfter(end)).toBe(list.length)
        }
      }),
      { numRuns: 200 },
    )
  })
  it('a cut gives FIN and PSH to the second half, and both keep their marks', () => {
    const records = newSegmentRecords()
    records.push(1, 101, UNIT_START | PUSH_RECORD | FIN_RECORD | LOST, 5)
    records.split(0, 41)
    expect(stream(records)).toEqual([
      { left: 1, right: 41, flags: UNIT_START | LOST, sentAt: 5 },
      { left: 41, right: 101, flags: UNIT_START | PUSH_RECORD | FIN_RECORD | LOST, sentAt: 5 },
    ])
  })
  it('a half that was set aside comes back behind the half that left with it', () => {
    for (const half of [0, 1]) {
      const records = newSegmentRecords()
      records.push(1, 3, FLAGS, 1)
      records.split(0, 2)
      records.setAside(records.at(half))
      records.recall()
      expect(byTime(records)).toEqual([1, 2])
    }
  })
  it('take no memory before the first, and give it back', () => {
    const records = newSegmentRecords()
    for (let i = 0; i < 1000; i++) records.push(i, i + 1, 0, i)
    records.clear()
    expect([records.size, records.oldest, records.last()]).toEqual([0, -1, -1])
    records.push(7, 8, 0, 0)
    expect(stream(records)).toEqual([{ left: 7, right: 8, flags: 0, sentAt: 0 }])
  })
})

function apply(
  records: SegmentRecords,
  plain: Plain,
  what: 'split' | 'join' | 'retransmit' | 'unlist' | 'setAside' | 'recall' | 'mark',
  at: number,
  now: number,
): void {
  const { list } = plain
  const model = list[at] as Model
  const slot = records.at(at)
  const next = list[at + 1]
  if (what === 'split' && model.right - model.left > 1) {
    const middle = model.left + 1
    records.split(at, middle)
    list.splice(at + 1, 0, { ...model, left: middle, flags: model.flags | UNIT_START })
    model.right = middle
    model.flags &= ~PUSH_RECORD
  } else if (what === 'join' && next !== undefined) {
    records.join(at)
    model.right = next.right
    model.flags |= next.flags & PUSH_RECORD
    list.splice(at + 1, 1)
  } else if (what === 'retransmit') {
    records.retransmitted(slot, now)
    model.sentAt = now
    model.turn = plain.turn++
    model.isAside = false
  } else if (what === 'unlist') {
    records.unlist(slot)
    model.turn = -1
  } else if (what === 'setAside') {
    if (model.turn < 0) return
    records.setAside(slot)
    model.isAside = true
  } else if (what === 'recall') {
    records.recall()
    for (const one of list) one.isAside = false
  } else if (what === 'mark') {
    records.mark(slot, SACKED)
    model.flags |= SACKED
  }
}

function stream(records: SegmentRecords): { left: number; right: number; flags: number; sentAt: number }[] {
  return Array.from({ length: records.size }, (_, i) => {
    const slot = records.at(i)
    return {
      left: records.left(slot),
      right: records.right(slot),
      flags: records.flags(slot),
      sentAt: records.sentAt(slot),
    }
  })
}

function byTime(records: SegmentRecords): number[] {
  const lefts: number[] = []
  for (let slot = records.oldest; slot >= 0; slot = records.newer(slot)) lefts.push(records.left(slot))
  return lefts
}
