import { type Lang, pickLang } from '../say/index.ts'
import type { CliIo } from './io.ts'

/**
 * The language to speak: `--lang`, then SYNFIN_LANG, then the locale as POSIX orders it (LC_ALL, LC_MESSAGES, LANG).
 * It is read before the options are parsed, because their errors and the help speak it too.
 */
export function chooseLanguage(args: readonly string[], env: CliIo['env']): Lang {
  const asked = optionValue(args, '--lang') ?? (env['SYNFIN_LANG'] || undefined)
  return pickLang(asked, env['LC_ALL'], env['LC_MESSAGES'], env['LANG'])
}

function optionValue(args: readonly string[], flag: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === '--') return undefined
    if (arg === flag) return args[index + 1]
    if (arg.startsWith(`${flag}=`)) return arg.slice(flag.length + 1)
  }
  return undefined
}
