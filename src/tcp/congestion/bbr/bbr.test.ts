import { describe, expect, it } from 'vitest'
import { MILLISECOND, Random, SECOND, type Nanos } from '../../../base/index.ts'
import { writable } from '../../testing/writable.ts'
import { newCongestionWindow } from '../congestion-window.ts'
import { newDeliveryRate, newRateSample, type RateStamp } from '../rate-sample.ts'
import { Bbr } from './bbr.ts'

const MSS = 1000

interface Flight extends RateStamp {
  sentAt: Nanos
  arrives: Nanos
  isLost: boolean
}

/**
 * A sender that always has data, a bottleneck of `rate` segments per second behind which `limit` wait, `delay` of round
 * trip; lost segments are known a round trip later and count as sent anew.
 */
class Pipe {
  readonly window = writable(newCongestionWindow())
  readonly rate = newDeliveryRate()
  readonly cc: Bbr
  now: Nanos = 0
  srtt: Nanos = 0
  minRtt: Nanos = 0
  una = 1
  nxt = 1
  mss = MSS
  lastDataAt = 0
  delivered = 0
  longestQueue = 0
  readonly states = new Set<string>()
  readonly #flights: Flight[] = []
  readonly #random = new Random(7)
  readonly #sample = newRateSample()
  #nextSend: Nanos = 0
  #free: Nanos = 0

  bottleneck: number
  readonly delay: Nanos
  readonly limit: number
  readonly loss: number

  constructor(bottleneck: number, delay: Nanos, limit: number, loss: number) {
    this.bottleneck = bottleneck
    this.delay = delay
    this.limit = limit
    this.loss = loss
    this.cc = new Bbr({ window: this.window, sender: this, rate: this.rate, random: new Random(1) })
    this.cc.start(0)
  }

  packetsInFlight(): number {
    return this.#flights.length
  }

