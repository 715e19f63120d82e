import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runCode, UnknownName, type Broken, type CodeValue } from './evaluate.ts'
import { parseCode } from './parse.ts'
import { CodeError } from './tokens.ts'

function run(code: string, names: Record<string, CodeValue> = {}): Broken | undefined {
  return runCode(parseCode(code), new Map(Object.entries(names)))
}

function value(expression: string, names: Record<string, CodeValue> = {}): CodeValue {
  const scope = new Map<string, CodeValue>(Object.entries(names))
  runCode(parseCode(`x = ${expression}`), scope)
  return scope.get('x')
}

describe('assertions', () => {
  it.each([
    ['assert 1 == 1'],
    ['assert tcpi_snd_cwnd == 10, tcpi_snd_cwnd'],
    ['assert 5 <= tcpi_snd_cwnd <= 20'],
    ['assert (tcpi_options & 4) != 0, tcpi_options'],
    ['print(tcpi_snd_cwnd); cwnd = 9; cwnd += 1; assert tcpi_snd_cwnd == cwnd'],
    ['\n# said\nassert tcpi_snd_cwnd == 10; \\\n assert tcpi_options == 7 # more\n'],
    ["assert 1 == 1, 'cwnd=%d' % tcpi_snd_cwnd"],
    ['assert not 0 and (1 or nothing)'],
  ])('hold: %s', (code) => {
    expect(run(code, { tcpi_snd_cwnd: 10, tcpi_options: 7 })).toBeUndefined()
  })

  it('say what they are and what they found', () => {
    expect(run("assert a == 2, 'a is %d of %s' % (a, 'many')", { a: 3 })).toEqual({
      text: 'a == 2',
      message: 'a is 3 of many',
    })
    expect(run('assert 2 <= a <= 4 < 3, a', { a: 3 })).toMatchObject({ message: '3' })
    expect(run('assert a; assert b', { a: 1, b: 0 })).toEqual({ text: 'b', message: '' })
  })

  it('leave names behind for the next block', () => {
    const scope = new Map<string, CodeValue>()
    runCode(parseCode('cwnd = 4'), scope)
    expect(runCode(parseCode('cwnd += 1; assert cwnd == 5'), scope)).toBeUndefined()
  })
})

describe('expressions are those of Python', () => {
  it.each<[string, CodeValue]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 // 2', 3],
    ['-7 // 2', -4],
    ['-7 % 3', 2],
    ['7 / 2', 3.5],
    ['1 << 40', 2 ** 40],
    ['0xffffffff & 0xf0000000', 0xf0000000],
    ['~0', -1],
    ['5 | 2 ^ 2 & 3', 5],
    ['1 < 2 < 3', true],
    ['1 < 2 > 3', false],
    ['True == 1', true],
    ['"a" + \'b\'', 'ab'],
    ['max(1, 5, 3) - min(4, 2)', 3],
    ["'%x' % 255", 'ff'],
    ['(1, 2)', [1, 2]],
    ['None', undefined],
    ['1460 - 12', 1448],
  ])('%s', (expression, expected) => {
    expect(value(expression)).toEqual(expected)
  })

  it('agree with arithmetic', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer({ min: 1, max: 1e6 }), (a, b, c) => {
        expect(value('a + b * c - (a - c)', { a, b, c })).toBe(a + b * c - (a - c))
        expect(value('(a // c) * c + a % c == a', { a, c })).toBe(true)
      }),
    )
  })
})

describe('what is not understood', () => {
  it.each(['if a: b', 'import os', 'a.b', 'assert', '1 +', 'f(', '(1', 'a = = 1', '@', '1 / 0', "1 + 'a'"])(
    'is told apart from a failure: %s',
    (code) => {
      expect(() => run(code, { a: 1, b: 1 })).toThrow(CodeError)
    },
  )

  it('names the name that is missing', () => {
    expect(() => run('assert tcpi_nothing == 1')).toThrow(UnknownName)
    expect(() => run('assert len(1)')).toThrow(UnknownName)
  })

  it('never ends in another error', () => {
    const piece = fc.constantFrom(
      'assert',
      '1',
      'a',
      '(',
      ')',
      '+',
      '-',
      'not',
      '==',
      '<',
      ',',
      "'s'",
      '%',
      ';',
      '=',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 2 })), { maxLength: 20 }), (parts) => {
        try {
          run(parts.join(' '), { a: 1 })
        } catch (error) {
          if (!(error instanceof CodeError) && !(error instanceof UnknownName)) throw error
        }
      }),
      { numRuns: 2_000 },
    )
    for (const deep of ['('.repeat(50_000), '-'.repeat(50_000), 'not '.repeat(50_000)]) {
      expect(() => run(deep)).toThrow(CodeError)
    }
  })
})
