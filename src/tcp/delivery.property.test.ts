import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NEVER, SECOND } from '../base/index.ts'
import { SYN } from '../wire/index.ts'
import { checkInvariants } from './testing/invariants.ts'
import { type End, type Fate, type Link, Pair, pattern } from './testing/pair.ts'
import type { ConnectionOptions } from './types.ts'

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 5, arbitrary: fc.constant([5_000_000]) },
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 400_000_000 }).map((d) => [d]) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.integer({ min: 0, max: 50_000_000 }), fc.integer({ min: 0, max: 3_000_000_000 })),
  },
)
const iss = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.integer({ min: 0, max: 40_000 }).map((d) => 0x1_0000_0000 - 1 - d),
  fc.integer({ min: 0, max: 40_000 }).map((d) => 0x8000_0000 - d),
)
const end = fc.record({
  iss,
  mss: fc.constantFrom(88, 536, 1460),
  timestamps: fc.boolean(),
  sack: fc.boolean(),
  windowScaling: fc.boolean(),
  noDelay: fc.boolean(),
  sendBuffer: fc.constantFrom(1, 500, 5_000, 100_000),
  receiveBuffer: fc.constantFrom(1, 700, 5_000, 100_000),
}) satisfies fc.Arbitrary<Partial<ConnectionOptions>>
const schedule = fc.record({
  a: end,
  b: end,
  fatesA: fc.array(fate, { maxLength: 60, size: 'max' }),
  fatesB: fc.array(fate, { maxLength: 60, size: 'max' }),
  bytesA: fc.integer({ min: 0, max: 20_000 }),
  bytesB: fc.integer({ min: 0, max: 20_000 }),
  simultaneous: fc.boolean(),
})
type Schedule = typeof schedule extends fc.Arbitrary<infer T> ? T : never

/** A pair with both ends open, the link by schedule and good once it is used up; `write` sends what is left. */
function start(s: Schedule): { pair: Pair; write: () => void; sizes: readonly [number, number] } {
  // One byte at a time over 20 kB would only take long.
  const small = Math.min(s.a.sendBuffer, s.a.receiveBuffer, s.b.sendBuffer, s.b.receiveBuffer) < 500
  const limit = small ? 60 : 20_000
  const pair = new Pair(s.a, s.b, (from, index) => {
    const fates = from === 'a' ? s.fatesA : s.fatesB
    return index < fates.length ? fates[index] : [5_000_000]
  })
  const queues = [
    { end: pair.a, bytes: pattern(Math.min(limit, s.bytesA), 1), at: 0 },
    { end: pair.b, bytes: pattern(Math.min(limit, s.bytesB), 2), at: 0 },
  ]
  const write = (): void => {
    for (const q of queues) {
      const { connection } = q.end
      if (!isOpen(q.end)) continue
      while (q.at < q.bytes.length && connection.writableLength > 0)
        q.at += pair.send(q.end, q.bytes.subarray(q.at))
      if (q.at === q.bytes.length) pair.act(q.end, (c, now) => c.close(now))
    }
  }
  if (s.simultaneous) pair.b.connection.open(0)
  else pair.b.connection.listen()
  pair.a.connection.open(0)
  return { pair, write, sizes: [Math.min(limit, s.bytesA), Math.min(limit, s.bytesB)] }
}

/** @returns Whether so many segments, one after the other, are lost. */
function losesInARow(fates: readonly Fate[], count: number): boolean {
  let lost = 0
  return fates.some((fate) => (lost = fate === undefined ? lost + 1 : 0) >= count)
}

/** An end's seventh lost SYN, or sixth lost SYN-ACK, rightly ends the attempt: this link never loses so many. */
function sparingSyns(link: Link): Link {
  const lost = { a: 0, b: 0 }
  return (from, index, segment, now) => {
    const fate = link(from, index, segment, now)
    if (fate !== undefined || (segment.flags & SYN) === 0) return fate
    return ++lost[from] < 6 ? undefined : [5_000_000]
  }
}

function isOpen({ connection }: End): boolean {
  return connection.state === 'ESTABLISHED' || connection.state === 'CLOSE-WAIT'
}

/** Runs until nothing can happen any more. @returns Whether that took fewer than `steps` steps. */
function run(pair: Pair, write: () => void, steps = 20_000): boolean {
  pair.flush()
  for (let i = 0; i < steps; i++) {
    const next = pair.next()
    if (next === NEVER) return true
    pair.runTo(next)
    write()
    checkInvariants(pair.a.connection)
    checkInvariants(pair.b.connection)
  }
  return false
}

describe('over any schedule of loss, duplication, reordering and delay', () => {
  it('that lets something through at last, the bytes arrive once and in order and both ends close', () => {
    fc.assert(
      fc.property(schedule, (s) => {
        fc.pre(!losesInARow(s.fatesA, 6) && !losesInARow(s.fatesB, 6))
        const { pair, write, sizes } = start(s)
        pair.link = sparingSyns(pair.link)
        expect(run(pair, write)).toBe(true)
        for (const [from, to, seed] of [
          [pair.a, pair.b, 1],
          [pair.b, pair.a, 2],
        ] as const) {
          expect(from.reported.at(-1)).toMatch(/^closed:/)
          // The last ACK may be lost until TIME-WAIT is over; the host's RST ends the other end then.
          if (from.reported.at(-1) !== 'closed:finished') expect(to.reported.at(-1)).toBe('closed:finished')
          const wanted = sizes[from === pair.a ? 0 : 1]
          expect(to.received).toEqual([...pattern(20_000, seed).subarray(0, wanted)])
          expect(to.reported).toContain('peer-closed')
        }
      }),
      { numRuns: 300 },
    )
  })

  it('that lets nothing through any more, both ends learn it in bounded time', () => {
    fc.assert(
      fc.property(schedule, fc.integer({ min: 0, max: 40 }), (s, cut) => {
        const { pair, write } = start(s)
        const link = pair.link
        let seen = 0
        pair.link = (...args) => (seen++ < cut ? link(...args) : undefined)
        // Whoever has nothing to send finds out by keep-alive.
        const keepAlive = { idle: 60 * SECOND, interval: 10 * SECOND, count: 3 }
        pair.a.connection.setKeepAlive(keepAlive, 0)
        pair.b.connection.setKeepAlive(keepAlive, 0)
        expect(run(pair, write)).toBe(true)
        for (const end of [pair.a, pair.b])
          if (end.connection.state !== 'LISTEN') expect(end.reported.at(-1)).toMatch(/^closed:/)
        expect(pair.now).toBeLessThan(2_500 * SECOND)
      }),
      { numRuns: 300 },
    )
  })
})
