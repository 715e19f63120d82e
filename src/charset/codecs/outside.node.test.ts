import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { charset } from './registry.ts'
import { hexdump } from '../hexdump.ts'
import { has } from '../../../test/support/programs.ts'

/** All that Python's codec writes and reads again: code point and bytes in hex, a line each. */
const script = `
import sys
out = []
for c in list(range(0x20, 0xd800)) + list(range(0xe000, 0x10000)) + list(range(0x10000, 0x110000, 97)):
    try:
        b = chr(c).encode(sys.argv[1])
        if b.decode(sys.argv[1]) == chr(c): out.append('%x %s' % (c, b.hex()))
    except UnicodeError: pass
print('\\n'.join(out))
`

interface Agreement {
  readonly total: number
  readonly readOtherwise: number[]
  readonly writtenOtherwise: number[]
}

function compare(name: string, codec: string): Agreement {
  const ours = charset(name)!
  const lines = execFileSync('python3', ['-c', script, codec], { encoding: 'utf8', maxBuffer: 1 << 26 })
    .trim()
    .split('\n')
  const readOtherwise: number[] = []
  const writtenOtherwise: number[] = []
  for (const line of lines) {
    const [code, hex] = line.split(' ') as [string, string]
    const codePoint = Number.parseInt(code, 16)
    const character = String.fromCodePoint(codePoint)
    const decoder = ours.decoder()
    const text = decoder.push(new Uint8Array(Buffer.from(hex, 'hex'))) + decoder.end()
    if (text !== character) readOtherwise.push(codePoint)
    if (Buffer.from(ours.encode(character).bytes).toString('hex') !== hex) writtenOtherwise.push(codePoint)
  }
  return { total: lines.length, readOtherwise, writtenOtherwise }
}

describe.skipIf(!has('python3'))('agrees with Python', () => {
  test.each([
    ['utf-8', 'utf-8', 70_000],
    ['gbk', 'gbk', 21_887],
    ['euc-kr', 'cp949', 17_144],
    ['iso-8859-1', 'latin-1', 224],
    ['windows-1252', 'cp1252', 219],
    ['utf-16le', 'utf-16-le', 70_000],
    ['utf-16be', 'utf-16-be', 70_000],
    ['koi8-r', 'koi8-r', 224],
    ['ibm866', 'cp866', 224],
    ['cp437', 'cp437', 224],
    ['macintosh', 'mac_roman', 224],
    ['windows-1251', 'cp1251', 223],
    ['iso-8859-15', 'iso-8859-15', 224],
    ['windows-874', 'cp874', 193],
    ['windows-1255', 'cp1255', 201],
    ['iso-8859-7', 'iso-8859-7', 221],
  ])('%s on all of %s', (name, codec, atLeast) => {
    const { total, readOtherwise, writtenOtherwise } = compare(name, codec)
    expect(total).toBeGreaterThanOrEqual(atLeast)
    expect([readOtherwise, writtenOtherwise]).toEqual([[], []])
  })

  test('gb18030: all but what its editions of 2005 and 2022 moved', () => {
    const { total, readOtherwise, writtenOtherwise } = compare('gb18030', 'gb18030')
    expect(total).toBeGreaterThan(70_000)
    // Python has the edition of 2000: ḿ, and vertical forms and components that were private-use characters then.
    const moved = (c: number): boolean =>
      c === 0x1e3f ||
      (c >= 0xe000 && c <= 0xf8ff) ||
      (c >= 0x9fb4 && c <= 0x9fbb) ||
      (c >= 0xfe10 && c <= 0xfe19)
    expect(readOtherwise.filter((c) => !moved(c))).toEqual([])
    expect(writtenOtherwise.filter((c) => !moved(c))).toEqual([])
    expect(writtenOtherwise.length).toBeLessThan(50)
  })

  test('shift_jis: all but the look-alikes that code page 932 reads as full-width', () => {
    const { readOtherwise, writtenOtherwise } = compare('shift_jis', 'shift_jis')
    expect(readOtherwise).toEqual([0xa2, 0xa3, 0xac, 0x2016, 0x2212, 0x301c])
    expect(writtenOtherwise).toEqual([])
  })

  test('euc-jp: reads all but the same look-alikes', () => {
    expect(compare('euc-jp', 'euc_jp').readOtherwise).toEqual([0xa2, 0xa3, 0xac, 0x2016, 0x2212, 0x301c])
  })

  test('iso-2022-jp: the same', () => {
    const { readOtherwise } = compare('iso-2022-jp', 'iso2022_jp')
    expect(readOtherwise).toEqual([0xa2, 0xa3, 0xac, 0x2016, 0x2212, 0x301c])
  })

  test('big5: every Chinese character of it', () => {
    const { total, readOtherwise } = compare('big5', 'big5')
    expect(total).toBeGreaterThan(13_700)
    expect(readOtherwise.filter((c) => c >= 0x4e00 && c <= 0x9fff)).toEqual([])
  })

  test('utf-16 with its byte order mark: the mark is kept as U+FEFF', () => {
    const hex = execFileSync('python3', ['-c', "print('中😀'.encode('utf-16').hex())"], {
      encoding: 'utf8',
    }).trim()
    const label = hex.startsWith('fffe') ? 'utf-16le' : 'utf-16be'
    expect(
      charset(label)!
        .decoder()
        .push(new Uint8Array(Buffer.from(hex, 'hex'))),
    ).toBe('\uFEFF中😀')
  })
})

describe.skipIf(!has('hexdump'))('agrees with hexdump -vC', () => {
  test.each([1, 7, 8, 9, 15, 16, 17, 32, 300])('%i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 0xff)
    expect(`${hexdump(bytes)}\n`).toBe(execFileSync('hexdump', ['-vC'], { input: bytes, encoding: 'utf8' }))
  })
})
