import { describe, expect, expectTypeOf, it } from 'vitest'
import { isKeyOf, own } from './index.ts'

const HOSTILE = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'then', '']

describe('own', () => {
  const flags: Readonly<Record<string, number>> = { syn: 2, ack: 16 }

  it('finds what the table holds', () => {
    expect(own(flags, 'syn')).toBe(2)
    expect(own(['a', 'b'], 1)).toBe('b')
  })

  it.each(HOSTILE)('finds nothing under %j, which every object answers to', (key) => {
    expect(own(flags, key)).toBeUndefined()
    expect(isKeyOf(flags, key)).toBe(false)
  })

  it('says which values may come out, and which keys are the table’s', () => {
    const marks = { lf: '\n', nul: 0 } as const
    const key: string = 'lf'
    expectTypeOf(own(marks, key)).toEqualTypeOf<'\n' | 0 | undefined>()
    if (isKeyOf(marks, key)) expectTypeOf(key).toEqualTypeOf<'lf' | 'nul'>()
    expect(own(marks, key)).toBe('\n')
  })
})
