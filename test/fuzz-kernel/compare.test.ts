import { describe, expect, it } from 'vitest'
import { ACK, FIN, SYN } from '../../src/wire/index.ts'
import { classify, judge } from '../../tools/fuzz-kernel/campaign.ts'
import { firstDifference } from '../../tools/fuzz-kernel/compare.ts'
import { runOnEngine } from '../../tools/fuzz-kernel/engine-side.ts'
import type { Arrival, Call, Scenario } from '../../tools/fuzz-kernel/scenario.ts'
import { lateBy, NOISE, TICK } from '../../tools/fuzz-kernel/timer-wheel.ts'
import type { Sent, Trace } from '../../tools/fuzz-kernel/trace.ts'

const MS = 1e6

function segment(flags: number, given: Partial<Arrival> = {}): Arrival {
  const ack = (flags & ACK) === 0 ? undefined : 1
  return { name: 'segment', flags, seq: 1, length: 0, ack, window: 65_535, options: [], ...given }
}

function scenarioOf(tail: number, ...actions: readonly (readonly [number, Call | Arrival])[]): Scenario {
  const steps = actions.map(([after, action]) => ({ after, action }))
  return { seed: 1, ipVersion: 'ipv4', sysctls: { tcp_timestamps: 0 }, steps, tail }
}

const SERVED = [
  [0, { name: 'socket', fd: 3 }],
  [0, { name: 'bind', fd: 3 }],
  [0, { name: 'listen', fd: 3 }],
  [0, segment(SYN, { seq: 0, options: ['mss 1000', 'nop', 'nop', 'sackOK'] })],
  [10, segment(ACK)],
  [0, { name: 'accept', fd: 4 }],
] as const
const SENT = scenarioOf(300, ...SERVED, [0, { name: 'send', fd: 4, length: 100, flags: [] }])

/** What the engine does, changed as the kernel might have done otherwise. */
function like(scenario: Scenario, change: (sent: Sent, i: number) => Sent | undefined): Trace {
  const engine = runOnEngine(scenario)
  return { ...engine, sent: engine.sent.map(change).filter((sent) => sent !== undefined) }
}

describe('two traces', () => {
  const engine = runOnEngine(SENT)

  it('are the same when nothing differs, and when the kernel is late by its clock', () => {
    expect(engine.sent).toHaveLength(3)
    expect(firstDifference(SENT, engine, engine)).toBeUndefined()
    const late = like(SENT, ({ at, segment: sent }, i) => ({
      at: at + (i === 2 ? lateBy(200 * MS) : 0),
      segment: sent,
    }))
    expect(firstDifference(SENT, engine, late)).toBeUndefined()
  })

  it.each<[string, (sent: Sent, i: number) => Sent | undefined, object]>([
    [
      'a field',
      (sent, i) => (i === 1 ? { ...sent, segment: { ...sent.segment, window: 5 } } : sent),
      { kind: 'fields', fields: ['window'] },
    ],
    [
      'options',
      (sent, i) => (i === 0 ? { ...sent, segment: { ...sent.segment, options: [] } } : sent),
      { kind: 'fields', fields: ['options'], step: 3 },
    ],
    ['too late', (sent, i) => (i === 2 ? { ...sent, at: sent.at + 40 * MS } : sent), { kind: 'time' }],
    ['too early', (sent, i) => (i === 2 ? { ...sent, at: sent.at - 2 * NOISE } : sent), { kind: 'time' }],
    ['one less', (sent, i) => (i === 2 ? undefined : sent), { kind: 'extra', kernel: 'nothing' }],
  ])('differ by %s', (_name, change, expected) => {
    expect(firstDifference(SENT, engine, like(SENT, change))).toMatchObject(expected)
  })

  it('differ by what a call gave', () => {
    const outcomes = engine.outcomes.with(6, { value: -1, errno: 'EPIPE' })
    const found = firstDifference(SENT, engine, { ...engine, outcomes })
    expect(found).toMatchObject({ kind: 'call', fields: ['result'], step: 6 })
    expect(found?.kernel).toBe('send(4, ..., 100, MSG_DONTWAIT) = -1 EPIPE (error)')
  })

  it('are not looked at beyond the end of the watch', () => {
    const end = (engine.times.at(-1) ?? 0) + SENT.tail * MS
    const [sent] = engine.sent
    const more = { ...engine, sent: [...engine.sent, { ...(sent as Sent), at: end }] }
    expect(firstDifference(SENT, engine, more)).toBeUndefined()
  })
})

