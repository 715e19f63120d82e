import { describe, expect, it } from 'vitest'
import { MILLISECOND, Random } from '../base/index.ts'
import { PacketBuffer } from '../wire/index.ts'
import { CorrelatedUniform, sampleJitter } from './distribution.ts'
import { Impairment } from './impairment.ts'
import { createLoss } from './loss.ts'
import { parsePath } from './path-text.ts'
import type { JitterDistribution, LossModel } from './path.ts'

const N = 200_000

function lossesOf(model: LossModel, seed = 1): { rate: number; burst: number; pattern: boolean[] } {
  const loss = createLoss(model, new Random(seed, 'test'))
  const pattern = Array.from({ length: N }, () => loss.next())
  const lost = pattern.filter(Boolean).length
  const bursts = pattern.filter((is, i) => is && !pattern[i - 1]).length
  return { rate: lost / N, burst: lost / bursts, pattern }
}

describe('loss models', () => {
  it('random: the rate asked for, one by one', () => {
    const { rate, burst } = lossesOf({ model: 'random', percent: 5 })
    expect(rate).toBeCloseTo(0.05, 2)
    expect(burst).toBeCloseTo(1 / 0.95, 1)
  })

  it('nth: every n-th, no chance', () => {
    const { pattern } = lossesOf({ model: 'nth', n: 4 })
    expect(pattern.slice(0, 8)).toEqual([false, false, false, true, false, false, false, true])
  })

  it('gemodel: 1 % in bursts of 4', () => {
    // p = r L / (1 - L).
    const { rate, burst } = lossesOf({ model: 'gemodel', p: 0.2525, r: 25 })
    expect(rate).toBeGreaterThan(0.0085)
    expect(rate).toBeLessThan(0.0115)
    expect(burst).toBeGreaterThan(3.6)
    expect(burst).toBeLessThan(4.4)
  })

  it('gemodel: ((1-k) r + (1-h) p) / (p + r), whatever the four', () => {
    const { rate } = lossesOf({ model: 'gemodel', p: 5, r: 20, lossBad: 50, lossGood: 2 })
    expect(rate).toBeCloseTo((0.02 * 0.2 + 0.5 * 0.05) / 0.25, 2)
  })

  it('gemodel with p alone is random loss', () => {
    const { rate, burst } = lossesOf({ model: 'gemodel', p: 10 })
    expect(rate).toBeCloseTo(0.1, 2)
    expect(burst).toBeCloseTo(1 / 0.9, 1)
  })

  it('gemodel loses by the state before the move', () => {
    const loss = createLoss({ model: 'gemodel', p: 100, r: 100 }, new Random(1))
    expect(Array.from({ length: 4 }, () => loss.next())).toEqual([false, true, false, true])
  })

  it('state: pi1 (p14 + p13 / p31) of all', () => {
    const [p13, p31, p32, p23, p14] = [2, 30, 20, 40, 1]
    const { rate } = lossesOf({ model: 'state', p13, p31, p32, p23, p14 })
    const pi1 = 1 / (1 + p14 / 100 + (p13 / p31) * (1 + p32 / p23))
    expect(rate).toBeCloseTo(pi1 * (p14 / 100 + p13 / p31), 2)
  })

  it('state with p13 alone is random loss', () => {
    expect(lossesOf({ model: 'state', p13: 10 }).rate).toBeCloseTo(0.1, 2)
  })
})

describe('jitter', () => {
  /** netem's tables, as measured: mean, standard deviation, least and median value. */
  it.each<[JitterDistribution, number, number, number, number]>([
    ['uniform', 0, 0.577, -1, 0],
    ['normal', 0, 1, -4, 0],
    ['pareto', 0, 0.82, -0.667, -0.32],
    ['paretonormal', 0, 0.83, -1.5, -0.24],
  ])('%s has the shape of netem', (name, mean, deviation, least, median) => {
    const values = Array.from({ length: 8_192 }, (_, i) => sampleJitter(name, (i + 0.5) / 8_192))
    const average = values.reduce((sum, value) => sum + value, 0) / values.length
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length)
    expect(Math.abs(average - mean)).toBeLessThan(0.04)
    expect(Math.abs(spread - deviation)).toBeLessThan(0.03)
    expect(Math.min(...values)).toBeGreaterThan(least - 0.01)
    expect(Math.max(...values)).toBeLessThanOrEqual(4)
    expect(values.toSorted((a, b) => a - b)[4_096]).toBeCloseTo(median, 1)
  })

  it('normal is the normal distribution', () => {
    // Known quantiles.
    expect(sampleJitter('normal', 0.841_344_7)).toBeCloseTo(1, 2)
    expect(sampleJitter('normal', 0.975)).toBeCloseTo(1.96, 2)
    expect(sampleJitter('normal', 0.022_75)).toBeCloseTo(-2, 1)
  })

  it('correlation makes neighbours alike', () => {
    const correlationAt = (percent: number): number => {
      const source = new CorrelatedUniform(new Random(1), percent)
      const values = Array.from({ length: 50_000 }, () => source.next() - 0.5)
      const product = values.slice(1).reduce((sum, value, i) => sum + value * (values.at(i) as number), 0)
      return product / values.reduce((sum, value) => sum + value * value, 0)
    }
    expect(Math.abs(correlationAt(0))).toBeLessThan(0.02)
    expect(correlationAt(75)).toBeCloseTo(0.75, 1)
  })

  it('never makes a packet arrive before it was sent', () => {
    const by = new Impairment(parsePath('delay 1ms 10ms distribution normal'), new Random(1))
    for (let i = 0; i < 1_000; i++) expect(by.dueTime(i, 100)).toBeGreaterThanOrEqual(i)
  })
})

