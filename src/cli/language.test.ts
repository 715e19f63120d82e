import { expect, it } from 'vitest'
import { chooseLanguage } from './language.ts'

it.each([
  [[], {}, 'en'],
  [[], { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [[], { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
  [[], { LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'en_US' }, 'zh'],
  [['--lang', 'zh'], { LANG: 'en_US' }, 'zh'],
  [['connect', '--lang=en'], { LANG: 'zh_CN' }, 'en'],
  [['send', '--', '--lang', 'zh'], { LANG: 'en_US' }, 'en'],
  [[], { SYNFIN_LANG: 'zh', LANG: 'en_US' }, 'zh'],
  [['--lang'], {}, 'en'],
] as const)('%j with %j speaks %s', (args, env, lang) => {
  expect(chooseLanguage(args, env)).toBe(lang)
})
