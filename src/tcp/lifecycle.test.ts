import { describe, expect, it } from 'vitest'
import { MILLISECOND, NEVER, Random, seconds } from '../base/index.ts'
import { ACK, FIN, flagNames, SYN, TcpSegment } from '../wire/index.ts'
import { TcpConnection } from './connection.ts'
import { OneEnd } from './testing/one-end.ts'
import { type End, Pair, pattern } from './testing/pair.ts'
import { checkTransition, TRANSITIONS } from './transitions.ts'

const flags = (end: End): string[] => end.sent.map(({ segment }) => flagNames(segment.flags).join(','))

describe('sequence-number wrap', () => {
  it.each([
    ['2^31', 0x8000_0000 - 3_000],
    ['2^32', 0x1_0000_0000 - 3_000],
    ['2^32, the SYN itself', 0xffff_ffff],
  ])('both directions cross %s', (_name, iss) => {
    for (const sack of [true, false]) {
      const pair = new Pair({ iss, sack }, { iss, sack }, (_from, i) =>
        i % 7 === 5 ? undefined : [5_000_000],
      ).connect()
      pair.runTo(seconds(5))
      pair.send(pair.a, pattern(40_000, 1))
      pair.send(pair.b, pattern(40_000, 2))
      pair.runTo(seconds(60))
      expect(pair.b.received).toEqual([...pattern(40_000, 1)])
      expect(pair.a.received).toEqual([...pattern(40_000, 2)])
      for (const end of [pair.a, pair.b]) pair.act(end, (c, now) => c.close(now))
      pair.runTo(NEVER)
      expect([pair.a.reported.at(-1), pair.b.reported.at(-1)]).toEqual(['closed:finished', 'closed:finished'])
    }
  })
})

describe('opening and closing at the same time', () => {
  it('simultaneous open (RFC 9293 §3.5, figure 7)', () => {
    const pair = new Pair()
    pair.a.connection.open(0)
    pair.b.connection.open(0)
    pair.settle()
    expect([pair.a.connection.state, pair.b.connection.state]).toEqual(['ESTABLISHED', 'ESTABLISHED'])
    expect(flags(pair.a).slice(0, 2)).toEqual(['SYN', 'SYN,ACK'])
    pair.send(pair.a, 'x')
    pair.settle()
    expect(pair.b.received).toEqual([120])
  })
  it('simultaneous close (RFC 9293 §3.6, figure 13): both in TIME-WAIT', () => {
    const pair = new Pair().connect()
    pair.a.connection.close(pair.now)
    pair.b.connection.close(pair.now)
    pair.settle()
    expect([pair.a.connection.state, pair.b.connection.state]).toEqual(['TIME-WAIT', 'TIME-WAIT'])
  })
  it('normal close (figure 12): FIN, ACK, FIN, ACK, and TIME-WAIT at who closed first', () => {
    const pair = new Pair().connect()
    const before = [pair.a.sent.length, pair.b.sent.length]
    pair.act(pair.a, (c, now) => c.close(now))
    pair.settle()
    // An answer at once would take the ACK along.
    pair.runTo(pair.now + MILLISECOND)
    pair.act(pair.b, (c, now) => c.close(now))
    pair.settle()
    expect(flags(pair.a).slice(before[0])).toEqual(['FIN,ACK', 'ACK'])
    expect(flags(pair.b).slice(before[1])).toEqual(['ACK', 'FIN,ACK'])
    expect([pair.a.connection.state, pair.b.connection.state]).toEqual(['TIME-WAIT', 'CLOSED'])
  })
  it('half-close: the other side goes on sending', () => {
    const pair = new Pair().connect()
    pair.act(pair.a, (c, now) => c.close(now))
    pair.settle()
    pair.send(pair.b, pattern(50_000))
    pair.settle()
    expect(pair.a.received).toEqual([...pattern(50_000)])
    expect(pair.b.reported).toContain('peer-closed')
  })
  it('abort: the peer learns it by a RST', () => {
    const pair = new Pair().connect()
    pair.act(pair.a, (c, now) => c.abort(now))
    pair.settle()
    expect([pair.a.reported.at(-1), pair.b.reported.at(-1)]).toEqual(['closed:aborted', 'closed:reset'])
  })
})

describe('PAWS (RFC 7323 §5)', () => {
  const timed = (): OneEnd => OneEnd.established({ timestamps: true }, { ts: [100, 0] }, { ts: [100, 0] })
  it('an older timestamp is refused with an ACK, even in the window', () => {
    const end = timed()
    end.now = seconds(1)
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'old', ts: [98, 0] })
    expect(end.sent()).toEqual(['ACK 1+0 ack 1'])
    expect(end.connection.readableLength).toBe(0)
  })
  it('timestamps wrap', () => {
    const end = OneEnd.established({ timestamps: true }, { ts: [0xffff_fff0, 0] }, { ts: [0xffff_fff0, 0] })
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'new', ts: [5, 0] })
    expect(end.connection.readableLength).toBe(3)
  })
  it('after 24 days of silence the old one no longer counts (§5.5)', () => {
    const end = timed()
    end.now = seconds(25 * 24 * 3600)
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'x', ts: [1, 0] })
    expect(end.connection.readableLength).toBe(1)
  })
  it('TS.Recent is not taken from beyond the last ACK (§4.3)', () => {
    const end = timed()
    end.arrive({ flags: ACK, seq: 50, ack: 1, text: 'far', ts: [900, 0] })
    end.arrive({ flags: ACK, seq: 1, ack: 1, text: 'x', ts: [200, 0] })
    end.sent()
    expect(end.connection.readableLength).toBe(1)
    expect(end.segments.at(-1)?.tsEcr).toBe(200)
  })
})

