import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ACK, AE, SYN } from './flags.ts'
import { TcpSegment } from './segment.ts'
import { readTcp, tcpHeaderLength, writeTcpHeader } from './tcp-header.ts'

const u16 = fc.nat(0xffff)
const u32 = fc.nat(0xffff_ffff)
const maybe = fc.boolean()

/** Any segment whose options fit into 40 bytes. */
const segments = fc
  .record({
    fixed: fc.record({
      sourcePort: u16,
      destinationPort: u16,
      seq: u32,
      ack: u32,
      flags: fc.nat(0x1ff),
      window: u16,
      urgentPointer: u16,
    }),
    mss: fc.oneof(fc.constant(-1), u16),
    windowScale: fc.oneof(fc.constant(-1), fc.nat(255)),
    sackPermitted: maybe,
    sack: fc.array(fc.tuple(u32, u32), { maxLength: 4 }),
    timestamps: fc.option(fc.tuple(u32, u32)),
    cookie: fc.option(fc.constantFrom(0, 4, 6, 8, 16)),
    unknown: fc.array(
      fc.record({
        kind: fc.constantFrom(9, 19, 28, 30, 69, 172, 253, 255),
        data: fc.uint8Array({ maxLength: 12 }),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ fixed, sack, timestamps, cookie, unknown, ...options }) => {
    const segment = Object.assign(new TcpSegment(), fixed, options)
    segment.sackCount = sack.length
    for (const [i, [left, right]] of sack.entries()) {
      segment.sackLeft[i] = left
      segment.sackRight[i] = right
    }
    if (timestamps !== null) {
      Object.assign(segment, { hasTimestamps: true, tsVal: timestamps[0], tsEcr: timestamps[1] })
    }
    if (cookie !== null) segment.fastOpenCookie = new Uint8Array(cookie).fill(0xc0)
    if (unknown.length > 0) segment.unknownOptions = unknown
    return segment
  })

/** All that a header says. */
const said = (segment: TcpSegment): object => ({
  ...Object.fromEntries(Object.entries(segment)),
  payload: undefined,
  payloadOffset: undefined,
  payloadLength: undefined,
  sackLeft: [...segment.sackLeft.subarray(0, segment.sackCount)],
  sackRight: [...segment.sackRight.subarray(0, segment.sackCount)],
})

const syn = (fields: Partial<TcpSegment>): TcpSegment =>
  Object.assign(new TcpSegment(), { flags: SYN }, fields)

function optionsOf(segment: TcpSegment): string {
  const bytes = new Uint8Array(60)
  const length = writeTcpHeader(bytes, 0, segment)
  return Array.from(bytes.subarray(20, length), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}

/** A header of the options given, with `payload` bytes behind it. */
function withOptions(options: readonly number[], payload = 0): Uint8Array {
  const length = 20 + ((options.length + 3) & ~3)
  const bytes = new Uint8Array(length + payload)
  bytes[12] = length << 2
  bytes.set(options, 20)
  return bytes
}

describe('writing and reading a TCP header', () => {
  test('what is written is read back: every field, every combination of options that fits', () => {
    fc.assert(
      fc.property(
        segments.filter((segment) => tcpHeaderLength(segment) <= 60),
        fc.nat(7),
        fc.nat(20),
        (segment, offset, payloadLength) => {
          const bytes = new Uint8Array(offset + 60 + payloadLength).fill(0xee)
          const length = writeTcpHeader(bytes, offset, segment)
          expect(length).toBe(tcpHeaderLength(segment))
          expect(length % 4).toBe(0)
          const read = new TcpSegment()
          const end = offset + length + payloadLength
          expect(readTcp(bytes, offset, end, read)).toBeUndefined()
          expect(said(read)).toEqual(said(segment))
          expect([read.payloadOffset, read.payloadLength]).toEqual([offset + length, payloadLength])
          expect(bytes.subarray(0, offset).every((byte) => byte === 0xee)).toBe(true)
          expect(bytes.subarray(offset + length).every((byte) => byte === 0xee)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('options that do not fit are refused, not cut', () => {
    const segment = syn({ sackCount: 4, hasTimestamps: true })
    expect(tcpHeaderLength(segment)).toBe(68)
    expect(() => writeTcpHeader(new Uint8Array(100), 0, segment)).toThrow('TCP options need 48 bytes; 40 fit')
  })

  test('AE (RFC 9768) stands in byte 12, beside the data offset', () => {
    const bytes = new Uint8Array(20)
    writeTcpHeader(bytes, 0, syn({ flags: SYN | AE }))
    expect([bytes[12], bytes[13]]).toEqual([0x51, 0x02])
  })

  test('a segment that is read into again keeps nothing of the one before', () => {
    const bytes = new Uint8Array(60)
    const segment = new TcpSegment()
    const full = syn({ mss: 1, sackPermitted: true, windowScale: 2, hasTimestamps: true, tsVal: 3 })
    full.fastOpenCookie = new Uint8Array(4)
    full.unknownOptions = [{ kind: 69, data: new Uint8Array(2) }]
    readTcp(bytes, 0, writeTcpHeader(bytes, 0, full), segment)
    readTcp(bytes, 0, writeTcpHeader(bytes, 0, syn({ flags: ACK })), segment)
    expect(said(segment)).toEqual({ ...said(syn({ flags: ACK })), tsVal: 0 })
  })
})

describe('the order and padding that Linux has', () => {
  const mss = { mss: 1460 }
  const sack = { sackPermitted: true }
  const stamps = { hasTimestamps: true, tsVal: 1, tsEcr: 2 }
  const scale = { windowScale: 7 }
  const ts = '08 0a 00 00 00 01 00 00 00 02'
  test.each([
    ['SYN', { ...mss, ...sack, ...stamps, ...scale }, `02 04 05 b4 04 02 ${ts} 01 03 03 07`],
    ['SYN without timestamps', { ...mss, ...sack, ...scale }, '02 04 05 b4 01 01 04 02 01 03 03 07'],
    ['SYN without SACK', { ...mss, ...stamps, ...scale }, `02 04 05 b4 01 01 ${ts} 01 03 03 07`],
    ['SYN without both', { ...mss, ...scale }, '02 04 05 b4 01 03 03 07'],
    ['later', stamps, `01 01 ${ts}`],
    ['with SACK', { sackCount: 1 }, '01 01 05 0a 00 00 00 00 00 00 00 00'],
    ['with both', { ...stamps, sackCount: 1 }, `01 01 ${ts} 01 01 05 0a 00 00 00 00 00 00 00 00`],
    [
      'fast open cookie',
      { ...mss, fastOpenCookie: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
      '02 04 05 b4 22 0a 01 02 03 04 05 06 07 08 01 01',
    ],
    ['fast open request', { fastOpenCookie: new Uint8Array(0) }, '22 02 01 01'],
  ])('%s', (_, fields, expected) => {
    expect(optionsOf(syn(fields))).toBe(expected)
  })
})

describe('reading bad TCP headers', () => {
  const read = (bytes: Uint8Array): [ReturnType<typeof readTcp>, TcpSegment] => {
    const segment = new TcpSegment()
    return [readTcp(bytes, 0, bytes.length, segment), segment]
  }

  test('a header length below 20 or past the end', () => {
    const bytes = new Uint8Array(24)
    bytes[12] = 0x40
    expect(read(bytes)[0]).toMatchObject({ offset: 12, field: 'tcp.dataOffset' })
    bytes[12] = 0x70
    expect(read(bytes)[0]).toMatchObject({ offset: 12, field: 'tcp.dataOffset' })
    bytes[12] = 0x60
    expect(read(bytes)[0]).toBeUndefined()
  })

  test('every length below 20 is cut short', () => {
    for (let length = 0; length < 20; length++) {
      expect(read(new Uint8Array(length))[0]?.message).toContain(`${length} of 20`)
    }
  })

  // Kind, then a length that the kind cannot have.
  test.each([
    [2, 3],
    [2, 5],
    [3, 4],
    [4, 3],
    [5, 2],
    [5, 11],
    [8, 9],
    [34, 3],
    [34, 4],
    [34, 20],
  ])('option %i of length %i is said to be wrong and kept; the options after it are read', (kind, length) => {
    const [wrong, segment] = read(
      withOptions([1, kind, length, ...Array.from({ length: length - 2 }, () => 9), 3, 3, 7], 5),
    )
    expect(wrong).toMatchObject({ offset: 22, field: 'tcp.options' })
    expect(wrong?.message).toBe(`option ${kind} has the wrong length ${length}`)
    expect(segment.unknownOptions).toEqual([{ kind, data: new Uint8Array(length - 2).fill(9) }])
    expect(segment.windowScale).toBe(7)
    expect(segment.payloadLength).toBe(5)
  })

  test('a length of 0 or 1, or past the header, ends the reading: what came before stands', () => {
    for (const length of [0, 1, 5, 255]) {
      const [wrong, segment] = read(withOptions([2, 4, 5, 180, 69, length, 1, 1], 40))
      expect(wrong).toMatchObject({ offset: 24, field: 'tcp.options' })
      expect([segment.mss, segment.payloadLength, segment.unknownOptions]).toEqual([1460, 40, undefined])
    }
  })

  test('nothing behind the end-of-options mark is read', () => {
    const [wrong, segment] = read(withOptions([0, 2, 4, 5, 180]))
    expect([wrong, segment.mss]).toEqual([undefined, -1])
  })

  test('five SACK blocks cannot be said in one option', () => {
    const [wrong] = read(withOptions([5, 42, ...Array.from({ length: 38 }, () => 0)]))
    expect(wrong).toMatchObject({ offset: 20, field: 'tcp.options' })
  })

  test('any bytes: no throw, the problem lies inside, the payload too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80, size: 'max' }), fc.nat(20), (bytes, offset) => {
        const segment = new TcpSegment()
        const start = Math.min(offset, bytes.length)
        const wrong = readTcp(bytes, start, bytes.length, segment)
        const at = wrong?.offset ?? start
        expect(at >= start && at <= bytes.length).toBe(true)
        expect(segment.payloadOffset + segment.payloadLength <= bytes.length).toBe(true)
        expect(segment.payloadLength).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 3000 },
    )
  })
})
