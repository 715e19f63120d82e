import { glossaryTable } from './glossary.ts'
import { optionTable } from './options.ts'
import { programTable } from './programs.ts'
import { sizeTable } from './sizes.ts'

/** A table between its two marks in a page of docs/. */
interface Table {
  readonly page: string
  readonly mark: string
  readonly write: () => string | Promise<string>
}

/** Sizes change with every edit: `test/package/sizes.test.ts` lets them be a little off. */
export const sizes: Table = { page: 'docs/benchmarks.md', mark: 'sizes', write: sizeTable }

/** The tables that are written from the code, and have to be as it has them. */
export const tables: readonly Table[] = [
  { page: 'docs/cli.md', mark: 'options', write: optionTable },
  { page: 'docs/platforms.md', mark: 'programs', write: programTable },
  { page: 'docs/glossary.md', mark: 'glossary', write: glossaryTable },
]

/** The place of a table in its page: mark, table, mark. */
const place = (mark: string): RegExp =>
  new RegExp(`(<!-- ${mark}: written by \`npm run docs:tables\` -->)([\\s\\S]*?)(<!-- /${mark} -->)`)

/** @returns The table that stands in the page. @throws {Error} When the page has no place for it. */
export function readTable(page: string, mark: string): string {
  const found = place(mark).exec(page)
  if (found === null) throw new Error(`the page has no place marked "${mark}"`)
  return (found[2] ?? '').trim()
}

/** @returns The page with this table in its place. @throws {Error} When it has none. */
export function withTable(page: string, mark: string, table: string): string {
  readTable(page, mark)
  return page.replace(
    place(mark),
    (_all, begin: string, _old, end: string) => `${begin}\n\n${table}\n\n${end}`,
  )
}
