import { describe, expect, it } from 'vitest'
import { ACK, buildPacket, IpAddress, RST, SYN } from '../wire/index.ts'
import { sure, Talk } from './testing/talk.ts'
import { type ConnectionTrace, type TracedSegment, traceConnections, Tracker } from './index.ts'

function only(talk: Talk): ConnectionTrace {
  const all = traceConnections(talk.packets)
  expect(all).toHaveLength(1)
  return sure(all[0])
}

function at(trace: ConnectionTrace, index: number): TracedSegment {
  return sure(trace.segments[index])
}

const states = (trace: ConnectionTrace): string[] =>
  trace.segments.map((segment) => `${segment.state.client} ${segment.state.server}`)

describe('a whole connection', () => {
  const talk = new Talk({ client: 4_294_967_290, server: 7 })
    .open()
    .data('client', 11, 'hello, server')
    .ack('server', 12)
    .data('server', 20, 'hello')
    .ack('client', 21)
    .fin('client', 30)
    .ack('server', 31)
    .fin('server', 40)
    .ack('client', 41)
  const trace = only(talk)

  it('knows the ends, the handshake and its round trip', () => {
    expect(trace.client).toEqual({ address: '10.0.0.1', port: 40_000 })
    expect(trace.server).toEqual({ address: '10.0.0.2', port: 80 })
    expect(trace.iss).toEqual({ client: 4_294_967_290, server: 7 })
    expect(trace.handshake).toEqual({ syn: 0, synAck: 1, ack: 2, rtt: 10_000_000 })
    expect(trace.startedMidway).toBe(false)
  })

  it('gives the state of both ends after every segment', () => {
    expect(states(trace)).toEqual([
      'SYN-SENT SYN-RECEIVED',
      'ESTABLISHED SYN-RECEIVED',
      'ESTABLISHED ESTABLISHED',
      'ESTABLISHED ESTABLISHED',
      'ESTABLISHED ESTABLISHED',
      'ESTABLISHED ESTABLISHED',
      'ESTABLISHED ESTABLISHED',
      'FIN-WAIT-1 CLOSE-WAIT',
      'FIN-WAIT-2 CLOSE-WAIT',
      'TIME-WAIT LAST-ACK',
      'TIME-WAIT CLOSED',
    ])
    expect(trace.close).toEqual({ first: 'client', how: 'fin', segment: 7 })
    expect(trace.timeWait).toBe('client')
    expect(trace.reset).toBeUndefined()
  })

  it('tells each move with its cause', () => {
    expect(trace.stateChanges.map((c) => `${c.segment} ${c.side} ${c.from} ${c.to}`)).toEqual([
      '0 client CLOSED SYN-SENT',
      '0 server LISTEN SYN-RECEIVED',
      '1 client SYN-SENT ESTABLISHED',
      '2 server SYN-RECEIVED ESTABLISHED',
      '7 client ESTABLISHED FIN-WAIT-1',
      '7 server ESTABLISHED CLOSE-WAIT',
      '8 client FIN-WAIT-1 FIN-WAIT-2',
      '9 server CLOSE-WAIT LAST-ACK',
      '9 client FIN-WAIT-2 TIME-WAIT',
      '10 server LAST-ACK CLOSED',
    ])
  })

  it('numbers are relative, unwrapped past 2^32, and as on the wire beside it', () => {
    expect(trace.segments.map((s) => [s.relSeq, s.relAck])).toEqual([
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 14],
      [1, 14],
      [14, 6],
      [14, 6],
      [6, 15],
      [6, 15],
      [15, 7],
    ])
    expect(at(trace, 3).seq).toBe(4_294_967_291)
    expect(at(trace, 7).seq).toBe(8)
    expect(at(trace, 4).ack).toBe(8)
  })

  it('scales windows by the shift of their sender, but never that of a SYN', () => {
    expect(trace.segments.slice(0, 3).map((s) => s.window)).toEqual([64_240, 65_160, 502 * 128])
  })

  it('reads flags, options, payload and kinds', () => {
    expect(at(trace, 0).options).toEqual({ mss: 1_460, windowScale: 7 })
    expect(at(trace, 2).options).toEqual({})
    expect(String.fromCharCode(...at(trace, 3).payload)).toBe('hello, server')
    expect(at(trace, 1).flags).toBe(SYN | ACK)
    expect(trace.segments.map((s) => s.kinds.join(' '))).toEqual([
      'syn',
      'syn-ack',
      'handshake-ack ack',
      'data',
      'ack',
      'data',
      'ack',
      'fin',
      'ack',
      'fin',
      'ack',
    ])
  })

  it('reads the ECN field of either IP version', () => {
    for (const bytes of [Uint8Array.of(10, 0, 0, 1), new Uint8Array(16).fill(1)]) {
      const packets = [0, 1, 2, 3].map((trafficClass) => ({
        time: trafficClass,
        bytes: buildPacket({
          source: new IpAddress(bytes),
          destination: new IpAddress(bytes.slice().fill(2)),
          trafficClass: (46 << 2) | trafficClass,
          tcp: { sourcePort: 1, destinationPort: 2, flags: SYN, seq: 7 },
        }),
      }))
      const [found] = traceConnections(packets)
      expect(found?.segments.map(({ ecn }) => ecn)).toEqual([0, 1, 2, 3])
    }
  })

  it('counts the bytes of each side once', () => {
    expect(trace.totals.client).toMatchObject({ segments: 6, bytes: 13, retransmittedSegments: 0 })
    expect(trace.totals.server).toMatchObject({ segments: 5, bytes: 5 })
  })
})

