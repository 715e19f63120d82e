import { expect, test } from 'vitest'
import { parseDrop, parseSize } from './index.ts'

test('sizes as people write them', () => {
  expect(parseSize('0')).toBe(0)
  expect(parseSize('500')).toBe(500)
  expect(parseSize('64k')).toBe(65_536)
  expect(parseSize('1.5M')).toBe(1_572_864)
  expect(parseSize('2MiB')).toBe(2_097_152)
  for (const bad of ['', '-1', '1g', '1.5', '257M', 'k', '1e3']) expect(parseSize(bad)).toBeUndefined()
})

test('packets to lose, by side, in order, each once', () => {
  expect(parseDrop('c3,s2, c1,c3')).toEqual({ client: [1, 3], server: [2] })
  for (const bad of ['', '3', 'c0', 'x1', 'c1,', 'c1;s2']) expect(parseDrop(bad)).toBeUndefined()
})
