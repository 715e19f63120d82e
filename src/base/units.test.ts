import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MICROSECOND, millis, MILLISECOND, NEVER, SECOND, seconds } from './units.ts'

describe('units', () => {
  test('each unit is a thousand of the one below', () => {
    expect([MICROSECOND, MILLISECOND, SECOND]).toEqual([1e3, 1e6, 1e9])
  })

  test('millis and seconds give whole nanoseconds, rounded to the nearest', () => {
    expect([millis(40), seconds(60), millis(0.1), seconds(1e-9), millis(1 / 3)]).toEqual([
      40_000_000, 60_000_000_000, 100_000, 1, 333_333,
    ])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000_000 }), (count) => {
        expect(millis(count / 1000)).toBe(count * MICROSECOND)
        expect(Number.isInteger(seconds(count / 7))).toBe(true)
      }),
    )
  })

  test('104 days of nanoseconds are exact, and NEVER is later than any time', () => {
    const longest = seconds(104 * 86_400)
    expect(Number.isSafeInteger(longest + 1)).toBe(true)
    expect(Math.min(longest, NEVER)).toBe(longest)
    expect(Math.min(NEVER, NEVER)).toBe(NEVER)
  })
})
