import { glossary } from '../../src/say/index.ts'
import { table } from './markdown.ts'

/** @returns The terms as a Markdown table, both languages side by side. */
export function glossaryTable(): string {
  return table(
    ['English', '中文', 'What it is · 是什么'],
    glossary.map(({ en, zh, alias, what }) => [
      en,
      alias === undefined ? zh : `${zh}（又称：${alias}）`,
      `${what.en} ${what.zh}`,
    ]),
  )
}
