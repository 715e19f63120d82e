import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seqAdd, seqDiff, unwrap, wrap } from './sequence.ts'

const seq = fc.nat(0xffff_ffff)

describe('sequence numbers (RFC 9293 §3.4)', () => {
  test('they go round at 2^32', () => {
    expect(seqAdd(0xffff_ffff, 1)).toBe(0)
    expect(seqAdd(0, -1)).toBe(0xffff_ffff)
    expect(seqDiff(0, 0xffff_ffff)).toBe(1)
    expect(seqDiff(0xffff_ffff, 0)).toBe(-1)
    expect(seqDiff(0x8000_0000, 0)).toBe(-0x8000_0000)
    expect(seqDiff(0x7fff_ffff, 0)).toBe(0x7fff_ffff)
  })

  test('the difference undoes the sum, for steps of less than 2^31 either way', () => {
    fc.assert(
      fc.property(seq, fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }), (start, step) => {
        const end = seqAdd(start, step)
        expect(end >= 0 && end <= 0xffff_ffff).toBe(true)
        expect(seqDiff(end, start)).toBe(step)
      }),
    )
  })

  test('what is unwrapped is within 2^31 of the place given, and wraps to the same number', () => {
    fc.assert(
      fc.property(seq, fc.nat(2 ** 50), (number, near) => {
        const position = unwrap(number, near)
        expect(Math.abs(position - near)).toBeLessThanOrEqual(0x8000_0000)
        expect(((position % 2 ** 32) + 2 ** 32) % 2 ** 32).toBe(number)
      }),
    )
  })

  test('a stream that grows past 2^32 many times is followed step by step', () => {
    const steps = fc.array(fc.nat(0x7fff_ffff), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(seq, steps, (start, sizes) => {
        let position = start
        let seen = start
        for (const size of sizes) {
          position += size
          seen = unwrap(wrap(position), seen)
          expect(seen).toBe(position)
        }
      }),
    )
  })

  test('a number from before the start is negative', () => {
    expect(unwrap(0xffff_fff0, 0)).toBe(-16)
    expect(wrap(-16)).toBe(0xffff_fff0)
  })
})
