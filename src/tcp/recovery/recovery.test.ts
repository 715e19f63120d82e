import { describe, expect, it } from 'vitest'
import { millis, seconds } from '../../base/index.ts'
import { ACK, SYN } from '../../wire/index.ts'
import { OneEnd } from '../testing/one-end.ts'

const M = 1460

/** ESTABLISHED with an RTT of 100 ms and twenty segments queued, ten of them out. */
function tenOut(sack = false): OneEnd {
  const end = new OneEnd({ sack, congestionControl: 'reno' })
  end.connection.open(0)
  end.sent()
  end.now = millis(100)
  end.arrive({ flags: SYN | ACK, seq: 0, ack: 1, mss: M, sackPermitted: sack })
  end.sent()
  // SND.WL1 is the peer's SYN until then: the first ACK may speak of the window, and is no duplicate.
  end.arrive({ flags: ACK, seq: 1, ack: 1 })
  expect(end.send(20 * M)).toHaveLength(10)
  end.now += millis(100)
  return end
}
/** An ACK, two milliseconds after the one before; what leaves then, without PSH. */
const ack = (end: OneEnd, segments: number, sack?: [number, number][]): string[] => {
  end.now += millis(2)
  end.arrive({
    flags: ACK,
    seq: 1,
    ack: 1 + segments * M,
    ...(sack && { sack: sack.map(([l, r]) => [1 + l * M, 1 + r * M] as const) }),
  })
  return end.sent().map((line) => line.replace('PSH,', ''))
}
const segment = (n: number): string => `ACK ${1 + n * M}+${M} ack 1`

describe('fast retransmit and fast recovery, NewReno (RFC 5681 §3.2, RFC 6582)', () => {
  it('two duplicates send new data (limited transmit, RFC 3042), the third the lost segment', () => {
    const end = tenOut()
    expect(ack(end, 0)).toEqual([segment(10)])
    expect(ack(end, 0)).toEqual([segment(11)])
    expect(ack(end, 0)).toEqual([segment(0)])
    const { cwnd, ssthresh } = end.connection.snapshot()
    // What limited transmit sent does not count (RFC 5681 §3.2 step 2).
    // cwnd comes down in the course of a round trip: what is in flight and the one that went again (PRR).
    expect([cwnd, ssthresh]).toEqual([9 * M, 5 * M])
    expect(end.connection.info(end.now)).toMatchObject({ tcpi_ca_state: 3, tcpi_total_retrans: 1 })
  })
  it('each further duplicate lets a segment go once the pipe is below ssthresh', () => {
    const end = tenOut()
    for (let i = 0; i < 3; i++) ack(end, 0)
    const lines = Array.from({ length: 7 }, () => ack(end, 0)).flat()
    expect(lines).toEqual([segment(12), segment(13), segment(14)])
  })
  it('a partial ACK brings the next hole at once; the full one ends it', () => {
    const end = tenOut()
    for (let i = 0; i < 9; i++) ack(end, 0)
    expect(ack(end, 4)[0]).toBe(segment(4))
    expect(ack(end, 7)[0]).toBe(segment(7))
    expect(end.connection.info(end.now).tcpi_ca_state).toBe(3)
    // Held on to until something beyond is acknowledged, or its duplicates would begin another one.
    ack(end, 12)
    expect(end.connection.info(end.now).tcpi_ca_state).toBe(3)
    ack(end, 13)
    expect(end.connection.info(end.now).tcpi_ca_state).toBe(0)
    expect(end.connection.snapshot().cwnd).toBe(5 * M)
  })
  it('duplicates of what the last recovery covered begin no new one (RFC 6582 §3.2 step 2)', () => {
    const end = tenOut()
    for (let i = 0; i < 3; i++) ack(end, 0)
    ack(end, 12)
    const { ssthresh } = end.connection.snapshot()
    for (let i = 0; i < 3; i++) ack(end, 12)
    expect(end.connection.snapshot().ssthresh).toBe(ssthresh)
  })
  it('an ACK with text or another window is no duplicate (RFC 5681 §2)', () => {
    const end = tenOut()
    for (let i = 0; i < 5; i++) end.arrive({ flags: ACK, seq: 1 + i, ack: 1, text: 'x' })
    for (let i = 0; i < 5; i++) end.arrive({ flags: ACK, seq: 6, ack: 1, window: 60_000 + i })
    expect(end.connection.info(end.now).tcpi_ca_state).toBe(0)
  })
})

