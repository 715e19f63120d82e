import { own } from '../../base/index.ts'
/** The languages in which synfin speaks. */
export type Lang = 'en' | 'zh'

/** What a sentence's `{name}` places are filled with. */
export type SentenceArgs = Readonly<Record<string, string | number>>

/** One sentence in every language. Both stand side by side, so that neither can be forgotten. */
export interface Sentence {
  readonly en: string
  readonly zh: string
}

/**
 * Fills the `{name}` places of a sentence.
 *
 * @param args - A value for every place; a place without one is left standing as `{name}`.
 */
export function say(sentence: Sentence, lang: Lang, args: SentenceArgs = {}): string {
  return sentence[lang].replace(/\{(\w+)\}/g, (place, name: string) => String(own(args, name) ?? place))
}

/** Declares a group of sentences by key; the compiler asks for each in both languages. */
export function sentences<Key extends string>(
  group: Readonly<Record<Key, Sentence>>,
): Readonly<Record<Key, Sentence>> {
  return group
}