describe('due times', () => {
  const due = (path: string, times: readonly number[], length = 1_500): number[] => {
    const by = new Impairment(parsePath(path), new Random(3))
    return times.map((time) => by.dueTime(time * MILLISECOND, length) / MILLISECOND)
  }

  it('rate: packets follow each other without bursts', () => {
    expect(due('rate 12mbit', [0, 0, 0, 10])).toEqual([1, 2, 3, 11])
  })

  it('delay and rate: the delay once, the wire one packet at a time', () => {
    expect(due('delay 40ms rate 12mbit', [0, 0, 0, 60])).toEqual([41, 42, 43, 101])
  })

  it('jitter reorders, unless order is fifo', () => {
    const times = Array.from({ length: 200 }, (_, i) => i)
    const free = due('delay 40ms 10ms', times)
    const fifo = due('delay 40ms 10ms order fifo', times)
    const sorted = (values: number[]): number[] => values.toSorted((a, b) => a - b)
    expect(free).not.toEqual(sorted(free))
    expect(fifo).toEqual(sorted(fifo))
    expect(due('delay 40ms 10ms rate 1gbit', times)).toEqual(sorted(due('delay 40ms 10ms rate 1gbit', times)))
    const both = due('delay 40ms 10ms rate 1gbit order free', times)
    expect(both).not.toEqual(sorted(both))
  })

  it('reorder 100% gap 5: every fifth leaves at once', () => {
    const times = Array.from({ length: 10 }, () => 0)
    expect(due('delay 10ms reorder 100% gap 5', times)).toEqual([10, 10, 10, 10, 0, 10, 10, 10, 10, 0])
  })

  it('reorder 25%: a quarter overtakes', () => {
    const times = Array.from({ length: 20_000 }, () => 0)
    const early = due('delay 10ms reorder 25%', times).filter((time) => time === 0).length
    expect(early / times.length).toBeCloseTo(0.25, 1)
  })
})

describe('the rest', () => {
  it('corrupts one bit of so many packets', () => {
    const by = new Impairment(parsePath('corrupt 10%'), new Random(5))
    let hit = 0
    for (let i = 0; i < 10_000; i++) {
      const buffer = new PacketBuffer(64)
      buffer.length = 50
      const corrupted = by.corrupts(buffer)
      const bits = [...buffer.bytes].map((byte) => byte.toString(2).replaceAll('0', '').length)
      expect(bits.reduce((sum, count) => sum + count, 0)).toBe(corrupted ? 1 : 0)
      expect(bits.slice(50).every((count) => count === 0)).toBe(true)
      if (corrupted) hit++
    }
    expect(hit / 10_000).toBeCloseTo(0.1, 1)
  })

  it('duplicates so many', () => {
    const by = new Impairment(parsePath('duplicate 20%'), new Random(5))
    const count = Array.from({ length: 10_000 }, () => by.duplicates()).filter(Boolean).length
    expect(count / 10_000).toBeCloseTo(0.2, 1)
  })

  it('drops the packets of the script', () => {
    const by = new Impairment(parsePath('drop 2,4-5'), new Random(1))
    expect([1, 2, 3, 4, 5, 6].map((number) => by.isScripted(number))).toEqual([
      false,
      true,
      false,
      true,
      true,
      false,
    ])
  })

  it('draws of one impairment do not shift those of another', () => {
    const losses = (path: string): boolean[] => {
      const by = new Impairment(parsePath(path), new Random(9))
      return Array.from({ length: 100 }, () => {
        by.duplicates()
        by.dueTime(0, 100)
        return by.loses()
      })
    }
    expect(losses('loss 30%')).toEqual(losses('delay 10ms 5ms loss 30% duplicate 10%'))
  })
})
