import { isKeyOf, own } from '../base/index.ts'
import { type Lang, type SentenceArgs, say, sayDuration, saySize } from '../say/index.ts'
import { traceWords } from '../trace/index.ts'
import { findingSentences } from './said.ts'
import { remedySentences } from './sentences/remedies.ts'
import { confidenceWords, findingSideWords } from './sentences/words.ts'
import type { Confidence, Finding, FindingSide } from './types.ts'

/** Values that are spans of time, whatever finding they are of. */
const TIMES: ReadonlySet<string> = new Set(
  'after asked each heard held lasted longest most quiet rtt silent toClient toServer waited'.split(' '),
)
/** Values that are an end of the connection. */
const ENDS: ReadonlySet<string> = new Set(['who', 'peer'])

/** @returns What was found, in a sentence. */
export function explainFinding({ says, values }: Finding, lang: Lang): string {
  const args: Record<string, string | number | readonly string[]> = {}
  for (const [name, value] of Object.entries(values)) args[name] = inWords(name, value, lang)
  const sentence = say(findingSentences[says], lang, args satisfies SentenceArgs)
  // An end may stand at the head of any of its sentences.
  return sentence.replaceAll(
    /(^|\. )([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  )
}

function inWords(name: string, value: number | string, lang: Lang): string | number | readonly string[] {
  if (typeof value === 'number') {
    if (TIMES.has(name)) return sayDuration(value)
    return name === 'rate' ? `${saySize(value)}/s` : value
  }
  if (name === 'pieces') return value.split(' ')
  return ENDS.has(name) && isKeyOf(traceWords, value) ? say(traceWords[value], lang) : value
}

/** @returns What would help, in a sentence; undefined where that is not known. */
export function adviseFinding({ id }: Pick<Finding, 'id'>, lang: Lang): string | undefined {
  const remedy = own(remedySentences, id)
  return remedy === undefined ? undefined : say(remedy, lang)
}

/** @returns How sure a finding is, in a word. */
export function sayConfidence(confidence: Confidence, lang: Lang): string {
  return say(confidenceWords[confidence], lang)
}

/** @returns Whose doing it is, in a word. */
export function sayFindingSide(side: FindingSide, lang: Lang): string {
  return say(findingSideWords[side], lang)
}
