import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base64Length, fromBase64, isBase64, toBase64 } from './base64.ts'

describe('base64', () => {
  test('any bytes are written as Node writes them, and read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64'))
        expect(fromBase64(text)).toEqual(bytes)
        expect(isBase64(text)).toBe(true)
        expect(base64Length(text)).toBe(bytes.length)
      }),
    )
  })

  test.each(['A', 'AA', 'AAA', 'AA=A', '====', 'AAA=AAAA', 'A A=', 'AAé=', '-_AA'])(
    '%j is not base64',
    (text) => {
      expect([fromBase64(text), isBase64(text)]).toEqual([undefined, false])
    },
  )
})
