import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AutoCharset } from './auto.ts'
import { charset } from './registry.ts'

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf8 = ascii
function gbk(text: string): Uint8Array {
  const { bytes, unencodable } = charset('gb18030')!.encode(text)
  expect(unencodable).toEqual([])
  return bytes
}

describe('what the bytes allow', () => {
  test('ASCII decides nothing', () => {
    const auto = new AutoCharset()
    expect(auto.push(ascii('GET / HTTP/1.1\r\n'))).toBe('GET / HTTP/1.1\r\n')
    expect(auto.chosen).toBeUndefined()
    expect(auto.reason).toBe('nothingYet')
    expect(auto.replyCharset.name).toBe('utf-8')
  })

  test('GBK chooses GB18030, and the peer is answered in it', () => {
    const auto = new AutoCharset()
    expect(auto.push(gbk('你好,收到消息\n'))).toBe('你好,收到消息\n')
    expect(auto.chosen).toBe('gb18030')
    expect(auto.reason).toBe('notUtf8')
    expect(auto.replyCharset.encode('收到').bytes).toEqual(gbk('收到'))
    expect(auto.hint).toBeUndefined()
    expect(auto.explain('zh')).toContain('GB18030')
  })

  test('UTF-8 with an odd number of bytes cannot be GB18030', () => {
    const auto = new AutoCharset()
    expect(auto.push(utf8('中\n'))).toBe('中\n')
    expect([auto.chosen, auto.reason]).toEqual(['utf-8', 'notGb18030'])
  })

  test('two Chinese characters in UTF-8 are valid GBK too: read as UTF-8, still open', () => {
    const auto = new AutoCharset()
    expect(auto.push(utf8('收到'))).toBe('收到')
    expect([auto.chosen, auto.reason]).toEqual([undefined, 'bothValid'])
    expect(auto.push(utf8('消息'))).toBe('消息')
    expect([auto.chosen, auto.reason]).toEqual(['utf-8', 'utf8ByWeight'])
  })

  test('bytes that are neither decide nothing and are marked', () => {
    const auto = new AutoCharset()
    expect(auto.push(Uint8Array.of(0xff, 0xe9, 0x0a))).toBe('\uFFFD\uFFFD\n')
    expect(auto.chosen).toBeUndefined()
    expect(auto.malformed).toBe(2)
    expect(auto.push(gbk('你好'))).toBe('你好')
    expect(auto.chosen).toBe('gb18030')
    expect(auto.malformed).toBe(2)
  })

  test('a byte that is in no UTF-8 waits for what GB18030 makes of it', () => {
    const auto = new AutoCharset()
    expect(auto.push(Uint8Array.of(0x41, 0xfc))).toBe('A')
    expect(auto.pending).toEqual(Uint8Array.of(0xfc))
    expect(auto.push(ascii('\n'))).toBe('\uFFFD\n')
    expect(auto.chosen).toBeUndefined()
  })
})

describe('cut anywhere', () => {
  const chinese = '服务器收到客户端消息:镕éЖ😀 OK\r\n'
  test.each([
    ['utf-8', utf8(chinese)],
    ['gb18030', gbk(chinese)],
  ])('%s reads the same at every split', (chosen, bytes) => {
    for (let a = 0; a <= bytes.length; a++) {
      const auto = new AutoCharset()
      const text = auto.push(bytes.subarray(0, a)) + auto.push(bytes.subarray(a)) + auto.end()
      expect(text).toBe(chinese)
      expect(auto.chosen).toBe(chosen)
    }
    const slow = new AutoCharset()
    expect(Array.from(bytes, (byte) => slow.push(Uint8Array.of(byte))).join('')).toBe(chinese)
  })

  test('any bytes never throw, and none is lost: text of ASCII between them stays', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 12 }), (chunks) => {
        const auto = new AutoCharset()
        const text = chunks.map((chunk) => auto.push(chunk)).join('') + auto.end()
        const newlines = chunks.flatMap((chunk) => [...chunk]).filter((byte) => byte === 0x0a).length
        expect(text.split('\n').length - 1).toBe(newlines)
      }),
      { numRuns: 500 },
    )
  })

  test('valid UTF-8 is never taken for GB18030, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 8 }), (parts) => {
        const auto = new AutoCharset()
        const text = parts.map((part) => auto.push(utf8(part))).join('') + auto.end()
        expect(text).toBe(parts.join(''))
        expect(auto.chosen).not.toBe('gb18030')
      }),
    )
  })
})

describe('evidence that comes later', () => {
  test('text shown while both were open is not read again; a hint says where it is', () => {
    const auto = new AutoCharset()
    expect(auto.push(ascii('ok '))).toBe('ok ')
    // GBK 一 is D2 BB, which is UTF-8 too.
    expect(auto.push(gbk('一'))).toBe('һ')
    expect(auto.chosen).toBeUndefined()
    expect(auto.push(gbk('你好'))).toBe('你好')
    expect(auto.hint).toEqual({ kind: 'earlierText', charset: 'gb18030', offset: 3, length: 2 })
    expect(auto.explainHint('zh')).toContain('乱码')
  })

  test('GB18030 goes on in the middle of its own pair when UTF-8 characters were shown', () => {
    const auto = new AutoCharset()
    // As GBK: E6 94, and B6 begins the next character.
    expect(auto.push(Uint8Array.of(0xe6, 0x94, 0xb6))).toBe('收')
    expect(auto.push(Uint8Array.of(0xa1))).toBe('丁')
    expect(auto.hint).toEqual({ kind: 'earlierText', charset: 'gb18030', offset: 0, length: 3 })
  })

  test('GBK after UTF-8 was chosen: marked, hinted at, and read so only when told', () => {
    const auto = new AutoCharset()
    auto.push(utf8('客户端消息'))
    expect(auto.chosen).toBe('utf-8')
    expect(auto.push(gbk('你好'))).toContain('\uFFFD')
    expect(auto.chosen).toBe('utf-8')
    expect(auto.hint).toEqual({ kind: 'contrary', charset: 'gb18030', offset: 15, length: 4 })
    expect(auto.explainHint('en')).toContain('GB18030')
    auto.choose('gb18030')
    expect(auto.hint).toBeUndefined()
    expect(auto.push(gbk('你好'))).toBe('你好')
    expect([auto.chosen, auto.reason]).toEqual(['gb18030', 'told'])
    expect(auto.malformed).toBeGreaterThan(0)
  })

  test('UTF-8 after GB18030 was chosen is hinted at, though GB18030 reads it without a mark', () => {
    const auto = new AutoCharset()
    auto.push(gbk('你好'))
    expect(auto.push(utf8('客户端消'))).not.toContain('客')
    expect(auto.hint).toEqual({ kind: 'contrary', charset: 'utf-8', offset: 4, length: 12 })
  })

  test('a half character is carried over when a person chooses', () => {
    const auto = new AutoCharset()
    expect(auto.push(Uint8Array.of(0xc4))).toBe('')
    auto.choose('gb18030')
    expect(auto.push(Uint8Array.of(0xe3))).toBe('你')
    expect(auto.end()).toBe('')
  })
})
