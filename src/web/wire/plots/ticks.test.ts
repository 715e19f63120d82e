import { describe, expect, it } from 'vitest'
import { shortBytes, timeTicks } from './ticks.ts'

describe('ticks of a plot', () => {
  it('say where they stand', () => {
    expect(timeTicks([0, 2.5, 5, 7.5])).toEqual(['0.0 ms', '2.5 ms', '5.0 ms', '7.5 ms'])
    expect(timeTicks([0, 20, 40])).toEqual(['0 ms', '20 ms', '40 ms'])
    expect(timeTicks([0, 0.25, 0.5])).toEqual(['0.00 ms', '0.25 ms', '0.50 ms'])
    expect(timeTicks([0, 1_250, 2_500])).toEqual(['0.00 s', '1.25 s', '2.50 s'])
    expect(timeTicks([0.1 + 0.2, 0.6])).toEqual(['0.3 ms', '0.6 ms'])
  })

  it('of bytes keep their decimals', () => {
    expect([0, 2.5, 5, 7.5].map(shortBytes)).toEqual(['0', '2.5', '5', '7.5'])
    expect([1_250, 64_000, 1_234_500, 2_500_000].map(shortBytes)).toEqual([
      '1.25 k',
      '64 k',
      '1.2345 M',
      '2.5 M',
    ])
  })
})