describe("the kernel's timer wheel", () => {
  it('turns in steps of 1, 8 and 64 ticks, and the RTO is counted in ticks', () => {
    expect(lateBy(0)).toBe(2 * TICK)
    expect(lateBy(200 * MS)).toBe(2 * TICK)
    expect(lateBy(400 * MS)).toBe(10 * TICK)
    expect(lateBy(2_100 * MS)).toBeCloseTo((64 + 10.5) * TICK)
  })
})

describe('a difference is', () => {
  it('a timer that lost a race, when the engine does the same with it later', () => {
    // The ACK comes 2 ms after the engine's time-out and before the kernel's.
    const rto = (runOnEngine(SENT).sent[2]?.at ?? 0) - 10 * MS
    const raced = scenarioOf(100, ...SENT.steps.map(({ after, action }) => [after, action] as const), [
      rto / MS + 2,
      segment(ACK, { ack: 101 }),
    ])
    const kernel = runOnEngine({
      ...raced,
      steps: raced.steps.with(raced.steps.length - 1, {
        after: rto / MS - 1,
        action: segment(ACK, { ack: 101 }),
      }),
    })
    const times = runOnEngine(raced).times
    expect(judge(raced, { ...kernel, times }).difference).toMatchObject({ kind: 'extra' })
    expect(classify(raced, judge(raced, { ...kernel, times }))).toEqual({ class: 'late timer' })
  })

  it("the kernel's fault: a SYN-ACK with options that the SYN did not have", () => {
    const open = scenarioOf(
      100,
      [0, { name: 'socket', fd: 3 }],
      [0, { name: 'connect', fd: 3 }],
      [10, segment(SYN, { seq: 0 })],
    )
    // Linux 6.18: `S. 0:0(0) ack 1 win 64240 <mss 1460,nop,nop,sackOK,nop,wscale 7>`
    const kernel = like(open, (sent, i) => {
      if (i !== 1) return sent
      const options = [
        ...(sent.segment.options ?? []),
        { kind: 'nop' },
        { kind: 'nop' },
        { kind: 'sackOK' },
      ] as const
      return { ...sent, segment: { ...sent.segment, options } }
    })
    expect(classify(open, judge(open, kernel))).toMatchObject({ class: 'kernel' })
  })

  it("the kernel's fault: what has no flags is not answered, even out of the window", () => {
    const stray = scenarioOf(100, ...SERVED, [0, segment(0, { seq: 0xffff_ff00 })])
    // Linux 6.18 says nothing.
    const kernel = like(stray, (sent, i) => (i === 1 ? undefined : sent))
    expect(classify(stray, judge(stray, kernel))).toMatchObject({ class: 'kernel' })
  })

  it('known: the socket of a connection in TIME-WAIT', () => {
    const closed = scenarioOf(
      10,
      ...SERVED,
      [0, { name: 'shutdown', fd: 4, how: 'SHUT_WR' }],
      [10, segment(ACK | FIN, { ack: 2 })],
      [10, { name: 'info', fd: 4 }],
    )
    const kernel = runOnEngine(closed)
    const told = kernel.outcomes.at(-1)?.told?.replace('tcpi_state=6', 'tcpi_state=7')
    const outcomes = kernel.outcomes.with(kernel.outcomes.length - 1, { value: 0, told: told ?? '' })
    expect(classify(closed, judge(closed, { ...kernel, outcomes }))).toMatchObject({ class: 'known' })
    // Another state would be a fault.
    const wrong = outcomes.with(outcomes.length - 1, { value: 0, told: (told ?? '').replace('=7', '=5') })
    expect(classify(closed, judge(closed, { ...kernel, outcomes: wrong }))).toMatchObject({ class: 'fault' })
  })

  it('a fault, when nothing explains it', () => {
    const kernel = like(SENT, (sent, i) =>
      i === 1 ? { ...sent, segment: { ...sent.segment, ack: 5 } } : sent,
    )
    expect(classify(SENT, judge(SENT, kernel))).toMatchObject({ class: 'fault' })
  })
})
