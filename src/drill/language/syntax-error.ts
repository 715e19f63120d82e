import { own } from '../../base/index.ts'
import { drillSentences, drillWordsInChinese } from '../sentences.ts'
import { say, type Lang, type Sentence, type SentenceArgs } from '../../say/index.ts'

/** A place in a script, both from 1; a tab is one column. */
export interface ScriptPlace {
  readonly line: number
  readonly column: number
}

/** A script that is not one: where, and what was expected there. */
export class DrillSyntaxError extends Error {
  override readonly name: string = 'DrillSyntaxError'
  readonly place: ScriptPlace
  readonly sentence: Sentence
  readonly args: SentenceArgs

  constructor(place: ScriptPlace, sentence: Sentence, args: SentenceArgs = {}) {
    super(`${place.line}:${place.column}: ${say(sentence, 'en', args)}`)
    this.place = place
    this.sentence = sentence
    this.args = args
  }

  /** @returns What is wrong, without the place. */
  say(lang: Lang): string {
    if (lang === 'en' || this.sentence !== drillSentences.unexpected)
      return say(this.sentence, lang, this.args)
    const inWords = Object.entries(this.args).map(([key, value]) => [key, inChinese(String(value))])
    return say(this.sentence, lang, Object.fromEntries(inWords) as SentenceArgs)
  }
}

/** @returns The error for a token that cannot stand where it does. */
export function unexpected(place: ScriptPlace, found: string, wanted: string): DrillSyntaxError {
  return new DrillSyntaxError(place, drillSentences.unexpected, { found, wanted })
}

/** A thing by its Chinese name; a quoted piece of the script in Chinese quotes. */
function inChinese(thing: string): string {
  return own(drillWordsInChinese, thing) ?? thing.replace(/^'(.*)'$/s, '“$1”')
}
