import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AssertionError } from '../base/index.ts'
import {
  ACK,
  buildPacket,
  describePacket,
  type IcmpDescription,
  IpAddress,
  IpHeader,
  type PacketDescription,
  PacketBuffer,
  PacketPool,
  parseIpAddress,
  parsePacket,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  PSH,
  readIp,
  SYN,
  verifyTransportChecksum,
  writeIpHeader,
} from './index.ts'

const at = (text: string): IpAddress => parseIpAddress(text) as IpAddress
const u16 = fc.nat(0xffff)
const u32 = fc.nat(0xffff_ffff)
const payload = fc.uint8Array({ maxLength: 300, size: 'max' })

const addresses = fc
  .constantFrom(4, 16)
  .chain((length) =>
    fc.tuple(
      fc.uint8Array({ minLength: length, maxLength: length }),
      fc.uint8Array({ minLength: length, maxLength: length }),
    ),
  )
  .map(([source, destination]) => ({
    source: new IpAddress(source),
    destination: new IpAddress(destination),
  }))

const ports = { sourcePort: u16, destinationPort: u16 }
const icmp: fc.Arbitrary<IcmpDescription> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('echo-request' as const, 'echo-reply' as const),
    identifier: u16,
    sequence: u16,
    body: payload,
  }),
  fc.record({
    kind: fc.constant('unreachable' as const),
    reason: fc.constantFrom(
      'net' as const,
      'host' as const,
      'protocol' as const,
      'port' as const,
      'prohibited' as const,
    ),
    body: payload,
  }),
  fc.record({ kind: fc.constant('packet-too-big' as const), mtu: u16, body: payload }),
  fc.record({ kind: fc.constant('time-exceeded' as const), body: payload }),
)
const content = fc.oneof(
  fc.record({
    tcp: fc.record({ ...ports, seq: u32, ack: u32, flags: fc.nat(0x1ff), window: u16, mss: u16 }),
    payload,
  }),
  fc.record({ udp: fc.record(ports), payload }),
  fc.record({ icmp }),
)
const ipFields = fc.record({ hopLimit: fc.nat(255), trafficClass: fc.nat(255) })
const descriptions: fc.Arbitrary<PacketDescription> = fc
  .tuple(addresses, ipFields, content)
  .map(([ends, ip, inside]) => ({ ...ends, ...ip, ...inside }))

