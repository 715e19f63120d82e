import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTable, sizes } from '../../tools/docs-tables/pages.ts'
import { readSizes } from '../../tools/docs-tables/sizes.ts'
import { browserDoors, sizeOf } from '../../tools/sizes/doors.ts'

const page = readFileSync(join(import.meta.dirname, '../..', sizes.page), 'utf8')
const stated = readSizes(readTable(page, sizes.mark))

test('the table of sizes has every door that a browser may import (npm run docs:tables)', () => {
  expect(stated.map(({ door }) => door)).toEqual(browserDoors().map(({ door }) => door))
  expect(stated.length).toBeGreaterThan(5)
})

test.each(browserDoors())(
  '$door needs no Node, and is as large in a browser as the table says, to a tenth',
  async (one) => {
    const { bytes, gzip } = await sizeOf(one)
    const said = stated.find(({ door }) => door === one.door)
    for (const [actual, written = 0] of [
      [bytes, said?.bytes],
      [gzip, said?.gzip],
    ] as const) {
      expect(
        Math.abs(actual - written),
        `${actual} bytes, ${written} in ${sizes.page}: npm run docs:tables`,
      ).toBeLessThan(written / 10)
    }
  },
)
