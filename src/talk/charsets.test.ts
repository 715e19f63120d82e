import { describe, expect, it } from 'vitest'
import { Charsets, charsetName } from './charsets.ts'

const gbk = (text: string): Uint8Array => new Charsets('gbk', 'gbk').encode(text).bytes

describe('the charsets of a talk', () => {
  it('answer in what was read, when told nothing', () => {
    const auto = new Charsets('auto', 'auto')
    expect([auto.reads, auto.writes]).toEqual(['auto', 'utf-8'])
    expect(auto.decode(gbk('你好'))).toBe('你好')
    expect([auto.reads, auto.writes]).toEqual(['gb18030', 'gb18030'])
    expect(auto.encode('收到').bytes).toEqual(gbk('收到'))
  })

  it('write what was read when only that was told, and differ when told to', () => {
    expect(new Charsets('big5', 'auto').writes).toBe('big5')
    const both = new Charsets('gbk', 'utf-8')
    expect(both.decode(gbk('中'))).toBe('中')
    expect(both.encode('中').bytes).toEqual(new Uint8Array([0xe4, 0xb8, 0xad]))
  })

  it('keep a half character until its rest comes, over a change of the charset too', () => {
    const charsets = new Charsets('gbk', 'gbk')
    expect(charsets.decode(new Uint8Array([0xd6]))).toBe('')
    expect(charsets.pending).toEqual(new Uint8Array([0xd6]))
    charsets.change('gb18030')
    expect(charsets.decode(new Uint8Array([0xd0]))).toBe('中')
    expect(charsets.end()).toBe('')
  })

  it('go by the names people use', () => {
    expect(charsetName('GB2312')).toBe('gbk')
    expect(charsetName('AUTO')).toBe('auto')
    expect(charsetName('klingon')).toBeUndefined()
  })
})
