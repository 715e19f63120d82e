import { describe, expect, it } from 'vitest'
import { ColumnStore, layoutRows, layoutSequence, renderText } from '../diagram/index.ts'
import { ACK, buildPacket, FIN, IpAddress, PSH, RST, SYN } from '../wire/index.ts'
import { bytesOf, enhanced, iface, option, section } from './testing/capture-file.ts'
import { cost, growth, LINEAR } from '../../test/support/growth.ts'
import { type CapturedPacket, readCapture } from '../capture/index.ts'
import { explainConnection, explainSegment, traceConnections } from './index.ts'

/**
 * What a file can choose must not cost more than it is long: eight times the hostile input takes about eight times
 * as long, never 64 times.
 */
const A = new IpAddress(Uint8Array.of(10, 0, 0, 1))
const B = new IpAddress(Uint8Array.of(10, 0, 0, 2))
const MS = 1_000_000

interface Said {
  readonly flags?: number
  readonly seq: number
  readonly ack?: number
  readonly length?: number
  readonly port?: number
  readonly id?: number
}

function packet(time: number, fromClient: boolean, said: Said): CapturedPacket {
  const { flags = ACK, seq, ack = 1, length = 0, port = 40_000, id = 0 } = said
  return {
    time,
    bytes: buildPacket({
      source: fromClient ? A : B,
      destination: fromClient ? B : A,
      identification: id,
      tcp: {
        sourcePort: fromClient ? port : 80,
        destinationPort: fromClient ? 80 : port,
        flags,
        seq,
        ack: (flags & ACK) === 0 ? 0 : ack,
        window: 65_535,
      },
      payload: new Uint8Array(length),
    }),
  }
}

const opened = (): CapturedPacket[] => [
  packet(0, true, { flags: SYN, seq: 0 }),
  packet(5 * MS, false, { flags: SYN | ACK, seq: 0 }),
  packet(10 * MS, true, { seq: 1 }),
]
const many = (count: number, each: (i: number) => CapturedPacket): CapturedPacket[] => [
  ...opened(),
  ...Array.from({ length: count }, (_, i) => each(i)),
]
const at = (i: number): number => 20 * MS + i * 10_000

/** Everything that is asked of a capture: connections, sentences, rows. */
function readAll(packets: readonly CapturedPacket[]): void {
  for (const trace of traceConnections(packets)) {
    explainConnection(trace, 'en')
    for (let i = 0; i < trace.segments.length; i++) explainSegment(trace, i, 'en')
    layoutRows(new ColumnStore(trace).update())
  }
}

const shapes: readonly (readonly [string, number, (size: number) => CapturedPacket[]])[] = [
  [
    'holes of one byte from the top down',
    20_000,
    (n) =>
      many(n, (i) => packet(at(i), true, { flags: PSH | ACK, seq: 2 * (n - i), length: 1, id: i & 0xffff })),
  ],
  [
    'the same without identifications',
    20_000,
    (n) => many(n, (i) => packet(at(i), true, { flags: PSH | ACK, seq: 2 * (n - i), length: 1 })),
  ],
  [
    'everything sent twice',
    20_000,
    (n) =>
      many(2 * n, (i) =>
        packet(at(i), true, { flags: PSH | ACK, seq: 1 + 10 * (i % n), length: 10, id: i & 0xffff }),
      ),
  ],
  [
    'everything sent twice, and each acknowledged by D-SACK or not at all',
    20_000,
    (n) =>
      many(2 * n, (i) =>
        i < n
          ? packet(at(i), true, { flags: PSH | ACK, seq: 1 + i, length: 1, id: i & 0xffff })
          : packet(at(i), i % 2 === 0, {
              flags: i % 2 === 0 ? PSH | ACK : ACK,
              seq: i % 2 === 0 ? 1 + i - n : 1,
              length: i % 2 === 0 ? 1 : 0,
              ack: i % 2 === 0 ? 1 : 1 + i - n,
              id: i & 0xffff,
            }),
      ),
  ],
  [
    'tiny segments in order',
    60_000,
    (n) => many(n, (i) => packet(at(i), true, { flags: PSH | ACK, seq: 1 + i, length: 1, id: i & 0xffff })),
  ],
  [
    'ACKs of what was never seen, one byte in two',
    20_000,
    (n) =>
      many(2 * n, (i) =>
        i < n
          ? packet(at(i), true, { flags: PSH | ACK, seq: 1 + 2 * i, length: 1, id: i & 0xffff })
          : packet(at(i), false, { seq: 1, ack: 2 * (i - n) }),
      ),
  ],
  [
    'duplicate ACKs',
    30_000,
    (n) => [
      ...many(1, (i) => packet(at(i), true, { seq: 101, length: 100 })),
      ...Array.from({ length: n }, (_, i) => packet(at(i + 1), false, { seq: 1, ack: 1 })),
    ],
  ],
  [
    'SYN and RST, again and again',
    20_000,
    (n) =>
      Array.from({ length: n }, (_, i) =>
        i % 2 === 0
          ? packet(at(i), true, { flags: SYN, seq: 0 })
          : packet(at(i), false, { flags: RST | ACK, seq: 0 }),
      ),
  ],
  [
    'SYN and SYN-ACK, again and again',
    20_000,
    (n) =>
      Array.from({ length: n }, (_, i) =>
        packet(at(i), i % 2 === 0, { flags: i % 2 === 0 ? SYN : SYN | ACK, seq: 0 }),
      ),
  ],
  [
    'FINs, again and again',
    20_000,
    (n) => many(n, (i) => packet(at(i), i % 2 === 0, { flags: FIN | ACK, seq: 1, ack: 1 + (i % 3) })),
  ],
  [
    'RSTs after the end',
    20_000,
    (n) => many(n, (i) => packet(at(i), i % 3 === 0, { flags: i % 3 === 0 ? ACK : RST, seq: 1 })),
  ],
  [
    'one connection for every packet',
    8_000,
    (n) =>
      Array.from({ length: n }, (_, i) =>
        packet(at(i), true, { flags: SYN, seq: i, port: 1_024 + (i % 60_000) }),
      ),
  ],
]

