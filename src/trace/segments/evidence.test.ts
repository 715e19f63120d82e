import { describe, expect, it } from 'vitest'
import { ACK, SYN } from '../../wire/index.ts'
import { sure, Talk } from '../testing/talk.ts'
import {
  explainConnection,
  explainSegment,
  traceConnections,
  Tracker,
  type ConnectionTrace,
  type TracedSegment,
} from '../index.ts'

/** A handshake in which both allow SACK, or not. */
const opened = (sackPermitted = true): Talk =>
  new Talk()
    .add('client', 0, { flags: SYN, window: 64_240, sackPermitted })
    .add('server', 5, { flags: SYN | ACK, window: 64_240, sackPermitted })
    .add('client', 10, { window: 60_000 })

const traceOf = (talk: Talk): ConnectionTrace => sure(traceConnections(talk.packets)[0])
const last = (talk: Talk): TracedSegment => sure(traceOf(talk).segments.at(-1))
const told = (talk: Talk): string => {
  const trace = traceOf(talk)
  return explainSegment(trace, trace.segments.length - 1, 'en')
}

describe('why something was retransmitted', () => {
  it('fast: SACK said that something beyond it has come', () => {
    const talk = opened().data('client', 20, 100).data('client', 20.1, 100).data('client', 20.2, 100)
    talk.ack('server', 30, { ack: 1, sack: [[101, 301]] }).data('client', 30.5, 100, { seq: 1 })
    expect(last(talk)).toMatchObject({ cause: 'fast', likelyCause: false })
    expect(told(talk)).toBe(
      'The client retransmits bytes 1 to 100: the server reported later bytes and not these (SACK, fast retransmission)',
    )
  })

  it('fast: three duplicate ACKs without SACK, and the next hole of the same recovery', () => {
    const talk = opened(false)
    for (let i = 0; i < 6; i++) talk.data('client', 20 + i / 10, 100)
    talk.ack('server', 29, { ack: 1 })
    for (let i = 0; i < 3; i++) talk.ack('server', 30 + i / 10, { ack: 1 })
    talk.data('client', 30.4, 100, { seq: 1 })
    expect(last(talk)).toMatchObject({ cause: 'fast' })
    // RFC 6582 §3.2: a partial ACK shows the next hole.
    talk.ack('server', 40, { ack: 201 }).data('client', 40.1, 100, { seq: 201 })
    expect(last(talk)).toMatchObject({ cause: 'fast' })
  })

  it('probe: the last segment once more after a silence; after that the timer', () => {
    const talk = opened()
      .data('client', 20, 100)
      .data('client', 20.1, 100)
      .data('client', 240, 100, { seq: 101 })
    expect(last(talk)).toMatchObject({ cause: 'tlp' })
    expect(told(talk)).toContain('(tail loss probe, TLP)')
    talk.data('client', 480, 100, { seq: 1 })
    expect(last(talk)).toMatchObject({ cause: 'rto' })
    expect(told(talk)).toContain('(RTO)')
  })

  it('a single segment retransmitted after a silence is a probe only where SACK allows probes', () => {
    const single = (sackPermitted: boolean): TracedSegment =>
      last(opened(sackPermitted).data('client', 20, 100).data('client', 230, 100, { seq: 1 }))
    expect(single(true)).toMatchObject({ cause: 'tlp', likelyCause: true })
    expect(single(false)).toMatchObject({ cause: 'rto', likelyCause: false })
  })

  it('timeout: what follows it until all before it is acknowledged, SACK or not', () => {
    const talk = opened()
    for (let i = 0; i < 4; i++) talk.data('client', 20 + i / 10, 100)
    talk.data('client', 900, 100, { seq: 1 })
    talk.ack('server', 910, { ack: 101 }).data('client', 910.1, 100, { seq: 101 })
    expect(last(talk)).toMatchObject({ cause: 'rto' })
    expect(told(talk)).toBe(
      'The client retransmits bytes 101 to 200: part of what was not acknowledged when the retransmission timer expired (RTO)',
    )
    talk.ack('server', 920, { ack: 401 })
    talk
      .data('client', 930, 100, { seq: 401 })
      .data('client', 930.1, 100)
      .ack('server', 940, { ack: 401, sack: [[501, 601]] })
    talk.data('client', 940.1, 100, { seq: 401 })
    expect(last(talk)).toMatchObject({ cause: 'fast' })
  })

  it('an ACK that is still on its way is no evidence', () => {
    const talk = opened().data('client', 20, 100, { arrival: 25 }).data('client', 20.1, 100, { arrival: 26 })
    talk.ack('server', 26, { ack: 1, sack: [[101, 201]], arrival: 5_000 })
    talk.data('client', 1_200, 100, { seq: 1, arrival: 1_205 })
    expect(last(talk)).toMatchObject({ cause: 'rto' })
  })

  it('a SYN has nothing to go by but the timer', () => {
    const talk = new Talk().add('client', 0, { flags: SYN }).add('client', 1_000, { flags: SYN, seq: 0 })
    expect(last(talk)).toMatchObject({ cause: 'rto', likelyCause: false })
  })

  it('the summary counts them', () => {
    const talk = opened().data('client', 20, 100).data('client', 20.1, 100)
    talk.ack('server', 30, { ack: 1, sack: [[101, 201]] }).data('client', 30.5, 100, { seq: 1 })
    talk.ack('server', 35, { ack: 201 }).data('client', 40, 50).data('client', 260, 50, { seq: 201 })
    expect(explainConnection(traceOf(talk), 'en')).toContain(
      'Retransmissions by cause: 1 by fast retransmission and 1 as a tail loss probe (1 of them is likely, not certain).',
    )
    expect(explainConnection(traceOf(talk), 'zh')).toContain(
      '重传的原因：快速重传 1 个和尾部丢包探测 1 个（其中 1 个是推测）。',
    )
  })
})

