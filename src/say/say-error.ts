import type { Explanation, ReasonArg } from '../base/index.ts'
import type { Lang } from './lang.ts'
import { say, type SentenceArg } from './sentences.ts'

/** @returns What an error, or any other explanation, says to a person. */
export function sayError({ reason, args }: Explanation, lang: Lang): string {
  const said = Object.entries(args).map(([name, given]) => [name, saidArg(given, lang)])
  return say(reason, lang, Object.fromEntries(said) as Record<string, SentenceArg>)
}

function saidArg(given: ReasonArg, lang: Lang): SentenceArg {
  return typeof given === 'object' && 'reason' in given ? sayError(given, lang) : given
}