describe('buildPacket and parsePacket', () => {
  test('what is built is read back, with right checksums and nothing wrong', () => {
    fc.assert(
      fc.property(descriptions, (description) => {
        const bytes = buildPacket(description)
        const packet = parsePacket(bytes)
        expect(packet.problems).toEqual([])
        expect(packet.checksums).toEqual({ ip: true, transport: true })
        expect(packet.source?.key).toBe(description.source.key)
        expect(packet.destination?.key).toBe(description.destination.key)
        expect(packet.ip).toMatchObject({
          hopLimit: description.hopLimit,
          trafficClass: description.trafficClass,
          totalLength: bytes.length,
        })
        expect(packet.tcp ?? {}).toMatchObject(description.tcp ?? {})
        expect(packet.udp ?? {}).toMatchObject(description.udp ?? {})
        expect(packet.icmp ?? {}).toMatchObject(description.icmp ?? {})
        const carried = packet.tcp ?? packet.udp
        const end = bytes.length
        expect(carried === undefined ? description.payload : bytes.slice(carried.payloadOffset, end)).toEqual(
          description.payload,
        )
      }),
      { numRuns: 400 },
    )
  })

  test('a bit turned over anywhere behind the IP header is seen by the checksum', () => {
    fc.assert(
      fc.property(descriptions, fc.nat(), fc.nat(7), (description, place, bit) => {
        const bytes = buildPacket(description)
        const start = description.source.version === 4 ? 20 : 40
        const target = start + (place % (bytes.length - start))
        // A UDP checksum turned into 0 says "none", and its length says what it covers: both are tested by name.
        fc.pre(description.udp === undefined || target >= start + 8)
        bytes[target] = (bytes.at(target) ?? 0) ^ (1 << bit)
        const { checksums, problems } = parsePacket(bytes)
        expect(checksums.transport === false || problems.length > 0).toBe(true)
      }),
    )
  })

  test('cut at every length: said, never thrown, and the offset lies inside', () => {
    for (const [source, destination] of [
      ['10.0.0.1', '10.0.0.2'],
      ['2001:db8::1', '2001:db8::2'],
    ] as const) {
      const ends = { source: at(source), destination: at(destination) }
      const tcp = { sourcePort: 1, destinationPort: 2, flags: ACK, hasTimestamps: true, sackCount: 2 }
      const whole = buildPacket({ ...ends, tcp, payload: new Uint8Array(9) })
      for (let length = 0; length < whole.length; length++) {
        const packet = parsePacket(whole.subarray(0, length))
        expect(packet.problems.length).toBeGreaterThan(0)
        expect(packet.checksums.transport).toBeUndefined()
        for (const { offset } of packet.problems) expect(offset >= 0 && offset <= length).toBe(true)
        const header = ends.source.version === 4 ? 20 : 40
        expect(packet.tcp?.destinationPort).toBe(length >= header + 20 ? 2 : undefined)
      }
    }
  })

  test('any bytes, and good packets with bytes changed: no throw, every offset inside', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 120, size: 'max' }),
      fc
        .tuple(
          fc.constantFrom(0x45, 0x46, 0x4f, 0x60),
          fc.uint8Array({ minLength: 40, maxLength: 160, size: 'max' }),
        )
        .map(([first, rest]) => Uint8Array.of(first, ...rest)),
      fc
        .tuple(descriptions, fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 4 }))
        .map(([from, changes]) => {
          const bytes = buildPacket(from)
          for (const [place, value] of changes) bytes[place % bytes.length] = value
          return bytes
        }),
    )
    fc.assert(
      fc.property(noise, (bytes) => {
        const packet = parsePacket(bytes)
        for (const { offset } of packet.problems) expect(offset >= 0 && offset <= bytes.length).toBe(true)
        const { ip, tcp, udp } = packet
        const isRead = packet.source !== undefined
        expect(!isRead || ip.payloadOffset + ip.payloadLength <= bytes.length).toBe(true)
        for (const part of [tcp, udp]) {
          expect(part === undefined || part.payloadOffset + part.payloadLength <= bytes.length).toBe(true)
        }
        expect(describePacket(packet)).not.toMatch(/undefined|NaN/)
      }),
      { numRuns: 4000 },
    )
  })

  test.each([
    [{ tcp: { sourcePort: 65_536 } }, 'sourcePort is an integer from 0 to 65535, not 65536'],
    [{ tcp: { seq: -1 } }, 'seq is an integer'],
    [{ udp: { sourcePort: 1.5, destinationPort: 1 } }, 'sourcePort is an integer'],
    [{ hopLimit: 256, tcp: {} }, 'hopLimit is an integer'],
    [{}, 'exactly one of'],
    [{ tcp: {}, udp: { sourcePort: 1, destinationPort: 1 } }, 'exactly one of'],
    [{ destination: at('::1'), tcp: {} }, 'differ in IP version'],
    [{ udp: { sourcePort: 1, destinationPort: 1 }, payload: new Uint8Array(65_508) }, 'over 65535'],
    [{ tcp: { sack: Array.from({ length: 5 }, () => [0, 1] as const) } }, 'at most 4 SACK blocks'],
  ])('%j is refused: %s', (fields, sentence) => {
    const ends = { source: at('10.0.0.1'), destination: at('10.0.0.2') }
    expect(() => buildPacket({ ...ends, ...fields })).toThrow(sentence)
  })

  test('the largest packets of both versions', () => {
    for (const [text, header] of [
      ['10.0.0.1', 20],
      ['::1', 0],
    ] as const) {
      const ends = { source: at(text), destination: at(text) }
      const body = new Uint8Array(65_535 - header - 8).fill(0xff)
      const bytes = buildPacket({ ...ends, udp: { sourcePort: 1, destinationPort: 2 }, payload: body })
      expect(parsePacket(bytes)).toMatchObject({ problems: [], checksums: { transport: true } })
    }
  })
})