describe('whether it was needed', () => {
  it('a D-SACK says that it was not; one tells of one retransmission', () => {
    const talk = opened().data('client', 20, 100)
    talk.data('client', 400, 100, { seq: 1 }).data('client', 800, 100, { seq: 1 })
    talk.ack('server', 810, { ack: 101, sack: [[1, 101]] })
    const { segments } = traceOf(talk)
    expect(segments.map((segment) => segment.spurious === true)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      false,
    ])
    talk.ack('server', 811, { ack: 101, sack: [[1, 101]] })
    expect(traceOf(talk).segments.filter(({ spurious }) => spurious === true)).toHaveLength(2)
    expect(explainSegment(traceOf(talk), 5, 'en')).toMatch(
      /; a spurious retransmission: the server had them already$/,
    )
  })

  it('an ACK that echoes the time of the original says so too (Eifel)', () => {
    const retransmitted = (tsEcr: number): boolean => {
      const talk = opened()
        .data('client', 20, 100, { tsVal: 20 })
        .data('client', 400, 100, { seq: 1, tsVal: 400 })
      talk.ack('server', 401, { tsVal: 9, tsEcr })
      return sure(traceOf(talk).segments[4]).spurious === true
    }
    expect(retransmitted(20)).toBe(true)
    expect(retransmitted(400)).toBe(false)
  })
})

describe('TIME-WAIT', () => {
  const closed = (): Talk => opened().fin('client', 20).fin('server', 30).ack('client', 40)

  it('ends by time, when the time is told', () => {
    const tracker = new Tracker()
    for (const packet of closed().packets) tracker.push(packet)
    const trace = sure(tracker.connections[0])
    tracker.advance(59_000_000_000)
    expect(trace.finalState.client).toBe('TIME-WAIT')
    tracker.advance(70_000_000_000)
    expect(trace.finalState).toEqual({ client: 'CLOSED', server: 'CLOSED' })
    expect(trace.stateChanges.at(-1)).toMatchObject({ from: 'TIME-WAIT', to: 'CLOSED', byTime: true })
    expect(trace.timeWait).toBe('client')
  })

  it('is not over because the capture is', () => {
    expect(traceOf(closed()).finalState.client).toBe('TIME-WAIT')
  })

  it('is over for a later packet of another connection', () => {
    const talk = closed()
    const later = new Talk({ client: 7, server: 8 }, false, 41_000).add('client', 90_000, { flags: SYN })
    const [first] = traceConnections([...talk.packets, ...later.packets])
    expect(first?.finalState.client).toBe('CLOSED')
  })
})