describe('closing', () => {
  it('both ends wait after a simultaneous close, though a capture cannot see the FINs cross', () => {
    const trace = only(
      new Talk().open().fin('client', 20).fin('server', 21, { ack: 1 }).ack('client', 22).ack('server', 23),
    )
    expect(states(trace).slice(3)).toEqual([
      'FIN-WAIT-1 ESTABLISHED',
      'CLOSING CLOSING',
      'CLOSING TIME-WAIT',
      'TIME-WAIT TIME-WAIT',
    ])
    expect(trace.timeWait).toBe('both')
    expect(trace.stateChanges.filter((c) => c.side === 'server').map((c) => c.to)).toEqual([
      'SYN-RECEIVED',
      'ESTABLISHED',
      'FIN-WAIT-1',
      'CLOSING',
      'TIME-WAIT',
    ])
  })

  it('FIN and ACK in one go the three-segment way, closed by the server', () => {
    const trace = only(new Talk().open().fin('server', 20).fin('client', 21).ack('server', 22))
    expect(states(trace).slice(3)).toEqual([
      'CLOSE-WAIT FIN-WAIT-1',
      'LAST-ACK TIME-WAIT',
      'CLOSED TIME-WAIT',
    ])
    expect(trace.timeWait).toBe('server')
    expect(trace.close?.first).toBe('server')
  })

  it('a reset closes both at once and nobody waits', () => {
    const trace = only(
      new Talk()
        .open()
        .data('client', 11, 'x')
        .add('server', 12, { flags: RST | ACK }),
    )
    expect(trace.finalState).toEqual({ client: 'CLOSED', server: 'CLOSED' })
    expect(trace.close).toEqual({ first: 'server', how: 'rst', segment: 4 })
    expect(trace.reset).toEqual({ by: 'server', segment: 4 })
    expect(trace.timeWait).toBeUndefined()
  })

  it('a reset with a number that is not the next does not move its receiver (RFC 5961)', () => {
    const trace = only(new Talk().open().add('server', 12, { flags: RST, seq: 50 }))
    expect(trace.finalState).toEqual({ client: 'ESTABLISHED', server: 'CLOSED' })
  })

  it('a reset after a FIN: the FIN closed first, the reset is told beside it', () => {
    const trace = only(
      new Talk()
        .open()
        .fin('client', 20)
        .data('server', 21, 'late')
        .add('client', 22, { flags: RST, seq: 2 }),
    )
    expect(trace.close).toEqual({ first: 'client', how: 'fin', segment: 3 })
    expect(trace.reset).toEqual({ by: 'client', segment: 5 })
    expect(trace.finalState).toEqual({ client: 'CLOSED', server: 'CLOSED' })
  })

  it('a reset with the number of the FIN is taken after that FIN, as Linux takes it', () => {
    const trace = only(new Talk().open().fin('client', 20).add('client', 21, { flags: RST, seq: 1 }))
    expect(trace.finalState).toEqual({ client: 'CLOSED', server: 'CLOSED' })
  })

  it('what lies beyond the window is dropped, its FIN and its ACK with it', () => {
    const late = new Talk()
      .add('client', 0, { flags: SYN })
      .add('server', 5, { flags: SYN | ACK, window: 100 })
      .add('client', 10, { window: 500 })
    expect(only(late.fin('client', 20, { payload: 150 })).finalState.server).toBe('ESTABLISHED')
    const small = new Talk()
      .add('client', 0, { flags: SYN })
      .add('server', 5, { flags: SYN | ACK, window: 100 })
      .add('client', 10, { window: 500 })
      .fin('server', 20, { window: 100 })
      .data('client', 30, 10, { seq: 500 })
    expect(only(small).finalState.server).toBe('FIN-WAIT-1')
  })

  it('half-close: one side goes on sending', () => {
    const trace = only(
      new Talk()
        .open()
        .fin('client', 20)
        .ack('server', 21)
        .data('server', 30, 'still here')
        .ack('client', 31)
        .fin('server', 40)
        .ack('client', 41),
    )
    expect(states(trace)[5]).toBe('FIN-WAIT-2 CLOSE-WAIT')
    expect(trace.timeWait).toBe('client')
    expect(trace.totals.server.bytes).toBe(10)
  })

  it('a FIN beyond a gap waits until the gap is filled', () => {
    const trace = only(
      new Talk()
        .open()
        .data('client', 11, 'abc', { lost: 'loss' })
        .fin('client', 12)
        .data('client', 300, 'abc', { seq: 1 }),
    )
    expect(states(trace).slice(3)).toEqual([
      'ESTABLISHED ESTABLISHED',
      'FIN-WAIT-1 ESTABLISHED',
      'FIN-WAIT-1 CLOSE-WAIT',
    ])
  })
})

