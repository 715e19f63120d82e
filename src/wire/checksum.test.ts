import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checksum, fold, nativeToBig, sumBytes, sumWords } from './checksum.ts'

/** RFC 1071 §1 as it is written: 16-bit words, end-around carry. */
function reference(bytes: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) {
    sum += (bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0)
    if (sum > 0xffff) sum -= 0xffff
  }
  return sum
}

/** Ones' complement has two zeros. */
const same = (sum: number): number => (sum === 0xffff ? 0 : sum)

describe('the Internet checksum', () => {
  test('the example of RFC 1071 §3: 00 01 f2 03 f4 f5 f6 f7 adds up to ddf2', () => {
    const bytes = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7)
    expect(fold(sumBytes(bytes, 0, 8))).toBe(0xddf2)
    expect(checksum(bytes)).toBe(0x220d)
  })

  test('an IPv4 header with its checksum in place gives 0', () => {
    const header = Uint8Array.from('4500003c1c4640004006b1e6ac100a63ac100a0c'.match(/../g) ?? [], (hex) =>
      Number.parseInt(hex, 16),
    )
    expect(checksum(header)).toBe(0)
  })

  test('any bytes, any length, any alignment of the range in its memory', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 700, size: 'max' }),
        fc.nat(9),
        fc.nat(9),
        fc.nat(0xffff),
        (data, before, into, start) => {
          const memory = new Uint8Array(before + into + data.length + 5).fill(0xa5)
          memory.set(data, before + into)
          const view = memory.subarray(before)
          const sum = fold(sumBytes(view, into, data.length, start))
          expect(same(sum)).toBe(same(fold(reference(data) + start)))
        },
      ),
    )
  })

  test('words and bytes give the same sum, at offsets of any alignment', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700, size: 'max' }), fc.nat(41), (data, into) => {
        const bytes = new Uint8Array(1024).fill(0x5a)
        bytes.set(data, into)
        const words = new Uint32Array(bytes.buffer)
        expect(same(fold(sumWords(bytes, words, into, data.length)))).toBe(same(reference(data)))
      }),
    )
  })

  test('the largest packet, all ones: no sum overflows', () => {
    const bytes = new Uint8Array(65_576).fill(0xff)
    const words = new Uint32Array(bytes.buffer)
    expect(fold(sumWords(bytes, words, 0, bytes.length))).toBe(0xffff)
    expect(fold(sumBytes(bytes, 1, 65_535))).toBe(fold(0xffff + 0xff00))
  })

  test('a big-endian machine gets the same sum from its own words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 256, size: 'max' }), (data) => {
        const whole = data.subarray(0, data.length & ~3)
        const view = new DataView(whole.buffer, whole.byteOffset, whole.length)
        let little = 0
        let big = 0
        for (let at = 0; at < whole.length; at += 4) {
          little += view.getUint32(at, true)
          big += view.getUint32(at, false)
        }
        expect(same(nativeToBig(little, true))).toBe(same(reference(whole)))
        expect(same(nativeToBig(big, false))).toBe(same(reference(whole)))
      }),
    )
  })

  test('fold() brings any sum below 2^53 to 16 bits', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (sum) => {
        const folded = fold(sum)
        expect(folded).toBeLessThanOrEqual(0xffff)
        expect(folded % 0xffff).toBe(sum % 0xffff)
      }),
    )
  })
})
