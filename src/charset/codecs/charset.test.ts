import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { charset, charsets } from './registry.ts'
import type { Charset } from './types.ts'

function get(name: string): Charset {
  const found = charset(name)
  if (found === undefined) throw new Error(`no charset ${name}`)
  return found
}

function decode(name: string, ...chunks: Uint8Array[]): string {
  const decoder = get(name).decoder()
  return chunks.map((chunk) => decoder.push(chunk)).join('') + decoder.end()
}

const samples: readonly (readonly [string, string])[] = [
  ['utf-8', 'A中é😀\u{10FFFF}\uFFFD.\r\n'],
  ['gb18030', 'A中é😀€ḿ\uE5E6\u{10FFFF}123服务器.\r\n'],
  ['gbk', 'ABC 收到消息,你好 镕 €.\r\n'],
  ['big5', '收到訊息 ABC,臺灣.\r\n'],
  ['shift_jis', 'テスト 日本語 ハンカク \\ 表示 能力.\r\n'],
  ['euc-jp', 'テスト 日本語 ハンカク 丂丄 ABC.\r\n'],
  ['iso-2022-jp', 'テスト ABC 日本語.\r\n'],
  ['euc-kr', '안녕하세요 똠방각하 뷁 ABC.\r\n'],
  ['utf-16le', 'A中😀\u{10FFFF}\uFEFF\r\n'],
  ['utf-16be', 'A中😀\u{10FFFF}\uFEFF\r\n'],
]

describe('a stream, however it is cut', () => {
  test.each(samples)('%s: at each two places, and byte by byte', (name, text) => {
    const { bytes, unencodable } = get(name).encode(text)
    expect(unencodable).toEqual([])
    expect(decode(name, bytes)).toBe(text)
    for (let a = 0; a <= bytes.length; a++) {
      for (let b = a; b <= bytes.length; b++) {
        expect(decode(name, bytes.subarray(0, a), bytes.subarray(a, b), bytes.subarray(b))).toBe(text)
      }
    }
    expect(decode(name, ...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toBe(text)
  })

  test.each(charsets().map(({ name }) => name))('%s: any bytes, cut anywhere, never throw', (name) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(fc.nat(60), { maxLength: 5 }), (bytes, cuts) => {
        const decoder = get(name).decoder()
        const whole = decoder.push(bytes)
        const all = whole + decoder.end()
        const places = [
          0,
          ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
          bytes.length,
        ]
        const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end))
        expect(decode(name, ...chunks)).toBe(all)
        expect(all.split('\uFFFD').length - 1).toBeGreaterThanOrEqual(decoder.malformed)
      }),
      { numRuns: 60 },
    )
  })

  test('the half character can be shown', () => {
    const decoder = get('gbk').decoder()
    expect(decoder.push(Uint8Array.of(0x41, 0xc4))).toBe('A')
    expect(decoder.pending).toEqual(Uint8Array.of(0xc4))
    expect(decoder.push(Uint8Array.of(0xe3))).toBe('你')
    expect(decoder.pending).toEqual(new Uint8Array(0))
    const wide = get('gb18030').decoder()
    expect(wide.push(Uint8Array.of(0x94, 0x39, 0xda))).toBe('')
    expect(wide.pending).toEqual(Uint8Array.of(0x94, 0x39, 0xda))
    expect(wide.push(Uint8Array.of(0x33))).toBe('💩')
    const sixteen = get('utf-16be').decoder()
    sixteen.push(Uint8Array.of(0xd8, 0x3d, 0xde))
    expect(sixteen.pending).toEqual(Uint8Array.of(0xd8, 0x3d, 0xde))
  })

  test('a stream that ends within a character says so, once', () => {
    for (const [name, bytes] of [
      ['utf-8', [0xe4, 0xb8]],
      ['gbk', [0xc4]],
      ['gb18030', [0x94, 0x39, 0xda]],
      ['utf-16le', [0x2d]],
      ['iso-2022-jp', [0x1b, 0x24]],
    ] as const) {
      const decoder = get(name).decoder()
      expect(decoder.push(Uint8Array.from(bytes)) + decoder.end()).toBe('\uFFFD')
      expect(decoder.malformed).toBe(1)
      expect(decoder.end()).toBe('')
    }
  })
})

describe('malformed bytes', () => {
  test('never eat the line end behind them', () => {
    for (const name of ['gbk', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'utf-8']) {
      const decoder = get(name).decoder()
      expect(decoder.push(Uint8Array.of(0xe4, 0x0a, 0x41))).toBe('\uFFFD\nA')
      expect(decoder.malformed).toBe(1)
    }
  })

  test('a broken four-byte character gives back its digits', () => {
    expect(decode('gb18030', Uint8Array.of(0x81, 0x30, 0x41))).toBe('\uFFFD0A')
    expect(decode('gb18030', Uint8Array.of(0x81, 0x30, 0x81, 0x41))).toBe('\uFFFD0丄')
    expect(decode('gb18030', Uint8Array.of(0xfe, 0x39, 0xfe, 0x39, 0x41))).toBe('\uFFFD9\uFFFD9A')
  })

  test('U+FFFD that the peer sent is not malformed', () => {
    for (const name of ['utf-8', 'gb18030', 'utf-16le']) {
      const decoder = get(name).decoder()
      expect(decoder.push(get(name).encode('a\uFFFDb').bytes)).toBe('a\uFFFDb')
      expect(decoder.malformed).toBe(0)
    }
  })

  test('UTF-8: overlong, surrogate and too large are malformed at once, not waited for', () => {
    for (const bytes of [[0xc0], [0xe0, 0x80], [0xed, 0xa0], [0xf4, 0x90], [0xf5]]) {
      const decoder = get('utf-8').decoder()
      decoder.push(Uint8Array.from(bytes))
      expect(decoder.pending.length).toBe(0)
      expect(decoder.malformed).toBe(bytes.length)
    }
  })
})

