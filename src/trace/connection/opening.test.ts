import { describe, expect, it } from 'vitest'
import { ACK, FIN, RST, SYN } from '../../wire/index.ts'
import { sure, Talk } from '../testing/talk.ts'
import { type ConnectionTrace, explainConnection, explainSegment, traceConnections } from '../index.ts'

const traceOf = (talk: Talk): ConnectionTrace => sure(traceConnections(talk.packets)[0])
const told = (trace: ConnectionTrace): string[] =>
  trace.segments.map((_, i) => explainSegment(trace, i, 'en'))

describe('ports whose last connection still waits in TIME-WAIT', () => {
  /** The old connection's last words, five attempts, each answered from the old one, then one that is accepted. */
  const packets = (() => {
    const old = new Talk({ client: 2_000, server: 9_000 }, false, 50_964)
    old.ports.server = 31_234
    old.add('server', 0, { flags: FIN | ACK, seq: 1, ack: 1 }).add('client', 30, { seq: 1, ack: 2 })
    old.add('client', 31, { flags: FIN | ACK, seq: 1, ack: 2 }).add('server', 61, { seq: 2, ack: 2 })
    const all = [...old.packets]
    const tries = [1_000, 13_000, 37_000, 73_000, 121_000]
    for (const [i, ms] of tries.entries()) {
      const attempt = new Talk({ client: 1_500 - 300 * i, server: 9_000 }, false, 50_964)
      attempt.ports.server = 31_234
      attempt.add('client', ms, { flags: SYN, mss: 1_460 })
      all.push(...attempt.packets)
      const answer = new Talk({ client: 2_000, server: 9_000 }, false, 50_964)
      answer.ports.server = 31_234
      answer.add('server', ms + 30, { seq: 2, ack: 2 }).add('client', ms + 30.1, { flags: RST, seq: 2 })
      all.push(...answer.packets)
    }
    const last = new Talk({ client: 70_000, server: 88_000 }, false, 50_964)
    last.ports.server = 31_234
    return [...all, ...last.open(181_000, 30).packets]
  })()
  const traces = traceConnections(packets)
  const attempts = traces.slice(1, 6)

  it('the server closed first and waits, however long', () => {
    expect(traces).toHaveLength(7)
    expect(traces[0]?.close).toMatchObject({ first: 'server', how: 'fin' })
    expect(traces[0]?.timeWait).toBe('server')
    expect(traces[0]?.finalState).toEqual({ client: 'CLOSED', server: 'TIME-WAIT' })
  })

  it('five attempts fail, each marked; both ends stay where they are', () => {
    for (const attempt of attempts) {
      expect(attempt.segments.map(({ kinds }) => kinds.join(' '))).toEqual([
        'syn time-wait-reuse',
        'old-ack',
        'rst',
      ])
      expect(attempt.finalState).toEqual({ client: 'SYN-SENT', server: 'TIME-WAIT' })
      expect(attempt.oldConnection).toBe('TIME-WAIT')
      expect(attempt).toMatchObject({ close: undefined, reset: undefined, timeWait: undefined })
    }
    expect(told(sure(attempts[4]))).toEqual([
      'The client asks to connect on ports whose last connection still waits in TIME-WAIT: its numbering starts at 300 (SYN)',
      'The server does not open the connection: it still holds an old one on these ports, in TIME-WAIT, and repeats that it expects 2002 next (ACK)',
      'The client answers that it has no such connection: it knows nothing of the old one (RST)',
    ])
    expect(explainConnection(sure(attempts[0]), 'en')).toEqual([
      'The client 10.0.0.1:50964 asked 10.0.0.2:31234 to connect (1 SYN); the server still holds an old connection on these ports, in TIME-WAIT, and answered with its ACK: no connection was opened.',
      'Nothing was sent twice.',
    ])
    expect(explainConnection(sure(attempts[0]), 'zh')[0]).toContain('旧连接（TIME-WAIT）')
  })

  it('the last is open', () => {
    expect(traces[6]?.finalState).toEqual({ client: 'ESTABLISHED', server: 'ESTABLISHED' })
  })

  it('one attempt, its SYN retransmitted with the same number: every SYN is marked, and it may still succeed', () => {
    const talk = new Talk().add('client', 0, { flags: SYN })
    const answer = (ms: number): void => {
      talk.packets.push(
        ...new Talk({ client: 7_000, server: 90_000 }).add('server', ms, { seq: 2, ack: 2 }).packets,
      )
      talk.packets.push(
        ...new Talk({ client: 7_000, server: 0 }).add('client', ms + 0.1, { flags: RST, seq: 2 }).packets,
      )
    }
    answer(10)
    talk.add('client', 1_000, { flags: SYN, seq: 0 })
    answer(1_010)
    const held = traceOf(talk)
    // The old connection itself was not seen: half-open (RFC 9293 §3.5.1).
    expect(held.oldConnection).toBe('ESTABLISHED')
    expect(held.segments.filter(({ kinds }) => kinds.includes('old-ack'))).toHaveLength(2)
    talk.add('client', 3_000, { flags: SYN, seq: 0 })
    talk.packets.push(
      ...new Talk({ client: 1_000, server: 5_000 }).add('server', 3_010, { flags: SYN | ACK, ack: 1 })
        .packets,
    )
    talk.add('client', 3_020, { seq: 1, ack: 1 })
    expect(traceOf(talk).finalState).toEqual({ client: 'ESTABLISHED', server: 'ESTABLISHED' })
  })
})

