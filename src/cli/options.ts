import type { Command } from 'commander'
import { Option } from 'commander'
import { type Path, parsePath, PathError } from '../link/index.ts'
import { type LineEnding, lineEndings } from '../charset/index.ts'
import { sayError, type Sentence } from '../say/index.ts'
import { cliSentences as t } from './sentences/cli.ts'
import { labSentences } from '../lab/index.ts'
import { optionSentences as o } from './sentences/options.ts'
import { type CommandContext, UsageError } from './context.ts'
import { readCharsetName, readHex } from './talk/typed.ts'
import { parseCount, parsePort, parseTime } from './values.ts'

/** Talking with the engine over a TUN device, in place of the kernel's sockets. */
export interface TunFlags {
  /** The engine's address with its prefix, or true for the usual ones. */
  readonly tun?: string | true
  readonly path?: Path
  readonly pcap?: string
  readonly run?: string
  readonly quiet?: true
}

/** What every talk command understands, as commander gives it. Times are nanoseconds. */
export interface TalkOptions extends TunFlags {
  readonly encoding: string
  readonly sendEncoding?: string
  readonly recvEncoding?: string
  readonly decode?: boolean
  readonly hex?: true
  readonly json?: true
  readonly ipv4?: true
  readonly ipv6?: true
  readonly udp?: true
  readonly wait?: number
  readonly idle?: number
  readonly quitAfter?: number
  readonly maxTime?: number
  readonly verbose?: true
  readonly quiet?: true
  readonly crlf?: true
  readonly eol?: LineEnding
  readonly halfClose?: true
  readonly shutdown: boolean
  readonly sendOnly?: true
  readonly recvOnly?: true
  readonly output?: string
  readonly hexDump?: string
  readonly source?: string
  readonly color: 'auto' | 'always' | 'never'
}

/** `--lang` is looked for before anything is parsed (`language.ts`); here it is shown in the help and checked. */
export function addLanguageOption(command: Command, { say }: CommandContext): Command {
  return command.addOption(new Option('--lang <LANG>', say(o.lang)).choices(['en', 'zh']))
}

/** Options of every command that draws or talks: the language and the colour. */
export function addCommonOptions(command: Command, context: CommandContext): Command {
  const { say } = context
  return addLanguageOption(command, context).addOption(
    new Option('--color <WHEN>', say(o.color)).choices(['auto', 'always', 'never']).default('auto'),
  )
}

/** @param words - Where a command's sentence differs from the one for `connect`. */
export function addTalkOptions(
  command: Command,
  context: CommandContext,
  words: { readonly wait: Sentence; readonly hex: Sentence; readonly source: Sentence },
): Command {
  const { say } = context
  const time = (flags: string, sentence: Sentence): Option =>
    new Option(flags, say(sentence)).argParser((value) => parseTime(value, flags, context))
  const charset = (flags: string, sentence: Sentence): Option =>
    new Option(flags, say(sentence)).argParser((value) => readCharsetName(value, context))
  command
    .addOption(charset('-e, --encoding <NAME>', o.encoding).default('auto'))
    .addOption(charset('--send-encoding <NAME>', o.sendEncoding))
    .addOption(charset('--recv-encoding <NAME>', o.recvEncoding))
    .option('--decode', say(o.decode))
    .option('--no-decode', say(o.noDecode))
    .addOption(new Option('--hex', say(words.hex)).conflicts(['eol', 'crlf']))
    .option('--json', say(o.json))
    .addOption(new Option('-4, --ipv4', say(o.ipv4)).conflicts('ipv6'))
    .option('-6, --ipv6', say(o.ipv6))
    .option('-u, --udp', say(o.udp))
    .addOption(time('-w, --wait <TIME>', words.wait))
    .addOption(time('-i, --idle <TIME>', o.idle))
    .addOption(time('-q, --quit-after <TIME>', o.quitAfter))
    .addOption(time('--max-time <TIME>', o.maxTime))
    .addOption(new Option('-C, --crlf', say(o.crlf)).conflicts('eol'))
    .addOption(new Option('--eol <END>', say(o.eol)).choices(lineEndings))
    .addOption(new Option('-N, --half-close', say(o.halfClose)).conflicts('shutdown'))
    .option('--no-shutdown', say(o.noShutdown))
    .addOption(new Option('--send-only', say(o.sendOnly)).conflicts(['recvOnly', 'output', 'recvEncoding']))
    .addOption(
      new Option('--recv-only', say(o.recvOnly)).conflicts([
        'sendEncoding',
        'eol',
        'crlf',
        'quitAfter',
        'shutdown',
        'halfClose',
      ]),
    )
    .option('-o, --output <FILE>', say(o.output))
    .option('--hex-dump <FILE>', say(o.hexDump))
    .option('-s, --source <ADDRESS>', say(words.source))
    .option('--tun [ADDRESS]', say(o.tun))
    .addOption(pathOption('--path', o.tunPath, context))
    .option('--pcap <FILE>', say(o.tunPcap))
    .option('--run <COMMAND>', say(o.tunRun))
    .addOption(new Option('-v, --verbose', say(o.verbose)).conflicts('quiet'))
    .option('--quiet', say(o.quiet))
  return addCommonOptions(command, context)
}