describe('writing', () => {
  test('every two-byte GBK character goes round', () => {
    const gbk = get('gbk')
    const gb18030 = get('gb18030')
    let pairs = 0
    for (let lead = 0x81; lead <= 0xfe; lead++) {
      for (let trail = 0x40; trail <= 0xfe; trail++) {
        if (trail === 0x7f) continue
        const bytes = Uint8Array.of(lead, trail)
        const text = decode('gbk', bytes)
        pairs++
        expect(decode('gbk', gbk.encode(text).bytes)).toBe(text)
        expect(decode('gb18030', gb18030.encode(text).bytes)).toBe(text)
        // The euro sign is one byte in code page 936, and some platforms read A3A0 as a second wide space.
        const same = text === '€' || text === '\u3000' ? [lead, trail] : [...gbk.encode(text).bytes]
        expect(same).toEqual([lead, trail])
      }
    }
    expect(pairs).toBe(23_940)
  })

  test('every code point goes round in GB18030', () => {
    const gb18030 = get('gb18030')
    for (let plane = 0; plane < 0x110000; plane += 0x4000) {
      let text = ''
      for (let c = plane; c < plane + 0x4000; c += plane < 0x10000 ? 1 : 37) {
        if (c < 0xd800 || c > 0xdfff) text += String.fromCodePoint(c)
      }
      const { bytes } = gb18030.encode(text)
      const back = decode('gb18030', bytes)
      // Private-use characters that later editions gave up may be unknown to the platform.
      const moved = plane === 0xc000 ? /[?\uE000-\uF8FF]/g : /(?!)/g
      expect(back.replaceAll(moved, '')).toBe(text.replaceAll(moved, ''))
    }
  })

  test('what the charset lacks becomes ? and is told', () => {
    expect(get('gbk').encode('a😀é한b')).toEqual({
      bytes: Uint8Array.of(0x61, 0x3f, 0xa8, 0xa6, 0x3f, 0x62),
      unencodable: ['😀', '한'],
    })
    expect(get('latin1').encode('é中').unencodable).toEqual(['中'])
    expect(get('ascii').encode('aé').unencodable).toEqual(['é'])
    for (const name of ['utf-8', 'utf-16le', 'gb18030', 'gbk']) {
      expect(get(name).encode('a\uD800b').unencodable).toEqual(['\uD800'])
    }
  })

  test('"gbk" never sends four-byte characters, "gb18030" does', () => {
    expect(get('gbk').encode('ḿ1').bytes.length).toBeLessThan(4)
    expect([...get('gb18030').encode('💩').bytes]).toEqual([0x94, 0x39, 0xda, 0x33])
  })
})

describe('labels', () => {
  test.each([
    ['GB2312', 'gbk'],
    ['cp936', 'gbk'],
    ['GBK', 'gbk'],
    ['gb18030', 'gb18030'],
    ['utf8', 'utf-8'],
    ['UTF-8', 'utf-8'],
    ['big5', 'big5'],
    ['Shift_JIS', 'shift_jis'],
    ['sjis', 'shift_jis'],
    ['euckr', 'euc-kr'],
    ['Latin1', 'iso-8859-1'],
    ['ISO-8859-1', 'iso-8859-1'],
    ['cp1252', 'windows-1252'],
    ['utf16', 'utf-16le'],
    ['UTF-16BE', 'utf-16be'],
    ['KOI8-R', 'koi8-r'],
    ['ascii', 'us-ascii'],
    ['cp866', 'ibm866'],
    ['MacRoman', 'macintosh'],
  ])('%s is %s', (label, name) => {
    expect(charset(label)?.name).toBe(name)
  })

  test('what is none is undefined', () => {
    for (const label of ['', 'klingon', 'utf-9', '__proto__']) expect(charset(label)).toBeUndefined()
  })

  test('every label listed finds its charset', () => {
    for (const { name, labels } of charsets()) {
      for (const label of [name, ...labels]) expect(charset(label)?.name).toBe(name)
    }
  })
})

test('single bytes: Latin-1 keeps C1 controls, windows-1252 has quotes and the euro there', () => {
  expect(decode('iso-8859-1', Uint8Array.of(0x80, 0x93, 0xe9))).toBe('\u0080\u0093é')
  expect(decode('windows-1252', Uint8Array.of(0x80, 0x93, 0xe9))).toBe('€“é')
  expect(decode('us-ascii', Uint8Array.of(0x41, 0x80))).toBe('A\uFFFD')
})

test('in Japanese look-alikes are written where the character itself is missing', () => {
  expect([...get('shift_jis').encode('〜−‖¢£¬').bytes]).toEqual([
    0x81, 0x60, 0x81, 0x7c, 0x81, 0x61, 0x81, 0x91, 0x81, 0x92, 0x81, 0xca,
  ])
})
