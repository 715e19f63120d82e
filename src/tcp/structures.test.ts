import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteRing } from './byte-ring.ts'
import { Intervals } from './intervals.ts'
import { pattern } from './testing/pair.ts'

describe('a set of intervals', () => {
  it('holds what a plain set of numbers holds', () => {
    const operation = fc.tuple(fc.constantFrom('add', 'add', 'remove'), fc.nat(60), fc.nat(12))
    fc.assert(
      fc.property(fc.array(operation, { size: 'max', maxLength: 40 }), (operations) => {
        const intervals = new Intervals()
        const plain = new Set<number>()
        for (const [kind, at, length] of operations) {
          if (kind === 'add') {
            const before = plain.size
            for (let i = at; i < at + length; i++) plain.add(i)
            expect(intervals.add(at, at + length)).toBe(plain.size - before)
          } else {
            intervals.removeBefore(at)
            for (const i of plain) if (i < at) plain.delete(i)
          }
          expect(intervals.total).toBe(plain.size)
          const differs = Array.from({ length: 75 }, (_, i) => i).filter(
            (i) => intervals.indexOf(i) >= 0 !== plain.has(i),
          )
          expect(differs).toEqual([])
          expect(intervals.countWithin(at, at + 20)).toBe(
            [...plain].filter((i) => i >= at && i < at + 20).length,
          )
          const next = [...plain].filter((i) => i >= at).sort((a, b) => a - b)[0]
          expect(intervals.nextAfter(at, 1000)).toBe(next ?? 1000)
          let end = at
          while (plain.has(end)) end++
          expect(intervals.skip(at)).toBe(end)
        }
      }),
    )
  })
})

describe('a byte ring', () => {
  it('gives back what was written at each position, past 2^31 and 2^32 too', () => {
    const start = fc.constantFrom(0, 2 ** 31 - 5_000, 2 ** 32 - 5_000, 2 ** 45)
    fc.assert(
      fc.property(
        start,
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9_000 }), fc.nat(100)), { maxLength: 12 }),
        (first, writes) => {
          const ring = new ByteRing()
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
  it('takes no memory before the first byte', () => {
    expect(new ByteRing().capacity).toBe(0)
  })
  it('refuses positions it does not hold', () => {
    const ring = new ByteRing()
    ring.write(0, pattern(10), 0, 10)
    ring.release(5)
    expect(() => ring.copyTo(new Uint8Array(5), 0, 4, 2)).toThrow(/outside/)
    expect(() => ring.write(4, pattern(1), 0, 1)).toThrow(/before/)
  })
})
