import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { gatherSentences } from '../tools/sentences/gather.ts'
import { filesOf } from './support/sources.ts'

/** What is said against what is written: no sentence that nobody says, no place that nobody fills. */

const root = join(import.meta.dirname, '..')
const isCatalogue = (path: string): boolean => /[/-]sentences(\/[^/]+)?\.ts$/.test(path)
const sources = filesOf('src')
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.') && !isCatalogue(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const all = (await gatherSentences()).map(({ file, name, sentence }) => {
  const [catalogue = '', key = ''] = name.split('.')
  return { file, catalogue, key, sentence }
})

/** Catalogues that are read by a key that only the run knows: a code of the system, a reason of a loss. */
const readByName = new Set(
  sources.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:own\((\w+),|(\w+(?:Sentences|Words))\[)/g)].map(
      ([, owned, indexed]) => owned ?? indexed ?? '',
    ),
  ),
)

it('every sentence is said somewhere: take out what nobody says any more', () => {
  const unused = all.filter(({ file, catalogue, key }) => {
    // The system's own codes stand nowhere in the source.
    if (readByName.has(catalogue) && /^E[A-Z_]+$/.test(key)) return false
    const room = /^src\/\w+\//.exec(file)?.[0] ?? file
    const near = ({ path, text }: (typeof sources)[number]): boolean =>
      readByName.has(catalogue) || path.startsWith(room) || text.includes(catalogue)
    const use = new RegExp(String.raw`\.${key}\b|['"\x60]${key}['"\x60]|\b${key}\b\??:|[{,] ${key}\b`)
    return !sources.some((source) => near(source) && use.test(source.text))
  })
  expect(unused.map(({ file, catalogue, key }) => `${file}: ${catalogue}.${key}`)).toEqual([])
})

it('every place of a sentence is filled where it is said: {name} needs a value called name', () => {
  const known = new Map(all.map(({ catalogue, key, sentence }) => [`${catalogue}.${key}`, sentence.en]))
  const CALL =
    /\b(?:say|t)\(\s*(\w+)\.(\w+)\s*(?:,\s*(?:\w+\.)?lang\s*)?(?:,?\s*\)|,\s*\{((?:[^{}]|\{[^{}]*\})*)\})/g
  let seen = 0
  const unfilled = sources.flatMap(({ path, text }) => {
    const aliases = new Map(
      [...text.matchAll(/\b(\w+(?:Sentences|Words))(?: as (\w+))?\b/g)].map(([, name = '', alias = name]) => [
        alias,
        name,
      ]),
    )
    return [...text.matchAll(CALL)].flatMap(([, alias = '', key = '', given = '']) => {
      const sentence = known.get(`${aliases.get(alias)}.${key}`)
      if (sentence === undefined || given.includes('...')) return []
      seen++
      const places = [...sentence.matchAll(/\{(\w+)/g)].map(([, place = '']) => place)
      return places
        .filter((place) => !new RegExp(String.raw`\b${place}\b`).test(given))
        .map((place) => `${path}: ${aliases.get(alias)}.${key} lacks {${place}}`)
    })
  })
  expect(unfilled).toEqual([])
  expect(seen).toBeGreaterThan(500)
})
