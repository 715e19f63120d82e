/**
 * Writes the table of options in docs/cli.md from the program itself, so that the two cannot part.
 *
 *     npm run docs:options
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withOptionTable } from './option-table/table.ts'

const page = join(import.meta.dirname, '../docs/cli.md')
writeFileSync(page, withOptionTable(readFileSync(page, 'utf8')))
