/**
 * Writes the tables of docs/ that come from the code itself, so that the two cannot part.
 *
 *     npm run docs:tables
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sizes, tables, withTable } from './docs-tables/pages.ts'

for (const { page, mark, write } of [...tables, sizes]) {
  const file = join(import.meta.dirname, '..', page)
  writeFileSync(file, withTable(readFileSync(file, 'utf8'), mark, await write()))
}