describe('opening', () => {
  it('a refused connection: nothing ever listened', () => {
    const talk = new Talk().add('client', 0, { flags: SYN })
    talk.packets.push(
      ...new Talk({ client: 1_000, server: 0 }).add('server', 1, { flags: RST | ACK, seq: 0, ack: 1 })
        .packets,
    )
    const trace = only(talk)
    expect(states(trace)).toEqual(['SYN-SENT CLOSED', 'CLOSED CLOSED'])
    expect(trace.iss.server).toBeUndefined()
    expect(at(trace, 1).relSeq).toBe(1)
    expect(trace.close).toEqual({ first: 'server', how: 'rst', segment: 1 })
    expect(trace.stateChanges.every((c) => c.side === 'client')).toBe(true)
  })

  it('simultaneous open', () => {
    const trace = only(
      new Talk()
        .add('client', 0, { flags: SYN })
        .add('server', 1, { flags: SYN })
        .add('client', 2, { flags: SYN | ACK, seq: 0, ack: 1 })
        .add('server', 3, { flags: SYN | ACK, seq: 0, ack: 1 }),
    )
    expect(states(trace)).toEqual([
      'SYN-SENT CLOSED',
      'SYN-RECEIVED SYN-RECEIVED',
      'SYN-RECEIVED ESTABLISHED',
      'ESTABLISHED ESTABLISHED',
    ])
  })

  it('a SYN retransmitted is a retransmission; the handshake is timed from the one that was answered', () => {
    const trace = only(
      new Talk()
        .add('client', 0, { flags: SYN, lost: 'loss' })
        .add('client', 1_000, { flags: SYN, seq: 0 })
        .add('server', 1_005, { flags: SYN | ACK })
        .add('client', 1_010, {}),
    )
    expect(at(trace, 1).kinds).toEqual(['syn', 'retransmission'])
    expect(states(trace)[0]).toBe('SYN-SENT LISTEN')
    expect(trace.handshake).toMatchObject({ syn: 1, rtt: 10_000_000 })
    expect(trace.totals.client.lostSegments).toBe(1)
  })

  it('the SYN that was answered is found by the echoed timestamp', () => {
    const trace = only(
      new Talk()
        .add('client', 0, { flags: SYN, tsVal: 100 })
        .add('client', 1_000, { flags: SYN, seq: 0, tsVal: 1_100 })
        .add('server', 1_005, { flags: SYN | ACK, tsVal: 9, tsEcr: 100 })
        .add('client', 1_010, { tsVal: 1_110, tsEcr: 9 }),
    )
    expect(trace.handshake).toMatchObject({ syn: 0, rtt: 1_010_000_000 })
  })

  it('another SYN number on the same ports is another connection; in TIME-WAIT it is told', () => {
    const first = new Talk().open().fin('client', 20).ack('server', 21).fin('server', 22).ack('client', 23)
    const second = new Talk({ client: 900_000, server: 800_000 }).open(1_000)
    const third = new Talk({ client: 1_900_000, server: 1_800_000 }).open(2_000)
    const all = traceConnections([...first.packets, ...second.packets, ...third.packets])
    expect(all.map((trace) => trace.segments.length)).toEqual([7, 3, 3])
    expect(all[1]?.segments[0]?.kinds).toEqual(['syn'])
    const closedByServer = new Talk()
      .open()
      .fin('server', 20)
      .ack('client', 21)
      .fin('client', 22)
      .ack('server', 23)
    const again = traceConnections([...closedByServer.packets, ...second.packets])
    expect(again[1]?.segments[0]?.kinds).toEqual(['syn', 'time-wait-reuse'])
    expect(again[1]?.segments[0]?.packet).toBe(7)
  })

  it('a capture that begins midway', () => {
    const trace = only(
      new Talk()
        .data('server', 0, 'abc', { seq: 7_000, ack: 300 })
        .ack('client', 1, { seq: 300, ack: 7_003 }),
    )
    expect(trace.startedMidway).toBe(true)
    expect(trace.server.port).toBe(80)
    expect(trace.segments.map((s) => [s.from, s.relSeq, s.relAck])).toEqual([
      ['server', 1, 1],
      ['client', 1, 4],
    ])
    expect(trace.iss).toEqual({ client: undefined, server: undefined })
    expect(trace.finalState).toEqual({ client: 'ESTABLISHED', server: 'ESTABLISHED' })
  })

  it('a capture that begins with the SYN-ACK', () => {
    const talk = new Talk().open()
    talk.packets.shift()
    const trace = only(talk)
    expect(trace.client.port).toBe(40_000)
    expect(trace.iss).toEqual({ client: 1_000, server: 5_000 })
    expect(states(trace)).toEqual(['ESTABLISHED SYN-RECEIVED', 'ESTABLISHED ESTABLISHED'])
    expect(trace.handshake).toBeUndefined()
  })
})

