import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import { NEVER } from '../base/index.ts'
import { TcpSegment } from '../wire/index.ts'
import { TcpConnection } from './connection.ts'
import { checkInvariants } from './testing/invariants.ts'
import { options, pattern } from './testing/pair.ts'

/** Offsets around what the connection expects: exactly there, near, at the window's edge, far away. */
const offset = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 100, 1460, 65_535, 65_536, -65_536),
  fc.integer({ min: -5_000, max: 70_000 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
)
const segment = fc.record({
  seq: offset,
  ack: offset,
  flags: fc.oneof(fc.integer({ min: 0, max: 0x1ff }), fc.constantFrom(0x10, 0x12, 0x02, 0x11, 0x18, 0x04)),
  window: fc.constantFrom(0, 1, 100, 1460, 65_535),
  urgentPointer: fc.integer({ min: 0, max: 65_535 }),
  length: fc.constantFrom(0, 0, 1, 100, 1460),
  mss: fc.constantFrom(-1, 0, 1, 536, 1460, 65_535),
  windowScale: fc.constantFrom(-1, 0, 7, 14, 255),
  sackPermitted: fc.boolean(),
  sack: fc.array(fc.tuple(offset, offset), { maxLength: 4 }),
  timestamp: fc.option(fc.tuple(offset, offset)),
})
const step = fc.oneof(
  { weight: 8, arbitrary: segment.map((s) => ({ kind: 'segment' as const, s })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...(['send', 'read', 'close', 'deadline', 'urgent', 'release', 'shutdown'] as const))
      .map((kind) => ({ kind })),
  },
  { weight: 1, arbitrary: fc.constantFrom(...(['abort', 'mtu', 'icmp'] as const)).map((kind) => ({ kind })) },
)

describe('arbitrary segments and calls in any state', () => {
  it('never throw and never break an invariant', () => {
    const body = pattern(1460)
    fc.assert(
      fc.property(
        fc.constantFrom('open', 'listen', 'connected'),
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.record({
          sack: fc.boolean(),
          timestamps: fc.boolean(),
          receiveBuffer: fc.constantFrom(100, 5_000, 131_072),
        }),
        fc.array(step, { maxLength: 60, size: 'max' }),
        (opening, iss, more, steps) => {
          const c = new TcpConnection(options(1, 2, iss, more))
          let now = 1_000_000_000
          if (opening === 'open') c.open(now)
          else c.listen()
          const drain = (): void => {
            for (let i = 0; c.pollTransmit(now) !== undefined; i++)
              if (i > 500) throw new Error('sends for ever')
            for (let i = 0; c.pollEvent() !== undefined; i++) if (i > 500) throw new Error('reports for ever')
          }
          drain()
          const arrive = (s: Parameters<typeof toSegment>[1]): void => c.receive(toSegment(c, s, body), now)
          if (opening === 'connected') {
            arrive({
              seq: 0,
              flags: 2,
              window: 1000,
              mss: 1460,
              windowScale: 7,
              sackPermitted: true,
              timestamp: [0, 0],
            })
            drain()
            arrive({ seq: 0, flags: 0x10, window: 1000, timestamp: [0, 0] })
          }
          for (const one of steps) {
            now += 1_000_000
            drain()
            switch (one.kind) {
              case 'segment':
                arrive(one.s)
                break
              case 'deadline': {
                const next = c.nextDeadline()
                if (next !== NEVER) now = Math.max(now, next)
                c.onDeadline(now)
                break
              }
              case 'send':
              case 'urgent':
                if (c.state !== 'CLOSED' && c.writableLength > 0)
                  c.send(body, now, { urgent: one.kind === 'urgent' })
                break
              case 'read':
                c.read(new Uint8Array(700), now)
                break
              case 'mtu':
                c.icmpError('packet-too-big', now, 600)
                break
              case 'icmp':
                c.icmpError('unreachable-host', now)
                break
              case 'shutdown':
                c.shutdownReceive(now)
                break
              default:
                c[one.kind](now)
            }
            drain()
            checkInvariants(c)
            c.info(now)
          }
        },
      ),
      { numRuns: 3_000 },
    )
  })
})

function toSegment(
  c: TcpConnection,
  s: {
    seq: number
    ack?: number
    flags: number
    window: number
    urgentPointer?: number
    length?: number
    mss?: number
    windowScale?: number
    sackPermitted?: boolean
    sack?: [number, number][]
    timestamp?: [number, number] | null
  },
  body: Uint8Array,
): TcpSegment {
  const { iss, irs, snd, rcv } = c.snapshot()
  const out = new TcpSegment()
  out.sourcePort = 2
  out.destinationPort = 1
  out.seq = (irs + rcv.nxt + s.seq) >>> 0
  out.ack = (iss + snd.nxt + (s.ack ?? 0)) >>> 0
  out.flags = s.flags
  out.window = s.window
  out.urgentPointer = s.urgentPointer ?? 0
  out.mss = s.mss ?? -1
  out.windowScale = s.windowScale ?? -1
  out.sackPermitted = s.sackPermitted ?? false
  for (const [left, right] of s.sack ?? []) {
    out.sackLeft[out.sackCount] = iss + snd.una + left
    out.sackRight[out.sackCount] = iss + snd.una + right
    out.sackCount++
  }
  if (s.timestamp != null) {
    out.hasTimestamps = true
    out.tsVal = (5_000 + s.timestamp[0]) >>> 0
    out.tsEcr = s.timestamp[1] >>> 0
  }
  out.payload = body
  out.payloadLength = s.length ?? 0
  return out
}
