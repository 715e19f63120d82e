import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { charset, formatHex, lineEndings } from '../../../charset/index.ts'
import { InputError } from '../../../say/index.ts'
import { draftBytes, ofBytes, rewrite, type Draft, type DraftMode } from './draft.ts'

const gbk = charset('gbk')!
const hexOf = (draft: Draft): string => formatHex(draftBytes(draft, gbk).bytes)
const text = (source: string, ending: Draft['ending'] = 'lf'): Draft => ({ mode: 'text', source, ending })

describe('what a draft sends', () => {
  test('a text ends with its line end, in the charset of the talk', () => {
    expect(hexOf(text('你', 'crlf'))).toBe('c4 e3 0d 0a')
    expect(hexOf(text('a\nb', 'none'))).toBe('61 0a 62')
    expect(hexOf(text('', 'lf'))).toBe('0a')
  })

  test('escapes and hex say their own bytes', () => {
    expect(hexOf({ mode: 'escapes', source: '你\\x00\\r\\n', ending: 'crlf' })).toBe('c4 e3 00 0d 0a')
    expect(hexOf({ mode: 'hex', source: '0d0a', ending: 'crlf' })).toBe('0d 0a')
    expect(() => draftBytes({ mode: 'hex', source: '0d 0', ending: 'lf' }, gbk)).toThrow(InputError)
  })

  test('what the charset lacks is named', () => {
    expect(draftBytes(text('😀'), gbk).unencodable).toEqual(['😀'])
  })
})

describe('the same bytes written another way', () => {
  test('Chinese stays Chinese as escapes, and its line end becomes visible', () => {
    expect(rewrite(text('你好', 'crlf'), 'escapes', gbk)?.source).toBe('你好\\r\\n')
    expect(rewrite(text('你好', 'crlf'), 'hex', gbk)?.source).toBe('c4 e3 ba c3 0d 0a')
  })

  test('bytes that are no text cannot be text, and become escapes', () => {
    const bytes = Uint8Array.of(0xff, 0x00)
    expect(ofBytes(bytes, 'text', gbk, 'lf')).toBeUndefined()
    expect(ofBytes(bytes, 'escapes', gbk, 'lf')?.source).toBe('\\xff\\x00')
  })

  test('a text that ends otherwise takes the line end that it has', () => {
    expect(ofBytes(Uint8Array.of(0x61, 0x0d, 0x0a), 'text', gbk, 'lf')).toEqual(text('a', 'crlf'))
    expect(ofBytes(Uint8Array.of(0x61), 'text', gbk, 'lf')).toEqual(text('a', 'none'))
  })

  test('there and back says the same bytes, always', () => {
    const modes: readonly DraftMode[] = ['text', 'escapes', 'hex']
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', '你', '\n', '\\', '\t', '"', ' '), { maxLength: 12 }),
        fc.constantFrom(...lineEndings),
        fc.array(fc.constantFrom(...modes), { maxLength: 6 }),
        (pieces, ending, path) => {
          let draft = text(pieces.join(''), ending)
          if (draft.source === '') return
          const before = hexOf(draft)
          for (const mode of path) draft = rewrite(draft, mode, gbk) ?? draft
          expect(hexOf(draft)).toBe(before)
        },
      ),
    )
  })
})