describe('IPv6 extension headers', () => {
  const ends = { source: at('2001:db8::1'), destination: at('2001:db8::2') }
  const base = buildPacket({
    ...ends,
    udp: { sourcePort: 5, destinationPort: 6 },
    payload: Uint8Array.of(1, 2, 3),
  })

  /** Puts extension headers, each with its kind, before the payload. */
  function extended(...extensions: readonly (readonly [kind: number, ...bytes: number[]])[]): Uint8Array {
    const middle = extensions.flatMap(([, ...bytes], i) => {
      bytes[0] = extensions[i + 1]?.[0] ?? PROTOCOL_UDP
      return bytes
    })
    const bytes = Uint8Array.of(...base.subarray(0, 40), ...middle, ...base.subarray(40))
    bytes[6] = extensions[0]?.[0] ?? PROTOCOL_UDP
    bytes[5] = bytes.length - 40
    return bytes
  }

  const options = [0, 0, 1, 4, 0, 0, 0, 0]
  const authentication = [0, 4, ...Array.from({ length: 22 }, () => 0)]

  test('hop-by-hop, destination options, authentication and an atomic fragment are stepped over', () => {
    const packet = parsePacket(
      extended(
        [0, ...options],
        [60, ...options],
        [44, 0, 0, 0, 0, 1, 2, 3, 4],
        [51, ...authentication],
        [60, ...options],
      ),
    )
    expect(packet).toMatchObject({ problems: [], udp: { sourcePort: 5 }, checksums: { transport: true } })
    expect(packet.ip).toMatchObject({ headerLength: 40 + 8 + 8 + 8 + 24 + 8, identification: 0x01020304 })
  })

  test('while a routing header has segments left, the checksum is over the last stop', () => {
    const last = at('2001:db8::2').bytes
    const via = at('2001:db8::99').bytes
    for (const routing of [
      [43, 0, 2, 0, 1, 0, 0, 0, 0, ...last],
      [43, 0, 4, 4, 1, 0, 0, 0, 0, ...last, ...via],
    ] as const) {
      const bytes = extended([...routing] as [number, ...number[]])
      bytes.set(via, 24)
      expect(parsePacket(bytes).checksums.transport).toBe(true)
      bytes[40 + 3] = 0
      expect(parsePacket(bytes).checksums.transport).toBe(false)
    }
  })

  test('a first fragment shows its ports, a later one is bytes; neither has a checksum that could be told', () => {
    const first = parsePacket(extended([44, 0, 0, 0, 1, 0, 0, 0, 9]))
    expect(first.ip).toMatchObject({
      isFragment: true,
      moreFragments: true,
      fragmentOffset: 0,
      identification: 9,
    })
    expect([first.udp?.destinationPort, first.checksums.transport]).toEqual([6, undefined])
    const later = parsePacket(extended([44, 0, 0, 0x05, 0xa8, 0, 0, 0, 9]))
    expect(later.ip).toMatchObject({ fragmentOffset: 1448, moreFragments: false, protocol: PROTOCOL_UDP })
    expect([later.udp, later.problems]).toEqual([undefined, []])
  })

  test('a header that runs past the end is said where it begins', () => {
    const bytes = extended([0, ...options])
    bytes[41] = 200
    expect(parsePacket(bytes).problems).toEqual([
      { offset: 41, field: 'ip.extension', message: 'extension header 0 of 1608 bytes is cut short at 19' },
    ])
  })

  test('no next header (59) is an empty payload, whatever padding follows', () => {
    const bytes = base.slice()
    bytes[6] = 59
    bytes[5] = 0
    expect(parsePacket(bytes).ip).toMatchObject({ protocol: 59, payloadLength: 0, totalLength: 40 })
  })
})

