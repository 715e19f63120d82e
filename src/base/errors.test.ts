import { describe, expect, test } from 'vitest'
import { assert, AssertionError, unreachable } from './assert.ts'
import { reasons, SynfinError } from './errors.ts'

const t = reasons({
  refused: { en: 'Nobody listens at port {port}.', zh: '端口 {port} 上没有程序在监听。' },
  tooLong: {
    en: 'The text has {length|# character|# characters}, of {names|or}: {why}',
    zh: '文本有 {length|#} 个字符，来自 {names|or}：{why}',
  },
})

describe('SynfinError', () => {
  test('says in its message what fills the places, an explanation within it too', () => {
    const why = { reason: t.refused, args: { port: 9 } }
    const error = new SynfinError('X', t.tooLong, { length: 1, names: ['a', 'b'], why })
    expect(error.message).toBe('The text has 1 character, of a, b: Nobody listens at port 9.')
    expect(new SynfinError('X', t.tooLong, { length: 2 }).message).toContain('2 characters, of {names|or}')
  })

  test('carries a code to match on, a sentence and a cause', () => {
    const cause = new Error('below')
    const error = new SynfinError('ECONNREFUSED', t.refused, { port: 80 }, { cause })
    expect(error).toMatchObject({
      code: 'ECONNREFUSED',
      message: 'Nobody listens at port 80.',
      reason: { name: 'refused' },
      args: { port: 80 },
      name: 'SynfinError',
      cause,
    })
    expect(error).toBeInstanceOf(Error)
    expect(Object.keys(error)).toEqual(expect.arrayContaining(['code']))
  })

  test('instanceof holds for an error made by another copy of the package, and for nothing else', () => {
    const foreign = Object.assign(new Error('from a second copy'), { [Symbol.for('synfin.error')]: true })
    expect(foreign instanceof SynfinError).toBe(true)
    for (const other of [new Error('plain'), { code: 'ECONNRESET' }, undefined, null, 'ECONNRESET', 1]) {
      expect(other instanceof SynfinError).toBe(false)
    }
  })

  test('a subclass is matched by its own class, not by the brand', () => {
    class Narrow extends SynfinError {}
    expect(new Narrow('X', t.refused) instanceof Narrow).toBe(true)
    expect(new Narrow('X', t.refused) instanceof SynfinError).toBe(true)
    expect(new SynfinError('X', t.refused) instanceof Narrow).toBe(false)
  })
})

describe('assert', () => {
  test('throws what did not hold, and only then', () => {
    expect(() => assert(1 + 1 === 2, 'sums')).not.toThrow()
    expect(() => assert(0, 'snd.una is past snd.nxt')).toThrow(new AssertionError('snd.una is past snd.nxt'))
  })

  test('unreachable names the value that got there', () => {
    expect(() => unreachable('LIMBO' as never)).toThrow('unreachable: LIMBO')
  })
})
