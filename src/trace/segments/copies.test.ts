import { describe, expect, it } from 'vitest'
import { ACK, FIN, RST, SYN } from '../../wire/index.ts'
import { type Said, sure, Talk } from '../testing/talk.ts'
import { type ConnectionTrace, explainConnection, traceConnections } from '../index.ts'

const traceOf = (talk: Talk): ConnectionTrace => sure(traceConnections(talk.packets)[0])
const SYNS: Said = { mss: 1_460, windowScale: 7, sackPermitted: true, window: 64_240 }

/** What is seen of one packet the second time: nothing else, or one hop further on. */
type Change = (bytes: Uint8Array) => void
const same: Change = () => undefined
const hopOn = (hops: number): Change => {
  return (bytes) => {
    const at = (bytes[0] ?? 0) >> 4 === 4 ? 8 : 7
    bytes[at] = (bytes[at] ?? 0) - hops
  }
}

/** A whole connection of which every packet is seen twice, the second time `later` milliseconds after. */
function mirrored(later: number, change: Change, more: Said, v6 = false): Talk {
  const talk = new Talk(undefined, v6)
  const both = (from: 'client' | 'server', ms: number, said: Said): void => {
    talk.add(from, ms, { ...more, ...said }).again(later, change)
  }
  both('client', 0, { flags: SYN, ...SYNS })
  both('server', 20, { flags: SYN | ACK, ...SYNS })
  both('client', 20.2, { window: 502 })
  both('client', 30, { payload: 300, window: 502 })
  both('server', 50, { window: 508 })
  both('server', 60, { payload: 1_460, window: 508 })
  both('server', 60.5, { payload: 1_000, window: 508 })
  both('client', 61, { window: 502 })
  both('client', 70, { flags: FIN | ACK, window: 502 })
  both('server', 90, { flags: FIN | ACK, window: 508 })
  both('client', 90.2, { window: 502 })
  return talk
}

const NO_ID: Said = { id: 0 }
const STAMPED: Said = { id: 0, tsVal: 7, tsEcr: 3 }

describe('a connection of which every packet is seen twice', () => {
  it.each([
    ['with identifications', 0.003, same, {}, false],
    ['with identifications, a second hop 40 ms away', 40, hopOn(1), {}, false],
    ['no identification (DF)', 0.003, same, NO_ID, false],
    ['no identification, timestamps', 0.003, same, STAMPED, false],
    ['no identification, a hop on', 0.1, hopOn(1), NO_ID, false],
    ['no identification, two hops on, 0.15 ms later', 0.15, hopOn(2), STAMPED, false],
    ['IPv6', 0.003, same, {}, true],
    ['IPv6, 90 µs later', 0.09, same, {}, true],
    ['IPv6, a hop on', 0.19, hopOn(1), {}, true],
  ] as const)('%s: 11 copies, nothing retransmitted, no duplicate ACKs', (_, later, change, more, v6) => {
    const talk = mirrored(later, change, more, v6)
    talk.packets.sort((a, b) => a.time - b.time)
    const trace = traceOf(talk)
    const { client, server } = trace.totals
    expect(client.copies + server.copies).toBe(11)
    expect([client.retransmittedSegments, server.retransmittedSegments]).toEqual([0, 0])
    expect([client.retransmittedBytes, server.retransmittedBytes]).toEqual([0, 0])
    expect([client.bytes, server.bytes]).toEqual([300, 2_460])
    expect(trace.segments.filter(({ kinds }) => kinds.includes('duplicate-ack'))).toEqual([])
    expect(trace.segments.filter(({ kinds }) => kinds.includes('copy'))).toHaveLength(11)
    expect(trace.handshake).toMatchObject({ rtt: 20_200_000 })
    expect(trace.handshake?.ambiguous).toBeUndefined()
    expect(trace.finalState).toEqual({ client: 'TIME-WAIT', server: 'CLOSED' })
    expect(explainConnection(trace, 'en')).toContain(
      '11 packets are copies of another (22 were seen in all), made by the network or the capture: not retransmitted by anyone.',
    )
    expect(explainConnection(trace, 'zh').join('')).toContain('在 22 个包中有 11 个是副本')
  })

  it('without the handshake, before any round trip was measured', () => {
    const whole = mirrored(0.003, same, NO_ID)
    const trace = sure(traceConnections(whole.packets.slice(6))[0])
    expect(trace.startedMidway).toBe(true)
    expect(trace.totals.client.copies + trace.totals.server.copies).toBe(8)
    expect(trace.totals.client.retransmittedSegments + trace.totals.server.retransmittedSegments).toBe(0)
  })

  it('a refusal, seen twice in IPv6', () => {
    const talk = new Talk({ client: 9, server: 0 }, true).add('client', 0, { flags: SYN }).again(0.003)
    talk.add('server', 1, { flags: RST | ACK, seq: 0 }).again(0.003)
    const kinds = traceOf(talk).segments.map((segment) => segment.kinds.join(' '))
    expect(kinds).toEqual(['syn', 'syn copy', 'rst', 'rst copy'])
    expect(traceOf(talk).reset).toEqual({ by: 'server', segment: 2 })
  })

  it('duplicate ACKs of a receiver without SACK stay what they are, each seen twice', () => {
    const talk = new Talk(undefined, true).open()
    for (const packet of talk.packets.splice(0))
      talk.packets.push(packet, { ...packet, time: packet.time + 3_000 })
    for (const ms of [20, 21, 22, 23]) {
      talk.data('client', ms, 100, { seq: 101 + 100 * (ms - 20) }).again(0.003)
      talk.ack('server', ms + 0.1, { ack: 1 }).again(0.003)
    }
    const acks = traceOf(talk).segments.filter(
      ({ from, kinds }) => from === 'server' && !kinds.includes('syn-ack'),
    )
    expect(acks.map(({ kinds }) => kinds.join(' '))).toEqual([
      'ack window-update',
      'ack copy',
      'ack duplicate-ack',
      'ack copy',
      'ack duplicate-ack',
      'ack copy',
      'ack duplicate-ack',
      'ack copy',
    ])
  })
})

