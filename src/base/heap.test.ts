import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Heap } from './heap.ts'

const byNumber = (): Heap<number> => new Heap((a, b) => a < b)

describe('Heap', () => {
  test('items leave in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 100, size: 'max' }), (items) => {
        const heap = byNumber()
        for (const item of items) heap.push(item)
        expect(heap.size).toBe(items.length)
        expect(items.map(() => heap.pop())).toEqual([...items].sort((a, b) => a - b))
        expect(heap.size).toBe(0)
      }),
    )
  })

  test('pushes and pops in any mixture give the least item that is there', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer(), { freq: 2 }), { maxLength: 100, size: 'max' }),
        (steps) => {
          const heap = byNumber()
          const model: number[] = []
          for (const step of steps) {
            const taken = step === null ? [heap.pop(), model.shift()] : []
            expect(taken[0]).toBe(taken[1])
            if (step !== null) {
              heap.push(step)
              model.push(step)
              model.sort((a, b) => a - b)
            }
            expect(heap.peek()).toBe(model[0])
            expect(heap.size).toBe(model.length)
          }
        },
      ),
    )
  })

  test('a tie-break makes equal times leave first in, first out', () => {
    const heap = new Heap<{ time: number; order: number }>((a, b) =>
      a.time === b.time ? a.order < b.order : a.time < b.time,
    )
    for (let order = 0; order < 50; order++) heap.push({ time: order % 2, order })
    const left = Array.from({ length: 50 }, () => heap.pop()?.order ?? -1)
    expect(left.slice(0, 25)).toEqual(Array.from({ length: 25 }, (_, i) => 2 * i))
    expect(left.slice(25)).toEqual(Array.from({ length: 25 }, (_, i) => 2 * i + 1))
  })

  test('an empty heap has nothing to give, and works on', () => {
    const heap = byNumber()
    expect([heap.pop(), heap.peek(), heap.size]).toEqual([undefined, undefined, 0])
    heap.push(4)
    expect([heap.pop(), heap.pop(), heap.size]).toEqual([4, undefined, 0])
  })
})
