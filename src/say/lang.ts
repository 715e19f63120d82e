/** The languages in which synfin speaks. */
export type Lang = 'en' | 'zh'

/**
 * Which language a person is spoken to in.
 *
 * @param asked - What they asked for (`--lang`): `en`, `zh`, `zh-CN`, `zh_TW.UTF-8`; wins when it names one.
 * @param environment - LC_ALL, LC_MESSAGES, LANG in this order: the first that is set and not empty counts.
 * @returns English unless Chinese is asked for.
 */
export function pickLang(asked: string | undefined, ...environment: readonly (string | undefined)[]): Lang {
  const fromAsked = asked === undefined ? undefined : langOf(asked)
  if (fromAsked !== undefined) return fromAsked
  const set = environment.find((value) => value !== undefined && value !== '')
  return langOf(set ?? '') ?? 'en'
}

/** @returns The language a locale's name begins with, undefined when synfin does not speak it. */
export function langOf(locale: string): Lang | undefined {
  const language = /^[a-z]+/.exec(locale.trim().toLowerCase())?.[0]
  return language === 'zh' ? 'zh' : language === 'en' ? 'en' : undefined
}