describe('what is no copy', () => {
  const kindsOfLast = (talk: Talk): string => sure(traceOf(talk).segments.at(-1)).kinds.join(' ')
  const opened = (v6 = true): Talk => new Talk(undefined, v6).open()

  it('the timer, a probe, and what duplicate ACKs asked for', () => {
    expect(kindsOfLast(opened().data('client', 20, 100).data('client', 230, 100, { seq: 1 }))).toBe(
      'data retransmission',
    )
    const asked = opened().data('client', 20, 100).data('client', 20.1, 100).data('client', 20.2, 100)
    asked.ack('server', 30, { ack: 1, sack: [[101, 201]] }).data('client', 30.1, 100, { seq: 1 })
    expect(kindsOfLast(asked)).toBe('data retransmission')
  })

  it('in a data centre: retransmitted after a fifth of a millisecond because SACK asked for it', () => {
    const talk = opened()
    const start = new Talk(undefined, true).open(0, 0.1)
    talk.packets.splice(0, talk.packets.length, ...start.packets)
    talk.data('client', 1, 100, { tsVal: 5 }).data('client', 1.001, 100, { tsVal: 5 })
    talk.ack('server', 1.1, { ack: 1, sack: [[101, 201]] }).data('client', 1.2, 100, { seq: 1, tsVal: 5 })
    expect(kindsOfLast(talk)).toBe('data retransmission')
  })

  it('a SYN after a second, another window, another timestamp', () => {
    const syn = new Talk(undefined, true)
      .add('client', 0, { flags: SYN })
      .add('client', 1_000, { flags: SYN, seq: 0 })
    expect(kindsOfLast(syn)).toBe('syn retransmission')
    const changed = (more: Said): string =>
      kindsOfLast(
        opened()
          .data('client', 20, 100, { tsVal: 9 })
          .data('client', 20.003, 100, { seq: 1, tsVal: 9, ...more }),
      )
    expect(changed({})).toBe('data copy')
    expect(changed({ window: 400 })).toBe('data retransmission')
    expect(changed({ tsVal: 10 })).toBe('data retransmission')
  })

  it('duplicate ACKs in one burst, without SACK', () => {
    const talk = opened()
    for (let i = 0; i < 4; i++) talk.data('client', 20 + i / 1_000, 100, { seq: 101 + 100 * i })
    talk.ack('server', 20.1, { ack: 1 })
    for (let i = 1; i < 4; i++) talk.ack('server', 20.1 + i / 1_000, { ack: 1 })
    const kinds = traceOf(talk)
      .segments.slice(-3)
      .map((segment) => segment.kinds.join(' '))
    expect(kinds).toEqual(Array.from({ length: 3 }, () => 'ack duplicate-ack'))
  })

  it('an identification that never changes tells nothing', () => {
    const talk = new Talk().open()
    for (let i = 0; i < 3; i++) talk.data('client', 20 + i, 100, { id: 7 })
    talk.data('client', 400, 100, { id: 7, seq: 201 })
    expect(kindsOfLast(talk)).toBe('data retransmission')
  })
})