  run(until: Nanos): void {
    while (this.now < until) {
      const next = this.#flights[0]
      const canSend = this.#flights.length < this.window.cwnd
      const sendAt = canSend ? Math.max(this.#nextSend, this.now) : Number.POSITIVE_INFINITY
      if (next === undefined || sendAt <= next.arrives) this.#send(sendAt)
      else this.#receive(next)
    }
  }

  #send(at: Nanos): void {
    this.now = at
    const service = SECOND / this.bottleneck
    const waiting = Math.max(0, this.#free - at) / service
    this.longestQueue = Math.max(this.longestQueue, waiting)
    const isLost = waiting >= this.limit || this.#random.chance(this.loss)
    if (!isLost) this.#free = Math.max(this.#free, at) + service
    const flight: Flight = {
      sentAt: at,
      arrives: Math.round(Math.max(this.#free, at) + this.delay),
      isLost,
      delivered: 0,
      deliveredAt: 0,
      firstSentAt: 0,
      isAppLimited: false,
      lost: 0,
      txInFlight: 0,
    }
    this.rate.stamp(flight, this.#flights.length, this.#flights.length + 1, at)
    this.#flights.push(flight)
    this.window.isCwndLimited = this.#flights.length >= this.window.cwnd
    this.#nextSend = at + Math.round((MSS * SECOND) / this.window.pacingRate)
  }

  #receive(flight: Flight): void {
    this.now = flight.arrives
    const { cc, rate } = this
    const sample = this.#sample
    sample.reset(this.#flights.length)
    this.#flights.shift()
    if (flight.isLost) {
      this.window.caState = 'recovery'
      rate.lose()
      cc.packetLost(flight, this.now)
      rate.finish(sample, 0, 1, false, this.minRtt, this.now)
    } else {
      this.window.caState = 'open'
      const rtt = this.now - flight.sentAt
      this.minRtt = this.minRtt === 0 ? rtt : Math.min(this.minRtt, rtt)
      this.srtt = rtt
      this.delivered++
      rate.deliver(1)
      rate.onDelivered(sample, flight, flight.sentAt, false)
      rate.finish(sample, 1, 0, false, this.minRtt, this.now)
      sample.takeRtt(rtt)
    }
    cc.congControl(sample, this.now)
    this.states.add(cc.state)
  }
}

/** @returns Share of the bottleneck used from second `from` to second `to`. */
function share(pipe: Pipe, from: number, to: number): number {
  pipe.run(from * SECOND)
  const before = pipe.delivered
  pipe.run(to * SECOND)
  return (pipe.delivered - before) / ((to - from) * pipe.bottleneck)
}

describe('BBR version 3', () => {
  it('fills 10 Mbit/s at 100 ms and keeps the queue short', () => {
    const pipe = new Pipe(1250, 100 * MILLISECOND, 1000, 0)
    expect(share(pipe, 5, 30)).toBeGreaterThan(0.93)
    pipe.longestQueue = 0
    pipe.run(40 * SECOND)
    // 125 segments are a round trip.
    expect(pipe.longestQueue).toBeLessThan(125)
  })

  it('goes through every state: startup, drain, the four of ProbeBW, ProbeRTT', () => {
    const pipe = new Pipe(1250, 100 * MILLISECOND, 1000, 0)
    pipe.run(30 * SECOND)
    expect([...pipe.states].sort()).toEqual([
      'cruise',
      'down',
      'drain',
      'probe-rtt',
      'refill',
      'startup',
      'up',
    ])
  })

  it('doubles its rate each round in startup, and has drained the queue after 1.5 s', () => {
    const pipe = new Pipe(1250, 100 * MILLISECOND, 1000, 0)
    pipe.run(1.5 * SECOND)
    expect(pipe.states).toContain('drain')
  })

  it.each([
    { loss: 0.001, least: 0.9 },
    { loss: 0.01, least: 0.8 },
  ])('bears random loss below its threshold of 2 %: $loss', ({ loss, least }) => {
    const pipe = new Pipe(1250, 100 * MILLISECOND, 1000, loss)
    expect(share(pipe, 10, 60)).toBeGreaterThan(least)
  })

  it('takes a loss beyond the threshold for a full path', () => {
    const pipe = new Pipe(1250, 100 * MILLISECOND, 1000, 0.05)
    expect(share(pipe, 10, 60)).toBeLessThan(0.6)
  })

  it('keeps a shallow queue from losing more than a few per cent', () => {
    const pipe = new Pipe(1250, 100 * MILLISECOND, 12, 0)
    expect(share(pipe, 10, 60)).toBeGreaterThan(0.8)
    expect(pipe.rate.lost / pipe.delivered).toBeLessThan(0.05)
  })

  it('finds out within seconds that the path has become slower', () => {
    const pipe = new Pipe(1250, 50 * MILLISECOND, 1000, 0)
    pipe.run(10 * SECOND)
    pipe.bottleneck = 800
    pipe.run(25 * SECOND)
    pipe.longestQueue = 0
    expect(share(pipe, 30, 40)).toBeGreaterThan(0.9)
    expect(pipe.longestQueue).toBeLessThan(60)
  })

  it('is paced, one segment at a time below 1.2 Mbit/s', () => {
    const slow = new Pipe(20, 100 * MILLISECOND, 100, 0)
    slow.run(10 * SECOND)
    expect(slow.window.isPaced).toBe(true)
    expect(slow.cc.minTsoSegments).toBe(1)
    const fast = new Pipe(5000, 100 * MILLISECOND, 1000, 0)
    fast.run(10 * SECOND)
    expect(fast.cc.minTsoSegments).toBe(2)
  })

  it('goes back to the window before when a recovery was for nothing', () => {
    const pipe = new Pipe(1250, 100 * MILLISECOND, 1000, 0)
    pipe.run(9 * SECOND)
    const { cwnd } = pipe.window
    pipe.cc.ssthresh()
    pipe.window.caState = 'loss'
    pipe.cc.setState('loss')
    pipe.window.cwnd = 1
    expect(pipe.cc.undoCwnd()).toBe(cwnd)
  })
})
