import type { Command } from 'commander'
import { Option } from 'commander'
import { renderSvg, diagramWords } from '../../diagram/index.ts'
import {
  ANSWER,
  CHARSET,
  GREETING,
  labEvents,
  parseDrop,
  parseSize,
  pictureOf,
  runConnection,
  scenarioOf,
  type ConnectionLabOptions,
  type LabEnding,
  type LabRun,
  labSentences as t,
} from '../../lab/index.ts'
import type { Path } from '../../link/index.ts'
import { charset } from '../../charset/index.ts'
import { optionSentences as o } from '../sentences/options.ts'
import { toJson } from '../../say/index.ts'
import { writePcapng } from '../../capture/index.ts'
import type { Side } from '../../trace/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { writeOrComplain } from '../files.ts'
import { addLabRun } from './lab-run.ts'
import { addLabInterop } from './lab-interop.ts'
import { cpuTime, mayRun, reportStopped } from '../lab/may-run.ts'
import { pathOption } from '../options.ts'
import { addShowOptions, showPicture, type ShowOptions } from '../lab/show.ts'

interface ConnectionOptions extends ShowOptions {
  readonly path?: Path
  readonly pathForward?: Path
  readonly pathBack?: Path
  readonly drop?: Record<Side, number[]>
  readonly close?: Side | 'both'
  readonly reset?: Side
  readonly halfClose?: true
  readonly send?: number
  readonly reply?: string
  readonly encoding: string
  readonly seed: number
  readonly ipv6?: true
  readonly svg?: string
  readonly pcap?: string
  readonly yes?: true
  readonly json?: true
  readonly quiet?: true
  readonly fold: boolean
  readonly scale: 'rows' | 'time'
}

/** `synfin lab connection`: a connection on the engine, over a path, ended as asked. */
export function addLab(program: Command, context: CommandContext): void {
  const { say } = context
  const lab = program.command('lab').description(say(t.lab))
  lab.action(() => lab.help())
  addLabInterop(lab, context)
  addLabRun(lab, context)
  const command = lab.command('connection').description(say(t.connection))
  addExperimentOptions(command, context)
  command
    .option('--svg <FILE>', say(t.svg))
    .option('--pcap <FILE>', say(t.pcap))
    .option('--json', say(t.json))
    .option('--yes', say(t.yes))
    .option('--quiet', say(o.quiet))
    .option('--no-fold', say(t.noFold))
    .addOption(new Option('--scale <HOW>', say(t.scale)).choices(['rows', 'time']).default('rows'))
  addShowOptions(command, context).action((options: ConnectionOptions) => runLab(options, context))
}

function addExperimentOptions(command: Command, context: CommandContext): void {
  const { say } = context
  const path = (flags: string, sentence: (typeof t)['path']): Option => pathOption(flags, sentence, context)
  command
    .addOption(path('--path', t.path))
    .addOption(path('--path-forward', t.pathForward))
    .addOption(path('--path-back', t.pathBack))
    .addOption(new Option('--drop <PACKETS>', say(t.drop)).argParser((value) => readDrop(value, context)))
    .addOption(
      new Option('--close <WHO>', say(t.close))
        .choices(['client', 'server', 'both'])
        .conflicts(['reset', 'halfClose']),
    )
    .addOption(new Option('--reset <WHO>', say(t.reset)).choices(['client', 'server']).conflicts('halfClose'))
    .option('--half-close', say(t.halfClose))
    .addOption(new Option('--send <SIZE>', say(t.send)).argParser((value) => readSize(value, context)))
    .option('--reply <TEXT>', say(t.reply))
    .addOption(
      new Option('-e, --encoding <NAME>', say(t.encoding))
        .argParser((value) => readEncoding(value, context))
        .default(CHARSET),
    )
    .addOption(
      new Option('--seed <N>', say(t.seed)).argParser((value) => readSeed(value, context)).default(1),
    )
    .option('-6, --ipv6', say(t.ipv6))
}

