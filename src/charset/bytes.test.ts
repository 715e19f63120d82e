import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyLineEnding } from './line-ending.ts'
import { charset } from './codecs/registry.ts'
import { formatEscapes, parseEscapeParts, parseEscapes } from './escapes.ts'
import { formatHex, parseHex } from './hex.ts'
import { hexdump } from './hexdump.ts'
import { InputError, sayError } from '../say/index.ts'

function errorOf(run: () => unknown): InputError {
  try {
    run()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('did not throw')
}

describe('hex', () => {
  test.each(['0d 0a', '0d0a', '0x0d,0x0a', '0D-0A', '0d:0a', ' 0x0D0A ', '0x0d0x0a', '0d\n0a'])(
    '%j',
    (text) => {
      expect(parseHex(text)).toEqual(Uint8Array.of(0x0d, 0x0a))
    },
  )

  test('nothing is no bytes', () => expect(parseHex(' ')).toEqual(new Uint8Array(0)))

  test('says where it is wrong, in both languages', () => {
    const bad = errorOf(() => parseHex('0d 中 0a'))
    expect([bad.code, bad.position]).toEqual(['SYNFIN_BAD_INPUT', 4])
    expect(bad.message).toContain("Position 4: '中'")
    expect(sayError(bad, 'zh')).toContain('第 4 个字符')
    const odd = errorOf(() => parseHex('0d a'))
    expect([odd.position, odd.message.includes('odd')]).toEqual([4, true])
    expect(errorOf(() => parseHex('0x')).position).toBe(1)
    expect(errorOf(() => parseHex('-0d')).position).toBe(1)
  })

  test('goes round', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(' ', '', ',', '-', ':'), (bytes, separator) => {
        expect(parseHex(formatHex(bytes, separator))).toEqual(bytes)
      }),
    )
  })
})

describe('escapes', () => {
  test('all of them', () => {
    expect([...parseEscapes('a\\r\\n\\t\\0\\x00\\xff\\\\\\e\\u4e2d\\u{1f600}\\ud83d\\ude00').bytes]).toEqual([
      0x61,
      0x0d,
      0x0a,
      0x09,
      0,
      0,
      0xff,
      0x5c,
      0x1b,
      ...new TextEncoder().encode('中😀😀'),
    ])
  })

  test('\\x is a byte in every charset, \\u is a character of it', () => {
    const gbk = charset('gbk')!
    expect([...parseEscapes('\\xe4\\u4f60你\\u{1f600}', gbk).bytes]).toEqual([
      0xe4, 0xc4, 0xe3, 0xc4, 0xe3, 0x3f,
    ])
    expect(parseEscapes('\\u{1f600}', gbk).unencodable).toEqual(['😀'])
    expect(parseEscapeParts('a\\x01\\x02b')).toEqual(['a', Uint8Array.of(1, 2), 'b'])
  })

  test.each([
    ['中\\q', 2],
    ['a\\', 2],
    ['\\x4', 1],
    ['\\xzz', 1],
    ['\\u12', 1],
    ['\\u{110000}', 1],
    ['ok\\ud800', 3],
    ['\\', 1],
  ])('%j is wrong at %i', (text, position) => {
    const error = errorOf(() => parseEscapes(text))
    expect(error.position).toBe(position)
    expect(sayError(error, 'zh')).toContain(`第 ${position} 个字符`)
  })

  test('any bytes go round', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(parseEscapes(formatEscapes(bytes)).bytes).toEqual(bytes)
      }),
    )
  })
})

describe('hexdump', () => {
  test('begins at the offset given, in lines of the width given', () => {
    expect(hexdump(Uint8Array.of(0x41, 0x1b, 0x42), { offset: 0x1000, width: 2 })).toBe(
      ['00001000  41 1b  |A.|', '00001002  42     |B|', '00001003'].join('\n'),
    )
    expect(hexdump(new Uint8Array(0))).toBe('')
  })

  test('reads in a charset beside it, across lines, and shows no control as itself', () => {
    const bytes = Uint8Array.from([...charset('gbk')!.encode('A你好').bytes, 0x1b])
    const lines = hexdump(bytes, { width: 2, charset: charset('gbk')! }).split('\n')
    expect(lines.map((line) => line.split('|').at(-1)?.trim())).toEqual(['A', '你', '好␛', '00000006'])
  })
})

test.each([
  ['lf', 'a\nb\n'],
  ['crlf', 'a\r\nb\r\n'],
  ['cr', 'a\rb\r'],
  ['nul', 'a\0b\0'],
  ['none', 'ab'],
] as const)('line ending %s', (ending, wanted) => {
  for (const typed of ['a\nb\n', 'a\r\nb\r\n', 'a\rb\r']) expect(applyLineEnding(typed, ending)).toBe(wanted)
  expect(applyLineEnding('a', ending)).toBe('a')
})
