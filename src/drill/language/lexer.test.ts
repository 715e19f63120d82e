import { describe, expect, it } from 'vitest'
import { Cursor } from './cursor.ts'

function tokens(text: string, defines: Record<string, string> = {}): string[] {
  const cursor = new Cursor(text, new Map(Object.entries(defines)))
  const seen: string[] = []
  for (let token = cursor.next(); token.kind !== 'end'; token = cursor.next()) {
    seen.push(`${token.kind} ${token.text}`)
  }
  return seen
}

describe('the lexer', () => {
  it('tells a time from a range of numbers and from flags', () => {
    expect(tokens('+.1...0.200 > P. 1:1001(1000)')).toEqual([
      'mark +',
      'float .1',
      'mark ...',
      'float 0.200',
      'mark >',
      'word P',
      'mark .',
      'integer 1',
      'mark :',
      'integer 1001',
      'mark (',
      'integer 1000',
      'mark )',
    ])
  })

  it.each([
    ['0x2', 'integer 0x2'],
    ['-1', 'integer -1'],
    ['3021b9d889017eeb', 'word 3021b9d889017eeb'],
    ['0.25', 'float 0.25'],
    ['"a\\x41\\n"', 'string aA\n'],
    ['`ls\n-l`', 'command ls\n-l'],
    ['%{ a = 1 }%', 'code  a = 1 '],
    ['--mss=1000', 'option --mss=1000'],
    ['192.0.2.1', 'address 192.0.2.1'],
    ['fd3d::1', 'address fd3d::1'],
    ['...', 'mark ...'],
  ])('reads %s', (text, token) => {
    expect(tokens(text)).toEqual([token])
  })

  it('leaves comments out, over lines too', () => {
    expect(tokens('a // b\n/* c\n d */ e')).toEqual(['word a', 'word e'])
  })

  it('puts in what a name stands for', () => {
    const defines = { A: '"text"', B: '`ls`', C: '12', D: 'other', E: '0x10' }
    expect(tokens('A B C D E F', defines)).toEqual([
      'string text',
      'command ls',
      'integer 12',
      'word other',
      'integer 0x10',
      'word F',
    ])
  })

  it('knows the line and the column of each piece', () => {
    const cursor = new Cursor('a\n  b', new Map())
    cursor.next()
    expect(cursor.next().place).toEqual({ line: 2, column: 3 })
  })
})