describe('retransmitted, copied, overtaken', () => {
  it('bytes seen before are a retransmission, counted by the bytes that overlap', () => {
    const trace = only(new Talk().open().data('client', 11, 100).data('client', 300, 150, { seq: 51 }))
    expect(at(trace, 4).kinds).toEqual(['data', 'retransmission'])
    expect(trace.totals.client).toMatchObject({
      bytes: 200,
      retransmittedSegments: 1,
      retransmittedBytes: 50,
    })
  })

  it('the same identification and fields: a copy, not a retransmission', () => {
    const talk = new Talk().open().data('client', 11, 100, { id: 77, tsVal: 5 })
    const trace = only(talk.data('client', 11.1, 100, { id: 77, seq: 1, tsVal: 5 }))
    expect(at(trace, 4).kinds).toEqual(['data', 'copy'])
    expect(trace.totals.client).toMatchObject({ bytes: 100, retransmittedSegments: 0 })
  })

  it.each([
    ['another timestamp', { id: 77, tsVal: 6 }],
    ['another window', { id: 77, tsVal: 5, window: 400 }],
    ['another identification', { id: 78, tsVal: 5 }],
    ['no identification', { id: 0, tsVal: 5 }],
  ])('%s: a retransmission', (_, change) => {
    const first = change.id === 0 ? 0 : 77
    const talk = new Talk().open().data('client', 11, 100, { id: first, tsVal: 5 })
    expect(at(only(talk.data('client', 250, 100, { seq: 1, ...change })), 4).kinds).toContain(
      'retransmission',
    )
  })

  const hole = (
    id: number | undefined,
    tsVal: number | undefined,
    ms: number,
    v6 = false,
  ): readonly string[] => {
    const talk = new Talk(undefined, v6).open()
    talk.data('client', 11, 100, { id: 50, ...(tsVal === undefined ? {} : { tsVal: 10 }) })
    talk.data('client', 12, 100, { id: 52, seq: 201, ...(tsVal === undefined ? {} : { tsVal: 12 }) })
    talk.data('client', ms, 100, {
      seq: 101,
      ...(id === undefined ? {} : { id }),
      ...(tsVal === undefined ? {} : { tsVal }),
    })
    const segment = at(only(talk), 5)
    return [...segment.kinds, ...(segment.likely === true ? ['likely'] : [])]
  }

  it('a gap filled by a newer packet: its original was lost before the capture', () => {
    expect(hole(53, undefined, 12.1)).toEqual(['data', 'retransmission'])
  })
  it('a gap filled by an older packet: it was overtaken, however late', () => {
    expect(hole(51, undefined, 900)).toEqual(['data', 'out-of-order'])
  })
  it('without identification the timestamp decides', () => {
    expect(hole(undefined, 13, 12.1, true)).toEqual(['data', 'retransmission'])
    expect(hole(undefined, 11, 900, true)).toEqual(['data', 'out-of-order'])
  })
  it('with neither, the age of the gap against the round trip: likely, not certain', () => {
    expect(hole(undefined, undefined, 13, true)).toEqual(['data', 'out-of-order', 'likely'])
    expect(hole(undefined, undefined, 30, true)).toEqual(['data', 'retransmission', 'likely'])
    expect(hole(undefined, 12, 13, true)).toEqual(['data', 'out-of-order', 'likely'])
  })

  it('identifications that jump about are not believed', () => {
    const talk = new Talk().open()
    const ids = [40_000, 300, 61_000, 9_000, 33_000, 5_000]
    for (const [i, id] of ids.entries()) talk.data('client', 11 + i, 100, { id, seq: 1 + 100 * i })
    talk.data('client', 18, 100, { id: 60_000, seq: 701 }).data('client', 18.1, 100, { id: 200, seq: 601 })
    expect(at(only(talk), 10)).toMatchObject({ kinds: ['data', 'out-of-order'], likely: true })
  })

  it('a lost segment is counted and moves nobody but its sender', () => {
    const trace = only(new Talk().open().fin('client', 20, { lost: 'queue' }).fin('client', 220, { seq: 1 }))
    expect(states(trace).slice(3)).toEqual(['FIN-WAIT-1 ESTABLISHED', 'FIN-WAIT-1 CLOSE-WAIT'])
    expect(at(trace, 3)).toMatchObject({ fate: 'lost', why: 'queue' })
    expect(at(trace, 4).kinds).toEqual(['fin', 'retransmission'])
  })
})

