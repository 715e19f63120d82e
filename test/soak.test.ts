import { describe, expect, it } from 'vitest'
import { runSeed } from '../tools/soak/campaign.ts'

/** A small part of `npm run soak`: the first seeds, and those that once broke something. */
const seeds = [...Array.from({ length: 25 }, (_, i) => i + 1), 5655]

describe('random paths, calls and crashes', () => {
  it.each(seeds)('seed %i keeps what must hold', (seed) => {
    expect(runSeed(seed).breach).toBeUndefined()
  })

  it('the same seed gives the same run', () => {
    const { packets, connections, bytes, story } = runSeed(7)
    expect(runSeed(7)).toMatchObject({ packets, connections, bytes, story })
    expect(packets).toBeGreaterThan(100)
  })
})
