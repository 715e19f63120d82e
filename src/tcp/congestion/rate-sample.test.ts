import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../../base/index.ts'
import { newDeliveryRate, newRateSample, type RateStamp } from './rate-sample.ts'

function stamp(): RateStamp {
  return { delivered: 0, deliveredAt: 0, firstSentAt: 0, isAppLimited: false, lost: 0, txInFlight: 0 }
}

const ms = (n: number): number => n * MILLISECOND

describe('delivery rate', () => {
  it('is what was delivered over the longer of sending and acknowledging', () => {
    const rate = newDeliveryRate()
    const sample = newRateSample()
    const stamps = [stamp(), stamp(), stamp(), stamp()]
    // Four segments in 30 ms, acknowledged one by one over 60 ms after 100 ms.
    stamps.forEach((s, i) => rate.stamp(s, i, i + 1, ms(10 * i)))
    stamps.forEach((s, i) => {
      sample.reset(4 - i)
      rate.deliver(1)
      rate.onDelivered(sample, s, ms(10 * i), false)
      rate.finish(sample, 1, 0, false, ms(100), ms(100 + 20 * i))
    })
    // The last one: 4 delivered since time 0, reported at 160 ms.
    expect(sample).toMatchObject({ delivered: 4, interval: ms(160), priorDelivered: 0, txInFlight: 4 })
    expect(rate.bytesPerSecond(1000)).toBe((4 * 1000 * SECOND) / ms(160))
  })

  it('does not believe compressed ACKs: the sending took longer', () => {
    const rate = newDeliveryRate()
    const sample = newRateSample()
    const stamps = [stamp(), stamp(), stamp()]
    rate.stamp(stamps[0] as RateStamp, 0, 1, 0)
    rate.stamp(stamps[1] as RateStamp, 1, 2, ms(500))
    rate.stamp(stamps[2] as RateStamp, 2, 3, ms(1000))
    rate.deliver(1)
    sample.reset(3)
    rate.onDelivered(sample, stamps[0] as RateStamp, 0, false)
    rate.finish(sample, 1, 0, false, ms(1), ms(1001))
    rate.deliver(2)
    sample.reset(2)
    rate.onDelivered(sample, stamps[1] as RateStamp, ms(500), false)
    rate.onDelivered(sample, stamps[2] as RateStamp, ms(1000), false)
    rate.finish(sample, 2, 0, false, ms(1), ms(1002))
    expect(sample.interval).toBeGreaterThanOrEqual(ms(500))
  })

  it('gives no rate for an ACK of nothing new, after reneging, or faster than any round trip', () => {
    const rate = newDeliveryRate()
    const sample = newRateSample()
    sample.reset(1)
    rate.finish(sample, 0, 0, false, ms(10), ms(5))
    expect(sample.interval).toBe(-1)
    for (const [isReneging, minRtt] of [
      [true, ms(1)],
      [false, ms(10)],
    ] as const) {
      const s = stamp()
      rate.stamp(s, 0, 1, ms(5))
      sample.reset(1)
      rate.deliver(1)
      rate.onDelivered(sample, s, ms(5), true)
      rate.finish(sample, 1, 0, isReneging, minRtt, ms(7))
      expect(sample.interval).toBe(-1)
    }
  })

  it('marks samples while the application had nothing to send, until that time is acknowledged', () => {
    const rate = newDeliveryRate()
    const sample = newRateSample()
    const [first, second] = [stamp(), stamp()]
    rate.onAppLimited(0)
    rate.stamp(first, 0, 1, 0)
    expect(first.isAppLimited).toBe(true)
    rate.deliver(1)
    sample.reset(1)
    rate.onDelivered(sample, first, 0, false)
    rate.finish(sample, 1, 0, false, 0, ms(10))
    expect(sample.isAppLimited).toBe(true)
    rate.stamp(second, 0, 1, ms(20))
    rate.deliver(1)
    sample.reset(1)
    rate.onDelivered(sample, second, ms(20), false)
    rate.finish(sample, 1, 0, false, 0, ms(30))
    expect(rate.appLimitedUntil).toBe(0)
  })

  it('counts each segment once, however often it is reported', () => {
    const rate = newDeliveryRate()
    const sample = newRateSample()
    const s = stamp()
    rate.stamp(s, 0, 1, 0)
    sample.reset(1)
    rate.onDelivered(sample, s, 0, false)
    sample.reset(1)
    rate.onDelivered(sample, s, 0, false)
    expect(sample.priorDeliveredAt).toBe(-1)
  })
})