describe('acknowledgements and windows', () => {
  it('duplicate ACKs only while data is outstanding and nothing else changed', () => {
    const trace = only(
      new Talk()
        .open()
        .data('client', 11, 100, { lost: 'loss' })
        .data('client', 12, 100)
        .ack('server', 13, { ack: 1, sack: [[101, 201]] })
        .ack('server', 14, { ack: 1, window: 400, sack: [[101, 301]] })
        .ack('server', 15, { ack: 1, window: 300 })
        .data('client', 16, 100, { seq: 1 })
        .ack('server', 17, { ack: 201, window: 300 })
        .ack('server', 18, { ack: 201, window: 300 }),
    )
    const kinds = trace.segments.map((s) => s.kinds.join(' '))
    expect(kinds.slice(5)).toEqual([
      'ack duplicate-ack',
      'ack duplicate-ack',
      'ack window-update',
      'data retransmission',
      'ack',
      'ack',
    ])
    expect(at(trace, 5).options.sack).toEqual([{ left: 101, right: 201 }])
  })

  it('a window that closes, is probed, and opens', () => {
    const trace = only(
      new Talk()
        .open()
        .data('client', 11, 100)
        .ack('server', 12, { window: 0 })
        .ack('client', 250, { seq: 100 })
        .ack('server', 251, { window: 0 })
        .data('client', 700, 'x')
        .ack('server', 701, { window: 0, ack: 101 })
        .data('client', 1_600, 'x', { seq: 101 })
        .ack('server', 1_601, { window: 0, ack: 101 })
        .ack('server', 1_700, { ack: 101 })
        .data('client', 1_701, 50, { seq: 101 }),
    )
    expect(trace.segments.slice(4).map((s) => s.kinds.join(' '))).toEqual([
      'ack zero-window',
      'zero-window-probe',
      'ack zero-window',
      'data zero-window-probe',
      'ack zero-window',
      'data zero-window-probe',
      'ack zero-window',
      'ack window-update',
      'data',
    ])
    expect(trace.totals.client).toMatchObject({ bytes: 150, retransmittedSegments: 0, retransmittedBytes: 0 })
    expect(trace.totals.server.zeroWindows).toBe(4)
  })

  it('keep-alive and its answer, with and without the byte', () => {
    const trace = only(
      new Talk()
        .open()
        .data('client', 11, 100)
        .ack('server', 12)
        .ack('client', 60_000, { seq: 100 })
        .ack('server', 60_001)
        .data('client', 120_000, 1, { seq: 100 })
        .ack('server', 120_001),
    )
    expect(trace.segments.slice(5).map((s) => s.kinds.join(' '))).toEqual([
      'keep-alive',
      'ack keep-alive-ack',
      'data keep-alive',
      'ack keep-alive-ack',
    ])
    expect(trace.totals.client).toMatchObject({ bytes: 100, retransmittedSegments: 0 })
  })
})

