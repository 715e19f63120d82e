import { LESSONS } from './all.ts'
import type { Lesson } from './types.ts'

/** A lesson that answers what was asked for; the higher the score, the better. */
export interface Found {
  readonly lesson: Lesson
  readonly score: number
}

/** Below this a lesson only happens to have a word in common. */
const ENOUGH = 4
/** Results that are much worse than the best are not shown. */
const PART_OF_BEST = 0.4
/** Words that say nothing about the subject. */
const EMPTY = new Set(
  'a an and are as at be by can do does for from how i if in is it mean means of on or tcp that the there to what when who why with'.split(
    ' ',
  ),
)

/** A lesson's text as a search sees it. */
interface Indexed {
  readonly lesson: Lesson
  readonly names: readonly string[]
  readonly phrases: readonly string[]
  /** Every term, with its weight: the more about the lesson it is, the higher. */
  readonly terms: ReadonlyMap<string, number>
}

let made: readonly Indexed[] | undefined

/**
 * The lessons that answer a question, or are about a name, the best first. `CLOSE-WAIT`, `CLOSE_WAIT` and `close wait`
 * are alike; Chinese needs no blanks.
 *
 * @returns None when nothing fits.
 */
export function findLessons(asked: string): readonly Found[] {
  const index = (made ??= LESSONS.map((lesson) => indexed(lesson)))
  const whole = joined(asked)
  if (whole === '') return []
  const terms = termsOf(asked)
  const found = index
    .map((entry) => ({ lesson: entry.lesson, score: scoreOf(entry, whole, terms, index) }))
    .filter(({ score }) => score >= ENOUGH)
    .sort((one, other) => other.score - one.score)
  const best = found[0]?.score ?? 0
  return found.filter(({ score }) => score >= best * PART_OF_BEST)
}

/** @returns Every name that a lesson is found by, for the case that one was mistyped. */
export function lessonNames(): readonly string[] {
  return LESSONS.flatMap(({ id, words }) => [id, ...words.replace(/[「」]/g, '').split(' ')])
}

function scoreOf(entry: Indexed, whole: string, terms: readonly string[], index: readonly Indexed[]): number {
  let score = 0
  if (entry.names.includes(whole)) score += entry.names[0] === whole ? 100 : 40
  if (isTelling(whole) && entry.phrases.some((phrase) => phrase.includes(whole))) score += 20
  let hits = 0
  for (const term of terms) {
    const weight = entry.terms.get(term) ?? 0
    if (weight === 0) continue
    hits++
    // What stands in every lesson tells nothing of this one.
    const having = index.filter((other) => other.terms.has(term)).length
    score += weight * Math.log2(1 + index.length / having) * 0.5
  }
  // A question of many words is answered by who has most of them.
  return score * (terms.length === 0 ? 1 : 0.4 + (0.6 * hits) / terms.length)
}

/** Two letters or one Chinese character are in too many words to stand for a phrase. */
function isTelling(whole: string): boolean {
  return whole.length >= (/\p{Script=Han}/u.test(whole) ? 2 : 3)
}

function indexed(lesson: Lesson): Indexed {
  const { id, title, words, asks, question, interview, because } = lesson
  const terms = new Map<string, number>()
  const add = (text: string, weight: number): void => {
    for (const term of termsOf(text)) terms.set(term, Math.max(weight, terms.get(term) ?? 0))
  }
  for (const lang of ['en', 'zh'] as const) {
    add(interview[lang], 1)
    add(because[lang], 1)
    add(question[lang], 1.5)
    for (const ask of asks) add(ask[lang], 3)
    add(title[lang], 3)
  }
  const names = words.replace(/[「」]/g, '').split(' ')
  add(`${id} ${names.join(' ')}`, 4)
  const phrases = [title, ...asks].flatMap(({ en, zh }) => [joined(en), joined(zh)])
  return {
    lesson,
    terms,
    names: [id, ...names].map((name) => joined(name)),
    phrases: [...phrases, joined(names.join(' '))],
  }
}

/** @returns A text without what people write one way or another: case, blanks, hyphens, marks. */
function joined(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** Words of letters, joined neighbours that are one name (`time wait`), and Chinese by pairs of characters. */
function termsOf(text: string): readonly string[] {
  const plain = text.normalize('NFKC').toLowerCase().replace(/[-_]/g, '')
  const terms = new Set<string>()
  for (const [word] of plain.matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu)) {
    if (!/\p{Script=Han}/u.test(word)) {
      if (!EMPTY.has(word)) terms.add(word)
    } else if (word.length === 1) terms.add(word)
    else for (let at = 0; at + 1 < word.length; at++) terms.add(word.slice(at, at + 2))
  }
  return [...terms]
}
