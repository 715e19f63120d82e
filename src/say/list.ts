import { LOCALES } from './amount.ts'
import type { Lang } from './lang.ts'

const formats = {
  and: formatsOf('conjunction'),
  or: formatsOf('disjunction'),
} as const

function formatsOf(type: Intl.ListFormatType): Readonly<Record<Lang, Intl.ListFormat>> {
  return {
    en: new Intl.ListFormat(LOCALES.en, { type }),
    zh: new Intl.ListFormat(LOCALES.zh, { type }),
  }
}

/**
 * @param items - In their order.
 * @param joined - `and`: all of them. `or`: one of them, what may be chosen.
 * @returns `a, b and c`; `甲、乙和丙`, with spaces around 和 and 或 beside Latin letters: `a、b 和 c`.
 */
export function sayList(items: Iterable<string>, lang: Lang, joined: 'and' | 'or' = 'and'): string {
  const parts = formats[joined][lang].formatToParts(items)
  if (lang === 'en') return parts.map(({ value }) => value).join('')
  return parts
    .map(({ value }, index) => {
      if (!/^[和或]$/.test(value)) return value
      const before = parts[index - 1]?.value ?? ''
      const after = parts[index + 1]?.value ?? ''
      return `${NARROW_END.test(before) ? ' ' : ''}${value}${NARROW_START.test(after) ? ' ' : ''}`
    })
    .join('')
}

/** What Chinese text keeps a space from: Latin letters, digits, and the signs of what one types. */
const NARROW_START = /^[!-~]/
const NARROW_END = /[!-~]$/