describe('a capture eight times as long', () => {
  it.each(shapes)('%s', (_, size, make) => {
    const exponent = growth(2 * size, (count) => {
      const packets = make(count)
      return () => readAll(packets)
    })
    expect(exponent).toBeLessThan(LINEAR)
  })

  it.each([
    ['of text', 0x41],
    ['of invalid UTF-8', 0xff],
    ['of half characters', 0xe4],
  ])('comments %s', (_, fill) => {
    const ip = packet(0, true, { flags: SYN, seq: 0 }).bytes
    const block = enhanced(true, 0, 0, 0, ip, option(true, 1, new Uint8Array(30_000).fill(fill)))
    const exponent = growth(300, (count) => {
      const head = bytesOf(section(true), iface(true, 101))
      const file = new Uint8Array(head.length + count * block.length)
      file.set(head)
      for (let i = 0; i < count; i++) file.set(block, head.length + i * block.length)
      return () => void readCapture(file)
    })
    expect(exponent).toBeLessThan(LINEAR)
  })

  it('packets that all arrive at the end', () => {
    const exponent = growth(20_000, (count) => {
      const packets = many(count, (i) =>
        Object.assign(packet(at(i), i % 2 === 0, { flags: PSH | ACK, seq: 1 + i, length: 1 }), {
          arrival: 1e12 - i,
        }),
      )
      return () => readAll(packets)
    })
    expect(exponent).toBeLessThan(LINEAR)
  })

  it('states that change with every packet, drawn as text', () => {
    const exponent = growth(1_600, (count) => {
      const [trace] = traceConnections(
        Array.from({ length: count }, (_, i) =>
          i % 2 === 0
            ? packet(at(i), true, { flags: SYN, seq: 0 })
            : packet(at(i), true, { flags: RST, seq: 1 }),
        ),
      )
      return () => {
        if (trace !== undefined) renderText(layoutSequence(trace), { sentences: true })
      }
    })
    expect(exponent).toBeLessThan(LINEAR)
  })
})

it('a sentence costs the same wherever its segment stands', () => {
  const [trace] = traceConnections(
    many(200_000, (i) =>
      packet(at(i), i % 10 !== 0, {
        flags: i % 10 === 0 ? ACK : PSH | ACK,
        seq: i % 10 === 0 ? 1 : 1 + (i % 50_000),
        length: i % 10 === 0 ? 0 : 1,
        id: i & 0xffff,
      }),
    ),
  )
  if (trace === undefined) throw new Error('no connection')
  const count = trace.segments.length
  const one = (from: number): number =>
    cost(() => {
      for (let i = from; i < from + 20_000; i++) explainSegment(trace, i, 'en')
    })
  // One that looked from the front at every segment before it would take nineteen times as long.
  const tries = [0, 1, 2].map(() => ({ first: one(0), last: one(count - 20_000) }))
  const least = (which: 'first' | 'last'): number => Math.min(...tries.map((each) => each[which]))
  expect(least('last')).toBeLessThan(5 * least('first'))
})

it('a million tiny segments, and 300,000 connections, are read', () => {
  const million = many(1_000_000, (i) =>
    packet(at(i), true, { flags: PSH | ACK, seq: 1 + i, length: 1, id: i & 0xffff }),
  )
  expect(traceConnections(million)[0]?.totals.client.bytes).toBe(1_000_000)
  const start = packet(0, true, { flags: SYN, seq: 0 }).bytes
  const connections = Array.from({ length: 300_000 }, (_, i) => {
    const bytes = start.slice()
    // Another source address and port for each: the checksum is not looked at.
    bytes[13] = i & 0xff
    bytes[14] = (i >> 8) & 0xff
    bytes[20] = 0x80 | (i >> 16)
    return { time: i * 1_000, bytes }
  })
  expect(traceConnections(connections)).toHaveLength(300_000)
})