describe('a simulated path', () => {
  it('a segment moves its receiver when it arrives, after what was sent meanwhile', () => {
    const trace = only(
      new Talk()
        .add('client', 0, { flags: SYN, arrival: 40 })
        .add('server', 40, { flags: SYN | ACK, arrival: 80 })
        .add('client', 80, { arrival: 120 })
        .fin('client', 130, { arrival: 170 })
        .fin('server', 140, { ack: 1, arrival: 180 })
        .ack('server', 170, { arrival: 210 })
        .ack('client', 180, { arrival: 220 }),
    )
    expect(states(trace)).toEqual([
      'SYN-SENT SYN-RECEIVED',
      'ESTABLISHED SYN-RECEIVED',
      'ESTABLISHED ESTABLISHED',
      'FIN-WAIT-1 CLOSING',
      'CLOSING CLOSING',
      'TIME-WAIT CLOSING',
      'TIME-WAIT TIME-WAIT',
    ])
    expect(trace.stateChanges.map((c) => `${c.time / 1e6} ${c.side} ${c.to} ${c.segment}`)).toEqual([
      '0 client SYN-SENT 0',
      '40 server SYN-RECEIVED 0',
      '80 client ESTABLISHED 1',
      '120 server ESTABLISHED 2',
      '130 client FIN-WAIT-1 3',
      '140 server FIN-WAIT-1 4',
      '170 server CLOSING 3',
      '180 client CLOSING 4',
      '210 client TIME-WAIT 5',
      '220 server TIME-WAIT 6',
    ])
    expect(trace.timeWait).toBe('both')
    expect(trace.handshake?.rtt).toBe(80_000_000)
  })

  it('packets told in order of their fate are put in order of sending, and keep their places', () => {
    const talk = new Talk()
      .add('client', 0, { flags: SYN, arrival: 40 })
      .add('server', 40, { flags: SYN | ACK, arrival: 80 })
    const trace = sure(traceConnections(talk.packets.toReversed())[0])
    expect(trace.segments.map((s) => [s.packet, s.from])).toEqual([
      [1, 'client'],
      [0, 'server'],
    ])
  })

  it('a packet whose fate is not known yet has not arrived; a copy that the network made is one, also in IPv6', () => {
    const talk = new Talk(undefined, true)
      .add('client', 0, { flags: SYN, arrival: 40 })
      .add('client', 0, { flags: SYN, seq: 0, arrival: 41, duplicateOf: 0 })
      .add('server', 40, { flags: SYN | ACK })
    const trace = only(talk)
    expect(at(trace, 1).kinds).toEqual(['syn', 'copy'])
    expect(trace.finalState).toEqual({ client: 'SYN-SENT', server: 'SYN-RECEIVED' })
  })

  it('live: a packet under way has not arrived until time has come', () => {
    const tracker = new Tracker()
    const [syn] = new Talk().add('client', 0, { flags: SYN, arrival: 40 }).packets
    const segment = tracker.push(sure(syn))
    expect(segment?.state).toEqual({ client: 'SYN-SENT', server: 'LISTEN' })
    tracker.advance(39_999_999)
    expect(segment?.state.server).toBe('LISTEN')
    tracker.advance(40_000_000)
    expect(segment?.state.server).toBe('SYN-RECEIVED')
  })
})

