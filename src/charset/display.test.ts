import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  displayWidth,
  padToWidth,
  pickLang,
  truncateToWidth,
  visibleControls,
  wrapToWidth,
} from '../say/index.ts'

describe('width in a terminal', () => {
  test.each([
    ['abc', 3],
    ['', 0],
    ['中文', 4],
    ['ハンカク', 8],
    ['ﾊﾝ', 2],
    ['안녕', 4],
    ['안녕'.normalize('NFD'), 4],
    ['e\u0301', 1],
    ['é', 1],
    ['😀', 2],
    ['👨‍👩‍👧', 2],
    ['🇨🇳', 2],
    ['❤️', 2],
    ['1️⃣', 2],
    ['\u200b', 0],
    ['…', 1],
    ['\uFF08\uFF0C\uFF09', 6],
    ['🧑🏽', 2],
    ['│', 1],
    ['नि', 1],
  ])('%j takes %i', (text, width) => expect(displayWidth(text)).toBe(width))

  test('truncate never cuts a character and never exceeds', () => {
    expect(truncateToWidth('中文字', 5)).toBe('中文…')
    expect(truncateToWidth('中文字', 4)).toBe('中…')
    expect(truncateToWidth('中文字', 6)).toBe('中文字')
    expect(truncateToWidth('👨‍👩‍👧x', 2, '')).toBe('👨‍👩‍👧')
    expect(truncateToWidth('abc', 0)).toBe('')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(12), (text, columns) => {
        expect(displayWidth(truncateToWidth(text, columns))).toBeLessThanOrEqual(columns)
      }),
    )
  })

  test('pad', () => {
    expect(padToWidth('中', 4)).toBe('中  ')
    expect(padToWidth('中', 4, 'start')).toBe('  中')
    expect(padToWidth('中文', 3)).toBe('中文')
  })

  test.each([
    // Neither a character nor punctuation alone.
    ['它们在网络上丢失', 14, ['它们在网络上', '丢失']],
    ['它们在网络上丢。', 14, ['它们在网络', '上丢。']],
    ['使用 TCP 吗', 8, ['使用', 'TCP 吗']],
    // Nowhere to take company from.
    ['中文字', 2, ['中', '文', '字']],
    ['（关闭）中', 8, ['（关闭）', '中']],
    // A number and its unit.
    ['wait 500 ms at most', 9, ['wait', '500 ms at', 'most']],
    ['up to 64 KiB of it', 8, ['up to', '64 KiB', 'of it']],
    ['最多等待 500 毫秒', 14, ['最多等待', '500 毫秒']],
    ['最多等待500毫秒', 12, ['最多等待', '500毫秒']],
    ['客户端 12 个，都在', 12, ['客户端', '12 个，都在']],
    // What is one word: commands, flags, addresses, Latin within Chinese.
    ['输入的行会发出；/help 看命令', 18, ['输入的行会发出；', '/help 看命令']],
    ['listen at [::1]:8888 with --keep-half-open', 16, ['listen at', '[::1]:8888 with', '--keep-half-open']],
    ['正在监听 127.0.0.1:8888；退出', 16, ['正在监听', '127.0.0.1:8888；', '退出']],
    ['对方已发完（CLOSE-WAIT）', 20, ['对方已发完', '（CLOSE-WAIT）']],
    ['two  spaces', 4, ['two', 'spac', 'es']],
  ] as const)('wrap %j at %i', (text, columns, lines) => expect(wrapToWidth(text, columns)).toEqual(lines))

  test('wrap, of any sentence: no line too wide, no text lost, every word that fits whole', () => {
    const latin = fc.string({
      unit: fc.constantFrom('ab', 'T', 'C', 'P', '-', '/', '.', ':', '1'),
      minLength: 2,
      maxLength: 6,
    })
    const han = fc
      .array(fc.constantFrom('服务器', '收', '到，', '（对方）', '消息；', '。'), { maxLength: 6 })
      .map((words) => `共${words.join('').replaceAll(/。+/g, '。')}`)
    const amount = fc.constantFrom('500 ms', '64 KiB', '12 个', '500 毫秒')
    const sentence = fc.array(fc.oneof(latin, han, amount), { maxLength: 12 })
    fc.assert(
      fc.property(sentence, fc.integer({ min: 12, max: 40 }), (parts, columns) => {
        const lines = wrapToWidth(parts.join(' '), columns)
        const bare = (text: string): string => text.replaceAll(' ', '')
        expect(bare(lines.join(''))).toBe(bare(parts.join('')))
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
        for (const part of parts.filter((each) => /^[a-zTCP/\d]/.test(each) && !/[（，。）；.:]/.test(each)))
          expect(lines.some((line) => line.includes(part))).toBe(true)
        for (const line of lines.slice(1)) expect(line).not.toMatch(/^[，。）；]/)
      }),
    )
  })

  test('wrap breaks at spaces, between wide characters, and inside long words', () => {
    expect(wrapToWidth('the quick brown fox', 10)).toEqual(['the quick', 'brown fox'])
    expect(wrapToWidth('服务器收到消息', 6)).toEqual(['服务器', '收到', '消息'])
    expect(wrapToWidth('收到消\uFF0C好', 6)).toEqual(['收到', '消\uFF0C好'])
    expect(wrapToWidth('收到\uFF08ACK\uFF09', 7)).toEqual(['收到', '\uFF08ACK\uFF09'])
    expect(wrapToWidth('abcdefgh', 3)).toEqual(['abc', 'def', 'gh'])
    expect(wrapToWidth('a\n\nb', 5)).toEqual(['a', '', 'b'])
    expect(wrapToWidth('', 5)).toEqual([''])
    expect(wrapToWidth('中', 1)).toEqual(['中'])
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 20 }), (text, columns) => {
        const lines = wrapToWidth(text, columns)
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
      }),
    )
  })
})

