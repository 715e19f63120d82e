import type { Lang } from '../text/index.ts'
import type { CliIo } from './io.ts'

/**
 * The language to speak: `--lang`, then SYNFIN_LANG, then the locale as POSIX orders it (LC_ALL, LC_MESSAGES, LANG).
 * It is read before the options are parsed, because their errors and the help speak it too.
 */
export function chooseLanguage(args: readonly string[], env: CliIo['env']): Lang {
  const asked = optionValue(args, '--lang') ?? env['SYNFIN_LANG']
  if (asked !== undefined && asked !== '') return languageOf(asked) ?? 'en'
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  )
  return languageOf(locale ?? '') ?? 'en'
}

/** @returns The language of a locale name (`zh_CN.UTF-8`, `en`), undefined when it is another's. */
export function languageOf(locale: string): Lang | undefined {
  const name = locale.toLowerCase().split(/[-_.@]/)[0]
  if (name === 'zh') return 'zh'
  return name === 'en' ? 'en' : undefined
}

function optionValue(args: readonly string[], flag: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === '--') return undefined
    if (arg === flag) return args[index + 1]
    if (arg.startsWith(`${flag}=`)) return arg.slice(flag.length + 1)
  }
  return undefined
}
