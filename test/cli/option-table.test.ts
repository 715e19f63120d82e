import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { optionTable } from '../../tools/option-table/table.ts'

const cells = (line: string): string => line.replace(/\s+/g, ' ').replace(/-{3,}/g, '---')

it('docs/cli.md lists the options that the program has (npm run docs:options writes them)', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8')
  const table = /<!-- options:.*-->\s+([\s\S]*?)\s+<!-- \/options -->/.exec(page)?.[1] ?? ''
  expect(table.split('\n').map(cells)).toEqual(optionTable().split('\n').map(cells))
})
