import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Sentence } from '../../src/say/index.ts'

/** A sentence, and where it stands. */
export interface Gathered {
  /** Below the root of the repository. */
  readonly file: string
  /** The catalogue's name and the sentence's own in it. */
  readonly name: string
  readonly sentence: Sentence
}

const root = join(import.meta.dirname, '../..')

/** @returns Every sentence of every catalogue: the files named `sentences.ts`, or `…-sentences.ts`, or in `sentences/`. */
export async function gatherSentences(): Promise<readonly Gathered[]> {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => join(root, 'src', path))
    .filter((path) => /[/-]sentences(\/[^/]+)?\.ts$/.test(path) && !path.endsWith('.test.ts'))
    .filter((path) => relative(root, path) !== join('src', 'say', 'sentences.ts'))
    .sort()
  const found: Gathered[] = []
  for (const path of files) {
    const catalogues = (await import(path)) as Readonly<Record<string, unknown>>
    for (const [catalogue, group] of Object.entries(catalogues)) {
      if (typeof group !== 'object' || group === null) continue
      for (const [name, sentence] of Object.entries(group)) {
        if (isSentence(sentence))
          found.push({ file: relative(root, path), name: `${catalogue}.${name}`, sentence })
      }
    }
  }
  return found
}

function isSentence(value: unknown): value is Sentence {
  return typeof value === 'object' && value !== null && 'en' in value && 'zh' in value
}
