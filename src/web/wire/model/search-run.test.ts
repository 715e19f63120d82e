import { describe, expect, it } from 'vitest'
import { traceConnections, type ConnectionTrace } from '../../../trace/index.ts'
import { longTalk } from '../testing/long-talk.ts'
import { type Matches, type SearchHost, searchSegments } from './search-run.ts'

describe('searchSegments', () => {
  const trace = traceConnections(longTalk(2_000))[0] as ConnectionTrace
  const all = trace.segments.length
  /** A clock that goes on by a millisecond each time it is read, and what waits for its turn. */
  const hostOf = (): SearchHost & { readonly waiting: (() => void)[] } => {
    let time = 0
    const waiting: (() => void)[] = []
    return { now: () => time++, later: (run) => void waiting.push(run), waiting }
  }

  it('looks at a few segments in each turn, and at all of them in the end', () => {
    const host = hostOf()
    const told: Matches[] = []
    let looked = 0
    searchSegments(
      trace,
      (_, index) => ++looked > 0 && index % 10 === 0,
      (matches) => told.push(matches),
      host,
    )
    expect(looked).toBeLessThan(all / 2)
    expect(told[0]?.searched).toBe(looked)
    for (let run = host.waiting.shift(); run !== undefined; run = host.waiting.shift()) {
      const before = looked
      run()
      expect(looked - before).toBeLessThan(1_000)
    }
    expect(told.at(-1)).toMatchObject({ searched: all, count: Math.ceil(all / 10) })
    expect(looked).toBe(all)
  })

  it('is given up when another word is typed', () => {
    const host = hostOf()
    const told: Matches[] = []
    const giveUp = searchSegments(
      trace,
      () => true,
      (matches) => told.push(matches),
      host,
    )
    const before = told.length
    giveUp()
    for (const run of host.waiting.splice(0)) run()
    expect(told).toHaveLength(before)
    expect(host.waiting).toHaveLength(0)
  })
})