/** `-p`: our own port when connecting. */
export function portOption(flags: string, sentence: Sentence, least: 0 | 1, context: CommandContext): Option {
  return new Option(flags, context.say(sentence)).argParser((value) => parsePort(value, least, context))
}

/** A whole number of at least `least`. */
export function countOption(
  flags: string,
  sentence: Sentence,
  least: number,
  context: CommandContext,
): Option {
  return new Option(flags, context.say(sentence)).argParser((value) =>
    parseCount(value, flags, least, context),
  )
}

/** A time, kept in nanoseconds. */
export function timeOption(flags: string, sentence: Sentence, context: CommandContext): Option {
  return new Option(flags, context.say(sentence)).argParser((value) => parseTime(value, flags, context))
}

/** Bytes written as hex. */
export function hexOption(flags: string, sentence: Sentence, context: CommandContext): Option {
  return new Option(flags, context.say(sentence)).argParser((value) => readHex(value, context))
}

/** Refuses what only a connection has when `-u` is given. */
export function refuseWithUdp(
  flags: Readonly<Record<string, boolean>>,
  options: TalkOptions,
  context: CommandContext,
): void {
  if (options.udp !== true) return
  for (const [flag, given] of Object.entries(flags)) {
    if (given) throw new UsageError(context.say(t.notWithUdp, { flags: flag }))
  }
}

/** `--no-decode` is about a pipe; where text is shown anyway it would mean nothing. */
export function checkDecode(options: TalkOptions, shape: string, { say }: CommandContext): void {
  if (options.decode !== false) return
  if (options.recvEncoding !== undefined) {
    throw new UsageError(say(t.conflict, { one: '--no-decode', other: '--recv-encoding' }))
  }
  if (shape !== 'bytes') throw new UsageError(say(t.needs, { flags: '--no-decode', other: '| or >' }))
}

/** What ends a sent line. @param standard - When neither -C nor --eol is given. */
export function lineEnd<Standard>(options: TalkOptions, standard: Standard): LineEnding | Standard {
  return options.crlf === true ? 'crlf' : (options.eol ?? standard)
}

/** A path as `parsePath` reads it. */
export function pathOption(flag: string, sentence: Sentence, context: CommandContext): Option {
  return new Option(`${flag} <PATH>`, context.say(sentence)).argParser((value) =>
    readPath(value, flag, context),
  )
}

function readPath(value: string, flag: string, { say, lang }: CommandContext): Path {
  try {
    return parsePath(value)
  } catch (error) {
    if (!(error instanceof PathError)) throw error
    throw new UsageError(say(labSentences.badPath, { flag, problem: sayError(error, lang) }))
  }
}
