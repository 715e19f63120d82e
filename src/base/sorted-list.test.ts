import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SortedList } from './sorted-list.ts'

describe('sorted list', () => {
  it('holds what a sorted array holds, whatever goes in and out', () => {
    const step = fc.record({ key: fc.nat(600), isRemoval: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { size: 'max', maxLength: 600 }), (steps) => {
        const list = new SortedList<number>((item) => item)
        let model: number[] = []
        for (const { key, isRemoval } of steps) {
          const isThere = model.includes(key)
          if (isRemoval) {
            expect(list.remove(key)).toBe(isThere ? key : undefined)
            model = model.filter((item) => item !== key)
          } else if (!isThere) {
            list.insert(key)
            model = [...model, key].toSorted((a, b) => a - b)
          }
          expect([list.size, list.first, list.last]).toEqual([model.length, model[0], model.at(-1)])
          expect(list.before(key)).toBe(model.findLast((item) => item < key))
          expect(list.from(key)).toBe(model.find((item) => item >= key))
        }
        expect([...list]).toEqual(model)
        list.clear()
        expect([list.size, list.first, [...list]]).toEqual([0, undefined, []])
      }),
      { numRuns: 10 },
    )
  })
})