describe('TIME-WAIT reuse (RFC 9293 §3.6.1, RFC 6191)', () => {
  const syn = (seq: number, ts?: number, bits = SYN): TcpSegment =>
    Object.assign(new TcpSegment(), { seq, flags: bits, hasTimestamps: ts !== undefined, tsVal: ts ?? 0 })
  it('by sequence number without timestamps', () => {
    const { connection } = OneEnd.timeWait()
    expect(connection.acceptsReuse(syn(7_003))).toBe(true)
    expect(connection.acceptsReuse(syn(7_002))).toBe(false)
    expect(connection.acceptsReuse(syn(9_000, undefined, SYN | ACK))).toBe(false)
  })
  it('by timestamp, and by sequence number when it is the same', () => {
    const end = OneEnd.established({ timestamps: true }, { ts: [100, 0] }, { ts: [100, 0] })
    end.connection.close(0)
    end.sent()
    end.arrive({ flags: ACK | FIN, seq: 1, ack: 2, ts: [100, 0] })
    const { connection } = end
    expect(connection.state).toBe('TIME-WAIT')
    expect(connection.acceptsReuse(syn(1, 101))).toBe(true)
    expect(connection.acceptsReuse(syn(1, 100))).toBe(false)
    expect(connection.acceptsReuse(syn(8_000, 100))).toBe(true)
    expect(connection.acceptsReuse(syn(8_000, 99))).toBe(false)
  })
  it('in no other state', () => {
    expect(OneEnd.established().connection.acceptsReuse(syn(1 << 20))).toBe(false)
  })
})

describe('the state diagram as data (RFC 9293 §3.3.2)', () => {
  it('has every state, and every state can be left and reached', () => {
    const from = new Set(TRANSITIONS.map((t) => t.from))
    const to = new Set(TRANSITIONS.map((t) => t.to))
    expect([from.size, to.size]).toEqual([11, 11])
  })
  it('refuses what it does not have', () => {
    expect(() => checkTransition('CLOSED', 'rcv FIN', 'ESTABLISHED')).toThrow(/no transition/)
  })
})

describe('info under the names of tcp_info', () => {
  it('reports a transfer in their units', () => {
    const pair = new Pair().connect()
    pair.send(pair.a, pattern(20_000))
    const before = pair.a.connection.info(pair.now)
    expect(before).toMatchObject({
      tcpi_state: 1,
      tcpi_snd_cwnd: 10,
      tcpi_snd_mss: 1448,
      tcpi_unacked: 10,
      tcpi_rtt: 20_000,
      tcpi_rto: 220_000,
    })
    expect(before.tcpi_notsent_bytes).toBe(20_000 - 14_480)
    expect(before.tcpi_snd_ssthresh).toBe(0x7fffffff)
    pair.settle()
    const after = pair.a.connection.info(pair.now)
    expect(after).toMatchObject({
      tcpi_bytes_acked: 20_000,
      tcpi_unacked: 0,
      tcpi_total_retrans: 0,
      tcpi_min_rtt: 20_000,
      tcpi_options: 7,
    })
    expect(pair.b.connection.info(pair.now)).toMatchObject({
      tcpi_bytes_received: 20_000,
      tcpi_rcv_mss: 1448,
    })
    expect(JSON.stringify(after)).not.toContain('null')
  })
})

describe('the same input', () => {
  it('gives the same segments', () => {
    const run = (): unknown[] => {
      const random = new Random(5)
      const pair = new Pair({}, {}, () =>
        random.chance(0.2) ? undefined : [random.below(20_000_000)],
      ).connect()
      pair.send(pair.a, pattern(100_000))
      pair.runTo(seconds(100))
      return pair.a.sent.map(({ at, segment: { seq, ack, flags, payloadLength } }) => [
        at,
        seq,
        ack,
        flags,
        payloadLength,
      ])
    }
    expect(run()).toEqual(run())
  })
  it('idle connections hold no buffers: ten thousand are cheap', () => {
    const all = Array.from({ length: 10_000 }, (_, i) => {
      const c = new TcpConnection({
        localPort: 1 + i,
        remotePort: 80,
        iss: i,
        mss: 1460,
        random: new Random(i),
      })
      c.open(0)
      return c
    })
    expect(all.every((c) => c.pollTransmit(0)?.flags === SYN && c.nextDeadline() === 1e9)).toBe(true)
  })
})