describe('IPv4', () => {
  const ends = { source: at('10.0.0.1'), destination: at('10.0.0.2') }
  const udp = { sourcePort: 5, destinationPort: 6 }

  test('options are stepped over, padding behind the packet is not payload', () => {
    const plain = buildPacket({ ...ends, udp, payload: Uint8Array.of(7) })
    const bytes = Uint8Array.of(...plain.subarray(0, 20), 1, 1, 1, 0, ...plain.subarray(20), 0, 0, 0, 0, 0)
    bytes[0] = 0x46
    bytes[3] = plain.length + 4
    expect(parsePacket(bytes)).toMatchObject({
      ip: { headerLength: 24, payloadLength: 9 },
      udp: { sourcePort: 5, payloadLength: 1 },
      checksums: { ip: false, transport: true },
      problems: [],
    })
  })

  test('a fragment is recognised', () => {
    const bytes = buildPacket({ ...ends, udp, dontFragment: false })
    bytes[6] = 0x20
    bytes[7] = 3
    expect(parsePacket(bytes).ip).toMatchObject({ isFragment: true, moreFragments: true, fragmentOffset: 24 })
    expect(parsePacket(bytes).udp).toBeUndefined()
  })

  test('lengths that contradict each other are said', () => {
    const bytes = buildPacket({ ...ends, udp })
    const wrong = (change: readonly [number, number]): unknown => {
      const copy = bytes.slice()
      copy[change[0]] = change[1]
      return parsePacket(copy).problems[0]
    }
    expect(wrong([0, 0x44])).toMatchObject({ offset: 0, field: 'ip.headerLength' })
    expect(wrong([0, 0x4f])).toMatchObject({ offset: 0, field: 'ip.headerLength' })
    expect(wrong([0, 0x55])).toMatchObject({ offset: 0, field: 'ip.version' })
    expect(wrong([3, 19])).toMatchObject({ offset: 2, field: 'ip.totalLength' })
    expect(wrong([3, 99])).toMatchObject({ offset: 2, field: 'ip.totalLength' })
    expect(wrong([25, 7])).toMatchObject({ offset: 24, field: 'udp.length' })
    expect(wrong([25, 99])).toMatchObject({ offset: 24, field: 'udp.length' })
  })

  test('UDP: no checksum is good over IPv4 and bad over IPv6; one that comes out as 0 is sent as ffff', () => {
    const clear = (source: string, udpAt: number): boolean | undefined => {
      const bytes = buildPacket({ source: at(source), destination: at(source), udp })
      bytes.fill(0, udpAt + 6, udpAt + 8)
      return parsePacket(bytes).checksums.transport
    }
    expect([clear('10.0.0.1', 20), clear('::1', 40)]).toEqual([true, false])
    const zero = buildPacket({ ...ends, udp, payload: new Uint8Array(2) })
    const sum = new DataView(zero.buffer, zero.byteOffset).getUint16(26)
    const bytes = buildPacket({ ...ends, udp, payload: Uint8Array.of(sum >> 8, sum & 0xff) })
    expect([bytes[26], bytes[27], parsePacket(bytes).checksums.transport]).toEqual([0xff, 0xff, true])
  })

  test('a datagram shorter than its packet: the checksum covers the datagram', () => {
    const plain = buildPacket({ ...ends, udp, payload: Uint8Array.of(1, 2) })
    const bytes = Uint8Array.of(...plain, 0xaa, 0xbb)
    bytes[3] = bytes.length
    expect(parsePacket(bytes)).toMatchObject({ udp: { payloadLength: 2 }, checksums: { transport: true } })
  })

  test('a payload that the length field cannot say is refused', () => {
    const header = Object.assign(new IpHeader(), { payloadLength: 65_516 })
    const bytes = new Uint8Array(65_600)
    expect(() => writeIpHeader(bytes, header, new Uint8Array(4), new Uint8Array(4))).toThrow(RangeError)
  })
})

