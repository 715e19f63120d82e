import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newByteRing } from './byte-ring.ts'
import { pattern } from './testing/pair.ts'

describe('a byte ring', () => {
  it('gives back what was written at each position, past 2^31 and 2^32 too', () => {
    const start = fc.constantFrom(0, 2 ** 31 - 5_000, 2 ** 32 - 5_000, 2 ** 45)
    fc.assert(
      fc.property(
        start,
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9_000 }), fc.nat(100)), { maxLength: 12 }),
        (first, writes) => {
          const ring = newByteRing()
          ring.clear(first)
          let end = first
          for (const [length, released] of writes) {
            ring.write(end, pattern(length + 10, end % 251), 10, length)
            const out = new Uint8Array(length + 3)
            ring.copyTo(out, 3, end, length)
            const written = pattern(length + 10, end % 251)
            expect(out.subarray(3).every((byte, i) => byte === written[i + 10])).toBe(true)
            end += length
            ring.release(Math.min(end, ring.start + released * 90))
          }
          expect(ring.end).toBe(end)
          expect(ring.capacity).toBeLessThanOrEqual(2 ** 18)
        },
      ),
    )
  })
  it('takes no memory before the first byte, nor after the last', () => {
    const ring = newByteRing()
    expect(ring.capacity).toBe(0)
    ring.write(0, pattern(10), 0, 10)
    expect(ring.capacity).toBe(4_096)
    ring.release(10)
    expect(ring.capacity).toBe(0)
    ring.write(10, pattern(5_000), 0, 5_000)
    expect(ring.capacity).toBe(8_192)
  })
  it('refuses positions it does not hold', () => {
    const ring = newByteRing()
    ring.write(0, pattern(10), 0, 10)
    ring.release(5)
    expect(() => ring.copyTo(new Uint8Array(5), 0, 4, 2)).toThrow(/outside/)
    expect(() => ring.write(4, pattern(1), 0, 1)).toThrow(/before/)
  })
})
