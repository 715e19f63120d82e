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

describe('one loss', () => {
  const half = 'delay 50ms'
  const clean = transfer({ bytes: 100_000, forward: half, back: half }).time

  // Packets 1 and 2 are the SYN and the ACK of the handshake; 3 is the first segment, 72 the last.
  it.each([3, 12, 20, 40, 60])('of packet %i of 72 costs one round trip', (n) => {
    const { time, retransmissions, timedOut } = transfer({
      bytes: 100_000,
      forward: `${half} drop ${n}`,
      back: half,
    })
    expect(retransmissions).toBe(1)
    expect(timedOut).toBe(false)
    expect(time - clean).toBeLessThanOrEqual(102)
  })

  it('of the last segment is mended by the tail loss probe, two round trips later, not by the time-out', () => {
    const { time, timedOut } = transfer({ bytes: 100_000, forward: `${half} drop 72`, back: half })
    expect(timedOut).toBe(false)
    expect(time - clean).toBeGreaterThan(198)
    expect(time - clean).toBeLessThan(206)
  })

  it('of the last three is mended by probe and SACK without a time-out', () => {
    const { time, timedOut } = transfer({ bytes: 100_000, forward: `${half} drop 70-72`, back: half })
    expect(timedOut).toBe(false)
    expect(time - clean).toBeLessThan(320)
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

  it('goes again after 1, 3, 7, 15, 31 and 63 s, and is given up after 127 s', () => {
    expect(synTimes({ synLinearTimeouts: 0 })).toEqual({ times: [0, 1, 3, 7, 15, 31, 63], end: 127 })
  })

  it('as Linux does since 6.5, four times each second before the doubling', () => {
    expect(synTimes({ synLinearTimeouts: 4 })).toEqual({ times: [0, 1, 2, 3, 4, 5, 7], end: 11 })
  })
})