describe('a client that takes no notice of the SYN-ACK', () => {
  const ignoring = (answers: number): Talk => {
    const talk = new Talk()
    for (let i = 0; i < answers; i++) {
      talk
        .add('client', 1_000 * i, { flags: SYN, seq: 0 })
        .add('server', 1_000 * i + 0.2, { flags: SYN | ACK, seq: 0, ack: 1 })
    }
    return talk
  }

  it('stays in SYN-SENT: one attempt, no reuse of ports', () => {
    const all = traceConnections(ignoring(3).packets)
    expect(all).toHaveLength(1)
    const trace = sure(all[0])
    expect(trace.segments.map(({ state }) => `${state.client} ${state.server}`)).toEqual(
      Array.from({ length: 6 }, () => 'SYN-SENT SYN-RECEIVED'),
    )
    expect(explainConnection(trace, 'en')[0]).toBe(
      'The client 10.0.0.1:40000 asked 10.0.0.2:80 to connect (3 SYNs); the server agreed (3 SYN-ACKs), and the client took no notice: the answer was lost after the capture, or dropped at the client.',
    )
    expect(explainConnection(trace, 'zh')[0]).toContain('客户端没有理会')
    expect(told(trace)[2]).toContain("the server's answer has not reached it, or it did not take it")
    expect(told(trace)[3]).toContain('The server answers the repeated SYN')
    expect(sure(trace.segments[3]).cause).toBeUndefined()
  })

  it('also when only the server repeats itself', () => {
    const talk = new Talk().add('client', 0, { flags: SYN })
    for (const ms of [1, 1_001, 3_001]) talk.add('server', ms, { flags: SYN | ACK, seq: 0, ack: 1 })
    expect(traceOf(talk).finalState).toEqual({ client: 'SYN-SENT', server: 'SYN-RECEIVED' })
    expect(sure(traceOf(talk).segments[2]).cause).toBe('rto')
  })

  it('until it acknowledges one after all', () => {
    const talk = ignoring(2).add('client', 1_300, { seq: 1, ack: 1 })
    expect(traceOf(talk).finalState).toEqual({ client: 'ESTABLISHED', server: 'ESTABLISHED' })
  })
})

describe('a client that gives up', () => {
  it.each([0, 1])('with a RST of its own number %i after SYNs that nobody answered', (seq) => {
    const talk = new Talk()
    for (const ms of [0, 1_000, 3_000]) talk.add('client', ms, { flags: SYN, seq: 0 })
    talk.add('client', 5_000, { flags: RST, seq })
    const trace = traceOf(talk)
    expect(trace.finalState).toEqual({ client: 'CLOSED', server: 'LISTEN' })
    expect(trace.reset).toEqual({ by: 'client', segment: 3 })
    expect(told(trace)[3]).toBe('The client gives up its attempt to connect (RST)')
    expect(explainConnection(trace, 'en').slice(0, 2)).toEqual([
      'The client 10.0.0.1:40000 asked 10.0.0.2:80 to connect, and no answer was seen (SYNs sent: 3).',
      'Then the client gave up (RST).',
    ])
  })
})

