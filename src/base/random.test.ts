import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AssertionError } from './assert.ts'
import { Random } from './random.ts'

const draw = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.uint32())

describe('Random', () => {
  test('the same seed and name give the same numbers', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, name) => {
        expect(draw(new Random(seed, name), 8)).toEqual(draw(new Random(seed, name), 8))
      }),
    )
  })

  test('the numbers of a seed never change: a saved seed must replay for ever', () => {
    expect(draw(new Random(7), 4)).toEqual([2683168243, 2108464826, 833535159, 317541293])
  })

  test('another seed or another name gives other numbers', () => {
    expect(draw(new Random(1), 4)).not.toEqual(draw(new Random(2), 4))
    expect(draw(new Random(1, 'loss'), 4)).not.toEqual(draw(new Random(1, 'delay'), 4))
  })

  test('a substream does not depend on draws made beside it', () => {
    const quiet = new Random(3)
    const busy = new Random(3)
    draw(busy, 100)
    expect(draw(busy.substream('loss'), 8)).toEqual(draw(quiet.substream('loss'), 8))
    expect(draw(quiet.substream('a').substream('b'), 4)).not.toEqual(draw(quiet.substream('b'), 4))
  })

  test('below() stays in range and reaches every value', () => {
    const random = new Random(11)
    const seen = new Set(Array.from({ length: 600 }, () => random.below(6)))
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 0x1_0000_0000 }), (seed, bound) => {
        const value = new Random(seed).below(bound)
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true)
      }),
    )
  })

  test.each([0, -1, 1.5, Number.NaN, 0x1_0000_0001])('below(%s) is a mistake of the caller', (bound) => {
    expect(() => new Random(1).below(bound)).toThrow(AssertionError)
  })

  test('uniform() is even: each tenth gets a tenth of the draws, within five standard deviations', () => {
    const random = new Random(5)
    const tenths = Array.from({ length: 10 }, () => 0)
    const draws = 100_000
    for (let i = 0; i < draws; i++) {
      const at = Math.floor(random.uniform() * 10)
      tenths[at] = (tenths[at] ?? Number.NaN) + 1
    }
    for (const count of tenths)
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(draws * 0.1 * 0.9))
  })

  test('chance() draws nothing at 0 and at 1, so that switching an impairment off shifts no other', () => {
    const random = new Random(9)
    expect([random.chance(0), random.chance(-1), random.chance(1), random.chance(2)]).toEqual([
      false,
      false,
      true,
      true,
    ])
    expect(random.uint32()).toBe(new Random(9).uint32())
  })

  test('chance(p) comes true in p of the draws', () => {
    const random = new Random(13)
    let hits = 0
    for (let i = 0; i < 100_000; i++) if (random.chance(0.01)) hits++
    expect(Math.abs(hits - 1000)).toBeLessThan(160)
  })
})
