import { AUTO, SAME } from '../../store/charset-choice.ts'
import { describe, expect, test } from 'vitest'
import { charset } from '../../../charset/index.ts'
import { Reader } from './reader.ts'

const gbk = (text: string): Uint8Array => charset('gbk')!.encode(text).bytes
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('Reader', () => {
  test('auto answers the peer in its own charset, and reads what was written so', () => {
    const reader = new Reader({ reads: AUTO, writes: SAME })
    expect(reader.read('in', gbk('你好，收到消息')).text).toBe('你好，收到消息')
    expect([reader.reads, reader.writes.name]).toEqual(['gb18030', 'gb18030'])
    expect(reader.read('out', reader.writes.encode('收到').bytes).text).toBe('收到')
    expect(reader.likelier).toBeUndefined()
  })

  test('a character that a boundary cuts waits, and is told as pending', () => {
    const reader = new Reader({ reads: 'gbk', writes: SAME })
    const [one, two] = [gbk('你').subarray(0, 1), gbk('你').subarray(1)]
    expect(reader.read('in', one)).toEqual({ text: '', pending: Uint8Array.of(0xc4) })
    expect(reader.read('out', utf8('between')).text).toBe('between')
    expect(reader.read('in', two).text).toBe('你')
  })

  test('a charset that does not fit is hinted at, and nothing is switched', () => {
    const reader = new Reader({ reads: 'utf-8', writes: SAME })
    expect(reader.likelier).toBeUndefined()
    expect(reader.read('in', gbk('你好')).text).toContain('\uFFFD')
    expect(reader.likelier?.charset).toBe('gb18030')
    expect([reader.reads, reader.writes.name]).toEqual(['utf-8', 'utf-8'])
  })

  test('UTF-8 read as GBK is hinted at though GBK reads it without a mark', () => {
    const reader = new Reader({ reads: 'gbk', writes: SAME })
    reader.read('in', utf8('客户端消'))
    expect(reader.likelier?.charset).toBe('utf-8')
  })

  test.each([
    ['big5', '你好'],
    ['gbk', '你好'],
    ['utf-8', '你好，收到消息'],
    ['iso-8859-1', 'plain ASCII'],
  ])('%s that fits is left alone', (name, text) => {
    const reader = new Reader({ reads: name, writes: SAME })
    expect(reader.read('in', charset(name)!.encode(text).bytes).text).toBe(text)
    expect(reader.likelier).toBeUndefined()
  })

  test('writing in another charset than reading', () => {
    const reader = new Reader({ reads: 'gbk', writes: 'utf-8' })
    expect(reader.writes.name).toBe('utf-8')
    expect(reader.read('out', utf8('你好')).text).toBe('你好')
    expect(reader.read('in', gbk('你好')).text).toBe('你好')
  })
})
