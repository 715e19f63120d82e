import { describe, expect, it } from 'vitest'
import { Growth } from './growth.ts'

const MIB = 1024 ** 2

describe('Growth', () => {
  it('asks beyond 1 GiB, whatever it was made of', () => {
    const growth = new Growth()
    expect(growth.isTooMuch(1024 * MIB, 1024 * MIB)).toBe(false)
    expect(growth.isTooMuch(1024 * MIB + 1, 1024 * MIB)).toBe(true)
  })

  it('asks beyond a hundred times what was taken, once that is more than a little', () => {
    const growth = new Growth()
    expect(growth.isTooMuch(10 * MIB, 1000)).toBe(false)
    expect(growth.isTooMuch(20 * MIB, 1000)).toBe(true)
    expect(growth.isTooMuch(20 * MIB, MIB)).toBe(false)
  })

  it('asks again at twice what was agreed to', () => {
    const growth = new Growth()
    growth.agree(20 * MIB)
    expect(growth.isTooMuch(39 * MIB, 1000)).toBe(false)
    expect(growth.isTooMuch(41 * MIB, 1000)).toBe(true)
  })
})
