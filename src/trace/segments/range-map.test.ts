import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { RangeMap } from './range-map.ts'

/** The same by hand: one entry for each position. */
class Plain {
  readonly values = new Map<number, number>()

  assign(from: number, to: number, value: number): void {
    for (let i = from; i < to; i++) this.values.set(i, value)
  }
  remove(from: number, to: number): void {
    for (let i = from; i < to; i++) this.values.delete(i)
  }
  in(from: number, to: number): number[] {
    return [...this.values.keys()].filter((at) => at >= from && at < to).toSorted((a, b) => a - b)
  }
}

const REACH = 400
const range = fc.tuple(fc.nat(REACH), fc.integer({ min: 1, max: 12 }))
const step = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('assign' as const), range, fc.nat(3)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('remove' as const), range, fc.constant(0)) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constant('dropBefore' as const),
      fc.tuple(fc.nat(40), fc.constant(1)),
      fc.constant(0),
    ),
  },
)

it('agrees with one value for each position, whatever is done in whatever order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), range, (steps, [from, length]) => {
      const map = new RangeMap()
      const plain = new Plain()
      for (const [what, [at, size], value] of steps) {
        if (what === 'dropBefore') {
          map.dropBefore(at)
          plain.remove(0, at)
        } else {
          map[what](at, at + size, value)
          plain[what](at, at + size, value)
        }
      }
      const to = from + length
      const there = plain.in(from, to)
      expect(map.covered(from, to)).toBe(there.length)
      expect(map.covered(0, 2 * REACH)).toBe(plain.values.size)
      expect(map.highest(from, to)).toBe(Math.max(-1, ...there.map((at) => plain.values.get(at) ?? -1)))
      const gap = map.firstGap(from, to)
      const missing = Array.from({ length }, (_, i) => from + i).filter((at) => !plain.values.has(at))
      expect(gap?.left).toBe(missing[0])
      if (gap !== undefined) expect(there.every((at) => at < gap.left || at >= gap.right)).toBe(true)
      const keys = plain.in(0, 2 * REACH)
      const runs = keys.filter((at) => plain.values.get(at - 1) !== plain.values.get(at)).length
      expect(map.size).toBe(runs)
      let end = from
      while (plain.values.has(end)) end++
      // Where values change a range ends: what follows is another.
      const own = map.endOf(from)
      expect(own <= end && own >= from && own > from === plain.values.has(from)).toBe(true)
      const next = keys.find((at) => at >= from && plain.values.get(at - 1) !== plain.values.get(at))
      expect(map.firstFrom(from)).toBe(next === undefined ? -1 : plain.values.get(next))
    }),
    { numRuns: 300 },
  )
})

it('many chunks: holes from the top down, filled again from the bottom up', () => {
  const map = new RangeMap()
  for (let i = 5_000; i > 0; i--) map.assign(2 * i, 2 * i + 1, 0)
  expect(map.size).toBe(5_000)
  expect(map.covered(0, 20_000)).toBe(5_000)
  for (let i = 1; i <= 5_000; i++) map.assign(2 * i + 1, 2 * i + 2, 0)
  expect(map.size).toBe(1)
  expect(map.endOf(2)).toBe(10_002)
  map.dropBefore(10_000)
  expect(map.covered(0, 20_000)).toBe(2)
})
