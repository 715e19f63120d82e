import { describe, expect, it } from 'vitest'
import { MICROSECOND, MILLISECOND, type Nanos } from '../base/index.ts'
import { RealClock, entropyKey, entropyRandom, entropySeed } from './index.ts'

const fired = (clock: RealClock, time: Nanos): Promise<Nanos> =>
  new Promise((resolve) => {
    clock.at(time, () => resolve(clock.now()))
  })

describe('RealClock', () => {
  it('counts whole nanoseconds and never goes back', () => {
    const clock = new RealClock()
    let last = -1
    for (let i = 0; i < 1_000; i++) {
      const now = clock.now()
      expect(Number.isInteger(now)).toBe(true)
      expect(now).toBeGreaterThanOrEqual(last)
      last = now
    }
  })

  it('calls at the time, never before it', async () => {
    const clock = new RealClock()
    for (const delay of [0, 300 * MICROSECOND, 3 * MILLISECOND, 7.5 * MILLISECOND]) {
      const due = clock.now() + delay
      expect(await fired(clock, due)).toBeGreaterThanOrEqual(due)
    }
  })

  it('does not wait for a call with the processor: less of it is used than half of the time that passes', async () => {
    const clock = new RealClock()
    const began = clock.now()
    const used = process.cpuUsage()
    for (let i = 0; i < 50; i++) await fired(clock, clock.now() + 2 * MILLISECOND)
    const { user, system } = process.cpuUsage(used)
    expect((user + system) * MICROSECOND).toBeLessThan((clock.now() - began) / 2)
  })

  it('calls in the order of time, then in the order of asking', async () => {
    const clock = new RealClock()
    const order: string[] = []
    const now = clock.now()
    await new Promise<void>((resolve) => {
      clock.at(now + 3 * MILLISECOND, () => {
        order.push('late')
        resolve()
      })
      clock.at(now + MILLISECOND, () => order.push('first'))
      clock.at(now + MILLISECOND, () => order.push('second'))
    })
    expect(order).toEqual(['first', 'second', 'late'])
  })

  it('does not call what was cancelled, and never from within at()', async () => {
    const clock = new RealClock()
    let called = false
    const alarm = clock.at(clock.now(), () => (called = true))
    expect(called).toBe(false)
    alarm.cancel()
    alarm.cancel()
    await fired(clock, clock.now() + MILLISECOND)
    expect(called).toBe(false)
  })

  it('a call that asks again and again leaves room for the rest of the program', async () => {
    const clock = new RealClock()
    let rounds = 0
    let stop = false
    const again = (): void => {
      rounds++
      if (!stop) clock.at(clock.now(), again)
    }
    again()
    await new Promise((resolve) => setTimeout(resolve, 5))
    stop = true
    expect(rounds).toBeGreaterThan(1)
  })
})

describe('entropy', () => {
  it('gives another seed and another key each time', () => {
    expect(new Set(Array.from({ length: 20 }, () => entropySeed())).size).toBeGreaterThan(18)
    expect(entropyKey()).toHaveLength(16)
    expect(entropyKey()).not.toEqual(entropyKey())
    expect(entropyRandom().uint32()).not.toBe(entropyRandom().uint32())
  })
})