describe("the handshake's round trip when something of it went twice", () => {
  const handshake = (talk: Talk): ConnectionTrace['handshake'] => traceOf(talk).handshake

  it('a SYN again after its answer: from the second, and not certain', () => {
    const talk = new Talk().add('client', 0, { flags: SYN }).add('server', 0.4, { flags: SYN | ACK })
    talk
      .add('client', 3_002, { flags: SYN, seq: 0 })
      .add('server', 3_002.5, { flags: SYN | ACK, seq: 0 })
      .add('client', 3_372, {})
    expect(handshake(talk)).toEqual({ syn: 2, synAck: 3, ack: 4, rtt: 370_000_000, ambiguous: true })
    expect(explainConnection(traceOf(talk), 'en')[0]).toBe(
      'The client 10.0.0.1:40000 connected to the server 10.0.0.2:80; the handshake took 3.37 s (2 SYNs, 2 SYN-ACKs), its round trip about 370 ms: which of them was answered is not certain.',
    )
    expect(explainConnection(traceOf(talk), 'zh')[0]).toContain('往返时间约 370 ms')
  })

  it('a SYN-ACK again by its timer: the way to the server, and the way back from the last', () => {
    const talk = new Talk().add('client', 0, { flags: SYN }).add('server', 4, { flags: SYN | ACK })
    talk.add('server', 1_004, { flags: SYN | ACK, seq: 0 }).add('client', 1_010, {})
    expect(handshake(talk)).toMatchObject({ syn: 0, synAck: 2, rtt: 10_000_000, ambiguous: true })
  })

  it('timestamps tell which were answered', () => {
    const talk = new Talk()
      .add('client', 0, { flags: SYN, tsVal: 100 })
      .add('client', 1_000, { flags: SYN, seq: 0, tsVal: 1_100 })
      .add('server', 1_005, { flags: SYN | ACK, tsVal: 9, tsEcr: 1_100 })
      .add('server', 2_005, { flags: SYN | ACK, seq: 0, tsVal: 1_009, tsEcr: 1_100 })
      .add('client', 2_010, { tsVal: 2_110, tsEcr: 1_009 })
    expect(handshake(talk)).toEqual({ syn: 1, synAck: 3, ack: 4, rtt: 10_000_000 })
    expect(explainConnection(traceOf(talk), 'en')[0]).toContain(
      'the handshake took 2.01 s (2 SYNs, 2 SYN-ACKs), its round trip 10 ms.',
    )
  })
})

describe('D-SACK', () => {
  it('is told as what it is: no duplicate ACK', () => {
    const talk = new Talk()
      .add('client', 0, { flags: SYN, sackPermitted: true })
      .add('server', 5, { flags: SYN | ACK, sackPermitted: true })
      .add('client', 10, {})
      .data('client', 20, 100)
      .ack('server', 25)
      .data('client', 26, 100)
      .data('client', 230, 100, { seq: 1 })
      .ack('server', 235, { ack: 101, sack: [[1, 101]] })
    const trace = traceOf(talk)
    expect(sure(trace.segments.at(-1)).kinds).toEqual(['ack', 'd-sack'])
    expect(told(trace).at(-1)).toBe('The server reports that bytes 1 to 100 came twice (D-SACK)')
    expect(explainSegment(trace, trace.segments.length - 1, 'zh')).toContain('到达了两次（D-SACK）')
    expect(sure(trace.segments[6]).spurious).toBe(true)
    expect(trace.totals.server.dSacks).toBe(1)
    expect(explainConnection(trace, 'en')).toContain(
      'The server reported once that something had come twice (D-SACK).',
    )
  })

  it('within a block above, beside what is missing: both are told', () => {
    const talk = new Talk().open().data('client', 20, 100).data('client', 21, 100).data('client', 22, 100)
    talk.ack('server', 30, { ack: 1, sack: [[101, 301]] }).ack('server', 31, {
      ack: 1,
      sack: [
        [101, 201],
        [101, 301],
      ],
    })
    const trace = traceOf(talk)
    expect(sure(trace.segments.at(-1)).kinds).toEqual(['ack', 'duplicate-ack', 'd-sack'])
    expect(told(trace).at(-1)).toContain(
      'bytes 101 to 300 have come (duplicate ACK number 2); it also reports that bytes 101 to 200 came twice (D-SACK)',
    )
  })
})
