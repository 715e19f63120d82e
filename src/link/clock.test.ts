import { describe, expect, it } from 'vitest'
import { MILLISECOND, NEVER, type Alarm, type Clock } from '../base/index.ts'
import { VirtualClock } from './clock.ts'
import { createTimer } from './timer.ts'

describe('VirtualClock', () => {
  it('runs events by time, and at one time in the order asked for', () => {
    const clock = new VirtualClock()
    const seen: string[] = []
    const note = (name: string) => () => void seen.push(`${name}@${clock.now()}`)
    clock.at(20, note('c'))
    clock.at(10, note('a'))
    clock.at(10, note('b'))
    clock.at(-5, note('now'))
    expect(clock.runUntilIdle()).toBe(4)
    expect(seen).toEqual(['now@0', 'a@10', 'b@10', 'c@20'])
  })

  it('never calls from within at(), even for a time that has passed', () => {
    const clock = new VirtualClock()
    let called = false
    clock.at(0, () => (called = true))
    expect(called).toBe(false)
    expect(clock.step()).toBe(true)
    expect(called).toBe(true)
    expect(clock.step()).toBe(false)
  })

  it('does not let time pass for what was cancelled', () => {
    const clock = new VirtualClock()
    const alarm = clock.at(1_000, () => expect.unreachable())
    clock.at(10, () => undefined)
    alarm.cancel()
    alarm.cancel()
    expect(clock.pending).toBe(1)
    clock.runUntilIdle()
    expect(clock.now()).toBe(10)
    expect(clock.nextTime).toBe(NEVER)
  })

  it('runs up to a time, and it is that time', () => {
    const clock = new VirtualClock()
    const seen: number[] = []
    for (const time of [10, 20, 21]) clock.at(time, () => void seen.push(time))
    clock.runUntil(20)
    expect(seen).toEqual([10, 20])
    expect(clock.now()).toBe(20)
    expect(clock.nextTime).toBe(21)
  })

  it('stops a run that would not end, by time and by events', () => {
    const clock = new VirtualClock()
    const again = (): void => void clock.at(clock.now() + MILLISECOND, again)
    again()
    expect(() => clock.runUntilIdle({ deadline: clock.now() + 5 * MILLISECOND })).toThrow(
      expect.objectContaining({ code: 'SYNFIN_CLOCK_LIMIT' }),
    )
    expect(clock.now()).toBe(5 * MILLISECOND)
    expect(() => clock.runUntilIdle({ maxEvents: 100 })).toThrow(/100 events/)
    const still = (): void => void clock.at(clock.now(), still)
    still()
    expect(() => clock.runUntil(clock.now() + 1, { maxEvents: 100 })).toThrow(/100 events/)
  })

  it('forgets cancelled calls before their time', () => {
    const clock = new VirtualClock()
    clock.at(10_000_000, () => undefined)
    for (let i = 0; i < 100_000; i++) clock.at(1_000_000 + i, () => expect.unreachable()).cancel()
    expect(clock.pending).toBe(1)
    expect(clock.runUntilIdle()).toBe(1)
  })

  it('lets promises go on before time moves', async () => {
    const clock = new VirtualClock()
    const sleep = (time: number): Promise<void> =>
      new Promise((resolve) => void clock.at(clock.now() + time, resolve))
    const times: number[] = []
    const work = async (): Promise<string> => {
      for (let i = 0; i < 3; i++) {
        await sleep(10)
        times.push(clock.now())
      }
      return 'done'
    }
    clock.at(1_000, () => undefined)
    expect(await clock.runUntilSettled(work())).toBe('done')
    expect(times).toEqual([10, 20, 30])
    expect(clock.now()).toBe(30)
    await expect(clock.runUntilSettled(Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(clock.runUntilSettled(new Promise(() => undefined))).rejects.toMatchObject({
      code: 'SYNFIN_CLOCK_IDLE',
    })
  })
})

/** A clock that has no timers of its own, and counts its alarms. */
class PlainClock implements Clock {
  readonly #clock = new VirtualClock()
  alarms = 0
  now(): number {
    return this.#clock.now()
  }
  at(time: number, fn: () => void): Alarm {
    this.alarms++
    return this.#clock.at(time, fn)
  }
  run(): void {
    this.#clock.runUntilIdle()
  }
}

describe.each([
  [
    'of the virtual clock',
    () => new VirtualClock(),
    (clock: Clock) => (clock as VirtualClock).runUntilIdle(),
  ],
  ['made of alarms', () => new PlainClock(), (clock: Clock) => (clock as PlainClock).run()],
])('a timer %s', (_, make, run) => {
  it('fires once, at the deadline last set', () => {
    const clock = make()
    const fired: number[] = []
    const timer = createTimer(clock, () => void fired.push(clock.now()))
    timer.set(50)
    timer.set(100)
    timer.set(70)
    run(clock)
    expect(fired).toEqual([70])
    timer.set(90)
    timer.set(80)
    run(clock)
    expect(fired).toEqual([70, 80])
    timer.set(100)
    timer.set(NEVER)
    run(clock)
    expect(fired).toEqual([70, 80])
    timer.set(120)
    timer.set(NEVER)
    timer.set(130)
    run(clock)
    expect(fired).toEqual([70, 80, 130])
  })

  it('can be set again from within', () => {
    const clock = make()
    const fired: number[] = []
    const timer = createTimer(clock, () => {
      fired.push(clock.now())
      if (fired.length < 3) timer.set(clock.now() + 10)
    })
    timer.set(10)
    run(clock)
    expect(fired).toEqual([10, 20, 30])
  })
})

it('a timer that is pushed back by each of many events arms one alarm', () => {
  const clock = new PlainClock()
  const timer = createTimer(clock, () => undefined)
  for (let i = 0; i < 1_000; i++) timer.set(200 + i)
  expect(clock.alarms).toBe(1)
})

it('a pushed back timer of the virtual clock lets no time pass and keeps its order', () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  const timer = clock.timer(() => void seen.push('timer'))
  timer.set(10)
  timer.set(40)
  clock.at(40, () => void seen.push('event'))
  clock.at(20, () => timer.set(NEVER))
  clock.at(30, () => timer.set(40))
  clock.runUntilIdle()
  expect(seen).toEqual(['event', 'timer'])
  timer.set(100)
  timer.set(NEVER)
  clock.runUntilIdle()
  expect(clock.now()).toBe(40)
})
