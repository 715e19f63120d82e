import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readTable, tables } from '../tools/docs-tables/pages.ts'

/** How a table is padded is the formatter's affair. */
const cells = (table: string): string[] =>
  table.split('\n').map((line) => line.replace(/\s+/g, ' ').replace(/-{3,}/g, '---'))

it.each(tables)(
  '$page has its table of $mark as the code has it (npm run docs:tables)',
  async ({ page, mark, write }) => {
    const text = readFileSync(join(import.meta.dirname, '..', page), 'utf8')
    expect(cells(readTable(text, mark))).toEqual(cells(await write()))
  },
)
