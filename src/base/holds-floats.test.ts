import { expect, test } from 'vitest'
import { holdsFloats } from './holds-floats.ts'

test('writes a float into each field that is named, and into no other', () => {
  const one = { at: 0, due: 3, count: 7 }
  holdsFloats(one, 'at', 'due')
  expect(Number.isInteger(one.at) || Number.isInteger(one.due)).toBe(false)
  expect(one.count).toBe(7)
})
