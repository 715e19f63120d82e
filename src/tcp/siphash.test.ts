import { describe, expect, it } from 'vitest'
import { initialSequenceNumber, timestampOffset } from './initial-sequence-number.ts'
import { sipHash24 } from './siphash.ts'

const key: Uint8Array = Uint8Array.from({ length: 16 }, (_, i) => i)
const message = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i)

describe('SipHash-2-4', () => {
  // vectors_sip64 of the authors' reference code: key 00 01 … 0f, message 00 01 … of each length, result little-endian.
  it.each([
    [0, 0x726fdb47dd0e0e31n],
    [1, 0x74f839c593dc67fdn],
    [2, 0x0d6c8009d9a94f5an],
    [7, 0xab0200f58b01d137n],
    [8, 0x93f5f5799a932462n],
    [15, 0xa129ca6149be45e5n],
    [63, 0x958a324ceb064572n],
  ])('of a message of %i bytes is that of the reference', (length, expected) => {
    expect(sipHash24(key, message(length))).toBe(expected)
  })

  it('refuses a key of another length', () => {
    expect(() => sipHash24(new Uint8Array(8), message(1))).toThrow(/16 bytes/)
  })
})

describe('initial sequence numbers (RFC 6528)', () => {
  const here = Uint8Array.of(10, 0, 0, 1)
  const there = Uint8Array.of(10, 0, 0, 2)
  const isn = (port: number, now: number, secret: Uint8Array = key): number =>
    initialSequenceNumber(secret, here, 80, there, port, now)

  it('grow by one every 4 microseconds for the same sockets', () => {
    expect((isn(1, 4_000_000) - isn(1, 0)) >>> 0).toBe(1000)
  })
  it('differ by sockets and by secret', () => {
    expect(isn(1, 0)).not.toBe(isn(2, 0))
    expect(isn(1, 0)).not.toBe(isn(1, 0, message(16).reverse()))
  })
  it('stay within 32 bits for ever', () => {
    expect(isn(1, 1e17)).toBeGreaterThanOrEqual(0)
    expect(isn(1, 1e17)).toBeLessThan(2 ** 32)
  })
})

describe('timestamp offsets (RFC 7323 §5.4)', () => {
  const here = Uint8Array.of(10, 0, 0, 1)
  const there = Uint8Array.of(10, 0, 0, 2)

  it('are one for a pair of hosts and a secret', () => {
    const offset = timestampOffset(key, here, there)
    expect(timestampOffset(key, here, there)).toBe(offset)
    expect(offset).toBeGreaterThanOrEqual(0)
    expect(offset).toBeLessThan(2 ** 32)
    expect(timestampOffset(key, there, here)).not.toBe(offset)
    expect(timestampOffset(key, here, Uint8Array.of(10, 0, 0, 3))).not.toBe(offset)
    expect(timestampOffset(message(16).reverse(), here, there)).not.toBe(offset)
  })
})
