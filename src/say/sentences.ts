import { own } from '../base/index.ts'
import { LOCALES, sayNumber } from './amount.ts'
import type { Lang } from './lang.ts'
import { sayList } from './list.ts'
import { visibleControls } from './visible.ts'

/** What a place of a sentence is filled with: a text, a number, or the items of a list. */
export type SentenceArg = string | number | readonly string[]

/** What a sentence's places are filled with. */
export type SentenceArgs = Readonly<Record<string, SentenceArg>>

/**
 * One sentence in every language. Both stand side by side, so that neither can be forgotten. Its places:
 *
 * - `{name}`: as it is given. For texts, and for numbers that are names (a port, `#3`, a sequence number).
 * - `{count|#}`: a count, its thousands apart: `370,290`.
 * - `{count|# byte|# bytes}`: a count and what is counted, in the form that the language asks for. The forms may be
 *   without `#`: `{count|is|are}`.
 *
 * The items of a list are joined as the language does; in `{names|or}` they are what may be chosen.
 */
export interface Sentence {
  readonly en: string
  readonly zh: string
}

const plurals: Readonly<Record<Lang, Intl.PluralRules>> = {
  en: new Intl.PluralRules(LOCALES.en),
  zh: new Intl.PluralRules(LOCALES.zh),
}

const PLACE = /\{(\w+)(?:\|([^{}|]*))?(?:\|([^{}|]*))?\}/g

/**
 * Fills the places of a sentence. What stands in one was often written by someone else (a file's name, a peer's text, a
 * link), so its control characters are made visible here, for every sentence there is: none can clear a terminal, colour
 * it, set its title or turn the direction of reading.
 *
 * @param args - A value for every place; a place without one is left standing as it is written. Where a count is
 *   wanted a text may be given too: it takes the form for many.
 */
export function say(sentence: Sentence, lang: Lang, args: SentenceArgs = {}): string {
  return sentence[lang].replace(PLACE, (place, name: string, one?: string, many?: string) => {
    const given = own(args, name)
    if (given === undefined) return place
    const value = typeof given === 'number' ? given : textOf(given, lang, one === 'or' ? 'or' : 'and')
    if (one === undefined || one === 'or') return String(value)
    if (typeof value === 'string') return (many ?? one).replaceAll('#', () => value)
    const form = many === undefined || plurals[lang].select(value) === 'one' ? one : many
    return form.replaceAll('#', sayNumber(value, lang))
  })
}

function textOf(given: string | readonly string[], lang: Lang, joined: 'and' | 'or'): string {
  return visibleControls(typeof given === 'string' ? given : sayList(given, lang, joined))
}

/** Declares a group of sentences by key; the compiler asks for each in both languages. */
export function sentences<Key extends string>(
  group: Readonly<Record<Key, Sentence>>,
): Readonly<Record<Key, Sentence>> {
  return group
}
