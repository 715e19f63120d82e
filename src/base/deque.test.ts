import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Deque } from './deque.ts'

describe('Deque', () => {
  test('any mixture of pushes, shifts and clears behaves as an array does', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.integer() },
      { weight: 4, arbitrary: fc.constant('shift' as const) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.array(step, { maxLength: 200, size: 'max' }),
        (capacity, steps) => {
          const deque = new Deque<number>(capacity)
          const model: number[] = []
          for (const move of steps) {
            const taken = move === 'shift' ? [deque.shift(), model.shift()] : []
            expect(taken[0]).toBe(taken[1])
            if (move === 'clear') {
              deque.clear()
              model.length = 0
            } else if (move !== 'shift') {
              deque.push(move)
              model.push(move)
            }
            expect(deque.size).toBe(model.length)
            expect([...deque]).toEqual(model)
          }
        },
      ),
    )
  })

  test('it grows while its head stands in the middle of the ring, and keeps the order', () => {
    const deque = new Deque<number>()
    for (let i = 0; i < 6; i++) deque.push(i)
    for (let i = 0; i < 5; i++) deque.shift()
    for (let i = 6; i < 100; i++) deque.push(i)
    expect([...deque]).toEqual(Array.from({ length: 95 }, (_, i) => i + 5))
  })

  test('at() looks without taking; outside there is nothing', () => {
    const deque = new Deque<string>()
    deque.push('a')
    deque.push('b')
    expect([deque.at(0), deque.at(1), deque.at(2), deque.at(-1), deque.size]).toEqual([
      'a',
      'b',
      undefined,
      undefined,
      2,
    ])
  })
})
