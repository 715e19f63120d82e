import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { millis, seconds } from '../base/index.ts'
import { newRttEstimator } from './rtt.ts'
import { LINUX_SETTINGS } from './settings.ts'

describe('the least RTT of a window (Linux tcp_min_rtt_wlen)', () => {
  const WINDOW = LINUX_SETTINGS.minRttWindow
  it('forgets what is older than the window, and then has the next best', () => {
    const rtt = newRttEstimator(LINUX_SETTINGS)
    rtt.takeMinimum(millis(10), false, 0)
    rtt.takeMinimum(millis(30), false, seconds(100))
    rtt.takeMinimum(millis(20), false, seconds(200))
    rtt.takeMinimum(millis(40), false, seconds(250))
    expect(rtt.min).toBe(millis(10))
    rtt.takeMinimum(millis(40), false, seconds(301))
    expect(rtt.min).toBe(millis(20))
  })
  it('a delayed ACK counts for nothing unless it is the best', () => {
    const rtt = newRttEstimator(LINUX_SETTINGS)
    rtt.takeMinimum(millis(10), false, 0)
    rtt.takeMinimum(millis(50), true, seconds(1000))
    expect(rtt.min).toBe(millis(10))
    rtt.takeMinimum(millis(5), true, seconds(1000))
    expect(rtt.min).toBe(millis(5))
  })
  it('is never less than the least sample of the window, nor more than the newest', () => {
    const sample = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 500 }))
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 100 }), (samples) => {
        const rtt = newRttEstimator(LINUX_SETTINGS)
        const seen: { at: number; value: number }[] = []
        let now = 0
        for (const [gap, value] of samples) {
          now += seconds(gap)
          seen.push({ at: now, value: millis(value) })
          rtt.takeMinimum(millis(value), false, now)
          const inWindow = seen.filter(({ at }) => now - at <= WINDOW).map((s) => s.value)
          expect(rtt.min).toBeGreaterThanOrEqual(Math.min(...inWindow))
          expect(rtt.min).toBeLessThanOrEqual(millis(value))
        }
      }),
    )
  })
})

describe('RTO (RFC 6298 §2, Linux tcp_rtt_estimator)', () => {
  it('first sample: SRTT, and 200 ms at least for the variance', () => {
    const rtt = newRttEstimator(LINUX_SETTINGS)
    rtt.sample(millis(100), 1, 1)
    expect([rtt.srtt, rtt.rttvar, rtt.rto]).toEqual([millis(100), millis(50), millis(300)])
    const slow = newRttEstimator(LINUX_SETTINGS)
    slow.sample(seconds(1), 1, 1)
    expect(slow.rto).toBe(seconds(3))
  })
  it('a sudden fall of the RTT does not count as variance', () => {
    const rise = newRttEstimator(LINUX_SETTINGS)
    const fall = newRttEstimator(LINUX_SETTINGS)
    for (const rtt of [rise, fall]) rtt.sample(millis(500), 1, 1)
    for (let i = 0; i < 3; i++) {
      rise.sample(millis(900), 2 + i, 2 + i)
      fall.sample(millis(100), 2 + i, 2 + i)
    }
    expect(rise.rttvar).toBeGreaterThan(fall.rttvar)
  })
  it('doubles up to two minutes', () => {
    const rtt = newRttEstimator(LINUX_SETTINGS)
    rtt.sample(millis(100), 1, 1)
    expect([1, 2, 3, 20].map((n) => rtt.backedOff(n))).toEqual([
      millis(600),
      millis(1200),
      millis(2400),
      seconds(120),
    ])
  })
})
