import { glossaryTable } from './glossary.ts'
import { optionTable } from './options.ts'
import { programTable } from './programs.ts'

/** The tables that are written from the code, each between its two marks in a page of docs/. */
export const tables: readonly {
  readonly page: string
  readonly mark: string
  readonly write: () => string | Promise<string>
}[] = [
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
