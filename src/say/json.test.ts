import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toJson } from './json.ts'

test('what a terminal would obey is written as an escape', () => {
  expect(toJson('\u001B[2J')).toBe('"\\u001b[2J"')
  expect(toJson({ '\u009B31m': 'a\u007Fb\u202Ec\u2028d\uFEFF' })).toBe(
    '{"\\u009b31m":"a\\u007fb\\u202ec\\u2028d\\ufeff"}',
  )
  expect(toJson('\u{E0041}')).toBe('"\\udb40\\udc41"')
  expect(toJson({ text: '你好', list: [1, null] }, 2)).toBe(
    '{\n  "text": "你好",\n  "list": [\n    1,\n    null\n  ]\n}',
  )
})

test('no raw control whatever is written, and the same value read back', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(0, 2),
      (value, text, indent) => {
        const json = toJson({ value, text }, indent)
        expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\uFEFF]/u)
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text })))
      },
    ),
    { numRuns: 500 },
  )
})