describe('after a time-out (RFC 5681 §3.1)', () => {
  it('cwnd is one segment, ssthresh half of what was out; all is retransmitted by slow start', () => {
    const end = tenOut()
    const lines = end.waitUntil(end.now + seconds(0.3))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(segment(0))
    expect(end.connection.snapshot()).toMatchObject({ cwnd: M, ssthresh: 5 * M })
    expect(end.connection.info(end.now)).toMatchObject({
      tcpi_ca_state: 4,
      tcpi_lost: 10,
      tcpi_retrans: 1,
      tcpi_retransmits: 1,
    })
    // F-RTO (RFC 5682) tries new data first; a duplicate then says that the loss was real.
    expect(ack(end, 1)).toEqual([segment(10), segment(11)])
    expect(ack(end, 1)).toEqual([segment(1)])
    expect(ack(end, 2)).toEqual([segment(2)])
    expect(ack(end, 3)).toEqual([segment(3), segment(4)])
  })
  it('what the peer had after all is not retransmitted, and the time-out is undone (F-RTO)', () => {
    const end = tenOut()
    end.waitUntil(end.now + seconds(0.3))
    expect(ack(end, 1)).toEqual([segment(10), segment(11)])
    // Nothing but the first was retransmitted, so these were on their way all the time.
    ack(end, 3)
    expect(end.connection.info(end.now)).toMatchObject({ tcpi_lost: 0, tcpi_total_retrans: 1 })
    expect(end.connection.snapshot()).toMatchObject({ ssthresh: Infinity })
    expect(end.connection.snapshot().cwnd).toBeGreaterThanOrEqual(10 * M)
  })
  it('a second time-out on the same data leaves ssthresh', () => {
    const end = tenOut()
    end.waitUntil(end.now + seconds(1))
    expect(end.connection.snapshot()).toMatchObject({ cwnd: M, ssthresh: 5 * M })
    expect(end.connection.info(end.now).tcpi_retransmits).toBe(2)
  })
})

describe('with SACK (RFC 6675)', () => {
  it('only the holes are retransmitted', () => {
    const end = tenOut(true)
    ack(end, 0, [[1, 2]])
    ack(end, 0, [[1, 3]])
    expect(ack(end, 0, [[1, 4]])).toEqual([segment(0)])
    const known: [number, number] = [1, 4]
    expect(ack(end, 0, [[5, 6], known])).toEqual([])
    expect(ack(end, 0, [[5, 8], known])).toEqual([])
    expect(ack(end, 0, [[5, 12], known])).toEqual([4, 12, 13, 14].map(segment))
    ack(end, 12)
    expect(end.connection.info(end.now)).toMatchObject({ tcpi_ca_state: 0, tcpi_total_retrans: 2 })
  })
  it('a SACK far above means the holes below are lost at once', () => {
    const end = tenOut(true)
    expect(ack(end, 0, [[7, 10]])[0]).toBe(segment(0))
    expect(end.connection.info(end.now)).toMatchObject({ tcpi_ca_state: 3, tcpi_sacked: 3 })
  })
  it('after a time-out what was SACKed is skipped', () => {
    const end = tenOut(true)
    ack(end, 0, [[1, 2]])
    end.waitUntil(end.now + seconds(0.4))
    expect(ack(end, 2).slice(0, 2)).toEqual([segment(2), segment(3)])
    const other = tenOut(true)
    ack(other, 0, [[2, 3]])
    other.waitUntil(other.now + seconds(0.4))
    expect(ack(other, 1).slice(0, 2)).toEqual([segment(1), segment(3)])
  })
  it('blocks outside of what is outstanding are ignored', () => {
    const end = tenOut(true)
    for (const block of [
      [-5, -1],
      [0, 40],
      [15, 20],
      [3, 3],
    ] as [number, number][])
      ack(end, 0, [block])
    expect(end.connection.info(end.now)).toMatchObject({ tcpi_sacked: 0, tcpi_ca_state: 0 })
  })
})
