import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { glossary } from '../src/say/index.ts'
import { filesOf } from './support/sources.ts'

/** Every Chinese sentence that a person may read keeps to the glossary: one word for one thing. */

const root = join(import.meta.dirname, '..')
const files = filesOf()
  .filter((path) => /^src\/.*\.tsx?$|^README\.zh-CN\.md$|^docs\/.*\.zh-CN\.md$/.test(path))
  .filter((path) => !/\.test\.|\/testing\/|say\/glossary\.ts$/.test(path))

/** What is Chinese in a line: in code its literals. A quoted example of what people type stands in 「」: not ours. */
function chineseOf(line: string, isCode: boolean): string {
  const parts = isCode ? (line.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`?/g) ?? []) : [line]
  return parts
    .filter((part) => /\p{Script=Han}/u.test(part))
    .join(' ')
    .replace(/「[^」]*」/g, '')
}

const chinese = files.flatMap((path) =>
  readFileSync(join(root, path), 'utf8')
    .split('\n')
    .map((line, index) => ({ at: `${path}:${index + 1}`, line: chineseOf(line, path.includes('.ts')) }))
    .filter(({ line }) => line !== ''),
)

/** The English of the sentences, and the pages for people. */
const pages = filesOf()
  .filter((path) => /^src\/.*\.tsx?$|^README\.md$|^docs\/.*(?<!\.zh-CN)\.md$/.test(path))
  .filter((path) => !/\.test\.|\/testing\/|say\/glossary\.ts$/.test(path))
  .flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .map((line, index) => ({
        at: `${path}:${index + 1}`,
        line: path.endsWith('.md') ? line : (/(?:\ben: |^\s*)(['"`].*)/.exec(line)?.[1] ?? ''),
      })),
  )

describe('the glossary', () => {
  it('has each word once', () => {
    for (const lang of ['en', 'zh'] as const) {
      const words = glossary.map((term) => term[lang])
      expect(new Set(words).size).toBe(words.length)
    }
  })

  const english = glossary.flatMap(({ en, notEn = [] }) => notEn.map((word) => ({ word, en })))
  it.each(english)('no sentence or page says $word for $en', ({ word }) => {
    const pattern = new RegExp(`\\b(?:${word})\\b`, 'iu')
    expect(
      pages.filter(({ line }) => pattern.test(line)).map(({ at, line }) => `${at} ${line.trim()}`),
    ).toEqual([])
  })

  const words = glossary.flatMap(({ zh, not = [] }) => not.map((word) => ({ word, zh })))
  it.each(words)('no sentence says $word for $zh', ({ word }) => {
    const pattern = new RegExp(word, 'u')
    expect(
      chinese.filter(({ line }) => pattern.test(line)).map(({ at, line }) => `${at} ${line.trim()}`),
    ).toEqual([])
  })
})