describe('other packets', () => {
  it('are counted and listed with what a diagram needs', () => {
    const a = new IpAddress(Uint8Array.of(10, 0, 0, 1))
    const b = new IpAddress(Uint8Array.of(10, 0, 0, 2))
    const udp = buildPacket({
      source: a,
      destination: b,
      udp: { sourcePort: 5, destinationPort: 53 },
      payload: new Uint8Array(4),
    })
    const tracker = new Tracker()
    expect(tracker.push({ time: 0, bytes: udp })).toBeUndefined()
    expect(tracker.push({ time: 1, bytes: Uint8Array.of(1, 2, 3) })).toBeUndefined()
    const fragment = udp.slice()
    fragment[7] = 10
    tracker.push({ time: 2, bytes: fragment })
    expect(tracker.counts).toEqual({
      packets: 3,
      tcp: 0,
      udp: 1,
      icmp: 0,
      fragments: 1,
      other: 0,
      malformed: 1,
    })
    expect(tracker.others[0]).toMatchObject({
      packet: 0,
      protocol: 'udp',
      source: '10.0.0.1',
      destination: '10.0.0.2',
      sourcePort: 5,
      destinationPort: 53,
      length: 12,
    })
    expect(tracker.others[1]?.sourcePort).toBeUndefined()
  })

  it('a packet cut by a snap length keeps its length; one cut within its TCP header is malformed', () => {
    const talk = new Talk().open().data('client', 11, 1_000)
    const whole = sure(talk.packets[3]).bytes
    const tracker = new Tracker()
    expect(
      tracker.push({ time: 0, bytes: whole.subarray(0, 60), originalLength: whole.length }),
    ).toMatchObject({
      length: 1_000,
    })
    expect(tracker.connections[0]?.segments[0]?.payload.length).toBe(20)
    expect(tracker.push({ time: 0, bytes: whole.subarray(0, 30) })).toBeUndefined()
    expect(tracker.counts.malformed).toBe(1)
  })

  it('two connections of one capture are kept apart, IPv6 too', () => {
    const one = new Talk().open()
    const two = new Talk(undefined, true, 40_001).open()
    const mixed = one.packets.flatMap((packet, i) => [packet, sure(two.packets[i])])
    const all = traceConnections(mixed)
    expect(all.map((t) => [t.client.address, t.segments.length, t.finalState.server])).toEqual([
      ['10.0.0.1', 3, 'ESTABLISHED'],
      ['fd00::1', 3, 'ESTABLISHED'],
    ])
  })
})
