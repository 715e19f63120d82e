import { SynfinError } from '../base/index.ts'
import type { Lang } from './lang.ts'
import { say, type Sentence, type SentenceArgs } from './sentences.ts'

/** What a person typed is not what was asked for; says where, and in their language. Code `SYNFIN_BAD_INPUT`. */
export class InputError extends SynfinError {
  override readonly name = 'InputError'
  /** Where in the typed text, in characters from 1. */
  readonly position: number
  readonly #sentence: Sentence
  readonly #args: SentenceArgs

  /** @param index - Where in the typed text, in UTF-16 units from 0. */
  constructor(sentence: Sentence, text: string, index: number, args: SentenceArgs = {}) {
    const position = Array.from(text.slice(0, index)).length + 1
    const all = { position, ...args }
    super('SYNFIN_BAD_INPUT', say(sentence, 'en', all))
    this.position = position
    this.#sentence = sentence
    this.#args = all
  }

  say(lang: Lang): string {
    return say(this.#sentence, lang, this.#args)
  }
}
