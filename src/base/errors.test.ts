import { describe, expect, test } from 'vitest'
import { assert, AssertionError, unreachable } from './assert.ts'
import { SynfinError } from './errors.ts'

describe('SynfinError', () => {
  test('carries a code to match on, a sentence and a cause', () => {
    const cause = new Error('below')
    const error = new SynfinError('ECONNREFUSED', 'Nobody listens there.', { cause })
    expect(error).toMatchObject({
      code: 'ECONNREFUSED',
      message: 'Nobody listens there.',
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
    expect(new Narrow('X', 'x') instanceof Narrow).toBe(true)
    expect(new Narrow('X', 'x') instanceof SynfinError).toBe(true)
    expect(new SynfinError('X', 'x') instanceof Narrow).toBe(false)
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