describe('what an ICMP error quotes', () => {
  const client = at('10.0.0.1')
  const server = at('10.0.0.2')
  const sent = buildPacket({
    source: client,
    destination: server,
    tcp: { sourcePort: 40_000, destinationPort: 80, seq: 0xfedcba98, flags: SYN },
  })
  const quoteOf = (body: Uint8Array): ReturnType<typeof parsePacket>['quote'] =>
    parsePacket(
      buildPacket({
        source: server,
        destination: client,
        icmp: { kind: 'unreachable', reason: 'port', body },
      }),
    ).quote

  test('8 bytes behind the IP header are enough for the ports and the number', () => {
    expect(quoteOf(sent.subarray(0, 28))).toMatchObject({
      sourcePort: 40_000,
      destinationPort: 80,
      seq: 0xfedcba98,
      ip: { protocol: PROTOCOL_TCP, totalLength: 40 },
    })
    expect(quoteOf(sent.subarray(0, 28))?.source.key).toBe('10.0.0.1')
  })

  test('cut anywhere it gives what it has', () => {
    for (let length = 0; length <= sent.length; length++) {
      const quote = quoteOf(sent.subarray(0, length))
      expect([quote !== undefined, quote?.sourcePort, quote?.seq]).toEqual([
        length >= 20,
        length >= 24 ? 40_000 : undefined,
        length >= 28 ? 0xfedcba98 : undefined,
      ])
    }
  })

  test('over IPv6 too, and "protocol unreachable" is a parameter problem there (RFC 4443 §3.4)', () => {
    const ends = { source: at('::1'), destination: at('::2') }
    const body = buildPacket({ ...ends, udp: { sourcePort: 9, destinationPort: 53 } })
    const bytes = buildPacket({ ...ends, icmp: { kind: 'unreachable', reason: 'protocol', body } })
    expect([bytes[40], bytes[41], bytes[47]]).toEqual([4, 1, 6])
    expect(parsePacket(bytes)).toMatchObject({
      icmp: { kind: 'unreachable', reason: 'protocol' },
      quote: { destinationPort: 53 },
    })
  })

  test('an old router that says no MTU says 0', () => {
    const icmp = { kind: 'packet-too-big', mtu: 0, body: sent } as const
    const packet = parsePacket(buildPacket({ source: server, destination: client, icmp }))
    expect(packet.icmp).toMatchObject({ kind: 'packet-too-big', type: 3, code: 4, mtu: 0 })
  })
})

describe('PacketPool', () => {
  test('a buffer that was given comes back; two packets never share one', () => {
    const pool = new PacketPool()
    const first = pool.take(60)
    const second = pool.take(60)
    expect(second).not.toBe(first)
    pool.give(first)
    expect(pool.take(1500)).toBe(first)
    expect(first.length).toBe(1500)
    expect(first.words.buffer).toBe(first.bytes.buffer)
  })

  test('giving twice is a mistake that is stopped', () => {
    const pool = new PacketPool()
    const buffer = pool.take(60)
    pool.give(buffer)
    expect(() => pool.give(buffer)).toThrow(AssertionError)
  })

  test('any length of an IP packet has room, no other is given', () => {
    const pool = new PacketPool()
    for (const length of [0, 2048, 2049, 65_535, 65_575]) {
      expect(pool.take(length).bytes.length).toBeGreaterThanOrEqual(length)
    }
    for (const length of [-1, 65_576, Number.NaN]) expect(() => pool.take(length)).toThrow(RangeError)
  })

  test('the checksum of a pooled packet reads nothing behind its end', () => {
    const packet = buildPacket({
      source: at('10.0.0.1'),
      destination: at('10.0.0.2'),
      tcp: { flags: ACK | PSH },
      payload: Uint8Array.of(1, 2, 3),
    })
    const buffer = new PacketBuffer(128)
    buffer.bytes.fill(0xff)
    buffer.bytes.set(packet)
    buffer.length = packet.length
    const ip = new IpHeader()
    readIp(buffer.bytes, 0, buffer.length, ip)
    expect(verifyTransportChecksum(buffer, ip)).toBe(true)
  })
})