describe('a peer cannot drive the terminal', () => {
  test('escape sequences, C1 controls, overrides and invisible characters become visible', () => {
    expect(visibleControls('\u001B[2J\u001B]0;title\u0007')).toBe('␛[2J␛]0;title␇')
    expect(visibleControls('a\r\n\tb\u007F')).toBe('a␍␊␉b␡')
    expect(visibleControls('\u009B31m')).toBe('<U+009B>31m')
    expect(visibleControls('a\u202Eb\u2066c\u200F')).toBe('a<U+202E>b<U+2066>c<U+200F>')
    expect(visibleControls('\uFEFFx\u{E0041}\uD800')).toBe('<U+FEFF>x<U+E0041><U+D800>')
    expect(visibleControls('a\nb\r', '\n')).toBe('a\nb␍')
  })

  test('text stays as it is', () => {
    const text = 'Hello 中文 é 👨‍👩‍👧 ❤️ — … नि'
    expect(visibleControls(text)).toBe(text)
  })

  test('whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleControls(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]|\p{Bidi_Control}/u)
      }),
      { numRuns: 1000 },
    )
    for (let code = 0; code < 0xffff; code++) {
      const shown = visibleControls(String.fromCharCode(code))
      if (/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(shown)) throw new Error(`U+${code.toString(16)} passes`)
    }
  })
})

test.each([
  ['zh', ['en_US.UTF-8'], 'zh'],
  ['zh-CN', [], 'zh'],
  ['en', ['zh_CN.UTF-8'], 'en'],
  [undefined, ['zh_CN.UTF-8'], 'zh'],
  [undefined, ['', undefined, 'zh_TW'], 'zh'],
  [undefined, ['C', 'zh_CN.UTF-8'], 'en'],
  [undefined, [], 'en'],
  ['klingon', ['zh_CN'], 'zh'],
] as const)('language: asked for %j, environment %j', (asked, environment, wanted) => {
  expect(pickLang(asked, ...environment)).toBe(wanted)
})