async function runLab(options: ConnectionOptions, context: CommandContext): Promise<void> {
  const { print, draw, note, say, lang } = context
  const experiment = experimentOf(options, context)
  if (!(await mayRun(scenarioOf(experiment), options.yes === true, context))) return
  const run = await runConnection(experiment, { samples: false, cpu: cpuTime })
  const { encoding, fold, scale, calls } = options
  const layout = pictureOf(run, { encoding, fold, scale, calls })
  const files: string[] = []
  const write = async (file: string | undefined, content: () => string | Uint8Array): Promise<void> => {
    if (file === undefined) return
    await writeOrComplain(file, content(), context)
    files.push(file)
  }
  await write(options.svg, () => renderSvg(layout, { lang, sentences: options.sentences }))
  await write(options.pcap, () => writePcapng(run.packets))
  if (options.json === true) {
    for (const event of labEvents(run, encoding)) print(toJson(event))
    reportStopped(run, context)
    return
  }
  draw(showPicture(layout, options, context))
  for (const line of endings(run, context)) print(` ${line}`)
  reportStopped(run, context)
  if (files.length > 0 && options.quiet !== true) note(say(t.written, { files }))
}

function experimentOf(options: ConnectionOptions, context: CommandContext): ConnectionLabOptions {
  const { encoding, seed } = options
  const message = options.send === undefined ? encode(GREETING, encoding, context) : options.send
  return {
    ...(options.path === undefined ? {} : { path: options.path }),
    ...(options.pathForward === undefined ? {} : { forward: options.pathForward }),
    ...(options.pathBack === undefined ? {} : { back: options.pathBack }),
    ...(options.drop === undefined ? {} : { drop: options.drop }),
    ending: endingOf(options),
    message,
    reply: encode(options.reply ?? ANSWER, encoding, context),
    seed,
    ipv6: options.ipv6 === true,
  }
}

function endingOf({ close, reset, halfClose }: ConnectionOptions): LabEnding {
  if (halfClose === true) return { halfClose: true }
  return reset === undefined ? { close: close ?? 'client' } : { reset }
}

/** @throws UsageError when the charset lacks a character: a `?` in its place would be another message. */
function encode(text: string, encoding: string, { say }: CommandContext): Uint8Array {
  const encoded = charset(encoding)?.encode(text)
  if (encoded === undefined || encoded.unencodable.length > 0) {
    const characters = [...new Set(encoded?.unencodable)].join(' ')
    throw new UsageError(say(t.badText, { encoding, characters }))
  }
  return encoded.bytes
}

/** What the programs learned that the packets do not show. */
function endings(run: LabRun, { say }: CommandContext): string[] {
  return (['client', 'server'] as const).flatMap((side) => {
    const { outcome, error } = run.ends[side]
    const name = say(diagramWords[side])
    if (outcome === 'waiting') return [say(t.stuck, { side: name })]
    return error === undefined ? [] : [say(t.failed, { side: name, error })]
  })
}

function readDrop(value: string, { say }: CommandContext): Record<Side, number[]> {
  const drop = parseDrop(value)
  if (drop === undefined) throw new UsageError(say(t.badDrop, { value }))
  return drop
}

function readSize(value: string, { say }: CommandContext): number {
  const size = parseSize(value)
  if (size === undefined) throw new UsageError(say(t.badSize, { value }))
  return size
}

function readSeed(value: string, { say }: CommandContext): number {
  const seed = /^\d{1,10}$/.test(value) ? Number(value) : -1
  if (seed < 0 || seed > 0xffff_ffff) throw new UsageError(say(t.badSeed, { value }))
  return seed
}

function readEncoding(value: string, { say }: CommandContext): string {
  const name = charset(value)?.name
  if (name === undefined) throw new UsageError(say(t.badEncoding, { value }))
  return name
}
