import { describe, expect, it } from 'vitest'
import { SECOND } from '../../src/base/index.ts'
import { completionTime, transfer, World } from './flow.ts'

describe('slow start with initial window 10 (RFC 6928), round trip 100 ms', () => {
  // n = ceil(log2(S / 10 + 1)) rounds for S segments of 1448 bytes; (n + 1/2) round trips from the SYN on.
  it.each([10_000, 15_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000])('%i bytes', (bytes) => {
    const rounds = Math.ceil(Math.log2(Math.ceil(bytes / 1448) / 10 + 1))
    expect(Math.abs(completionTime(bytes, 100) - (rounds + 0.5) * 100)).toBeLessThan(1)
  })

  it('with initial window 3 needs as many rounds more', () => {
    expect(completionTime(50_000, 100, { initialWindow: 3 })).toBeCloseTo(450, 0)
    expect(completionTime(500_000, 100, { initialWindow: 3 })).toBeCloseTo(750, 0)
  })
})

describe('one loss in a transfer of 100 kB, round trip 100 ms', () => {
  const half = 'delay 50ms'

  // Packets 1 and 2 are the SYN and the ACK of the handshake; 3 is the first segment, 72 the last.
  it.each([3, 8, 20, 40, 60])('of packet %i of 72 is mended in one round trip', (n) => {
    const { retransmittedAfter, timedOut } = transfer({
      bytes: 100_000,
      forward: `${half} drop ${n}`,
      back: half,
    })
    expect(timedOut).toBe(false)
    expect(retransmittedAfter).toHaveLength(1)
    expect(Math.abs((retransmittedAfter[0] as number) - 100)).toBeLessThan(1)
  })

  it('of the tail is mended by a probe two round trips after the last ACK, not by the time-out', () => {
    // The last two of 72 are missing: the ACK of the others comes one round trip after they left.
    const { retransmittedAfter, timedOut } = transfer({
      bytes: 100_000,
      forward: `${half} drop 71-72`,
      back: half,
    })
    expect(timedOut).toBe(false)
    expect(retransmittedAfter).toHaveLength(2)
    expect(retransmittedAfter[0]).toBeGreaterThan(300)
    expect(retransmittedAfter[0]).toBeLessThan(315)
    // What the probe's SACK shows to be lost goes a round trip later.
    expect((retransmittedAfter[1] as number) - (retransmittedAfter[0] as number)).toBeCloseTo(100, 0)
  })

  it('of the very last segment is mended by a probe too, which waits longer for a delayed ACK', () => {
    const { retransmittedAfter, timedOut } = transfer({
      bytes: 100_000,
      forward: `${half} drop 72`,
      back: half,
    })
    expect(timedOut).toBe(false)
    expect(retransmittedAfter).toHaveLength(1)
    expect(retransmittedAfter[0]).toBeGreaterThan(380)
    expect(retransmittedAfter[0]).toBeLessThan(460)
  })
})

describe('a SYN that is never answered', () => {
  function synTimes(settings: { synLinearTimeouts: number }): { times: number[]; end: number } {
    const world = new World({ forward: 'loss 100%', back: '' }, 1, settings)
    const times: number[] = []
    world.network.tap({ sent: ({ time }) => void times.push(time / SECOND) })
    const client = world.connect(80)
    let end = -1
    client.onEvent = ({ type }) => {
      if (type === 'closed') end = world.clock.now() / SECOND
    }
    world.clock.runUntil(300 * SECOND)
    expect(client.error).toBe('ETIMEDOUT')
    return { times, end }
  }

  it('is retransmitted after 1, 3, 7, 15, 31 and 63 s, and is given up after 127 s', () => {
    expect(synTimes({ synLinearTimeouts: 0 })).toEqual({ times: [0, 1, 3, 7, 15, 31, 63], end: 127 })
  })

  it('as Linux does since 6.5, four more times a second apart before the doubling', () => {
    expect(synTimes({ synLinearTimeouts: 4 })).toEqual({
      times: [0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67],
      end: 131,
    })
  })
})
