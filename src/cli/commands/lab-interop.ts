import { type Command, Option } from 'commander'
import { SynfinError, type Nanos } from '../../base/index.ts'
import { parseSize } from '../../lab/index.ts'
import { findProgram, MissingProgram, type Program, TunError } from '../../host/index.ts'
import {
  interopSentences as t,
  interopCases,
  type InteropCase,
  expertComplaints,
  makeWorld,
  type OwnedWorld,
} from '../../interop/index.ts'
import { optionSentences as o } from '../sentences/options.ts'
import { EVENT_VERSION, type Lang, sayError, toJson } from '../../say/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { addCommonOptions } from '../options.ts'

interface InteropOptions {
  readonly bytes: number
  readonly list?: true
  readonly json?: true
}

/** How a case came out, as a line of `--json` has it. */
interface Outcome {
  readonly case: string
  readonly verdict: 'pass' | 'fail' | 'skip'
  readonly reason?: string
  readonly detail?: string
  readonly duration?: Nanos
}

const GIBIBYTE = 2 ** 30
/** A case that hangs has failed. */
const LIMIT_MILLIS = 120_000

/** `synfin lab interop`: the real kernel at the other end. */
export function addLabInterop(lab: Command, context: CommandContext): void {
  const { say } = context
  const command = lab
    .command('interop')
    .description(say(t.describe))
    .argument('[case...]', say(t.cases))
    .addOption(
      new Option('--bytes <SIZE>', say(t.bytes))
        .argParser((value) => readSize(value, context))
        .default(GIBIBYTE, '1 GiB'),
    )
    .option('--list', say(t.list))
    .option('--json', say(o.json))
  addCommonOptions(command, context).action(async (names: readonly string[], options: InteropOptions) => {
    const chosen = choose(names, context)
    if (options.list === true) {
      for (const { name, title } of chosen) context.print(`${name.padEnd(20)} ${say(title)}`)
      return
    }
    context.exit(await inNamespace(context, () => runAll(chosen, names.length === 0, options, context)))
  })
}

function readSize(value: string, { say }: CommandContext): number {
  const size = parseSize(value)
  if (size === undefined || size < 1024) throw new UsageError(say(t.badBytes, { value }))
  return size
}

function choose(names: readonly string[], { say }: CommandContext): readonly InteropCase[] {
  const all = interopCases.map(({ name }) => name)
  for (const name of names) if (!all.includes(name)) throw new UsageError(say(t.badCase, { name, all }))
  return names.length === 0 ? interopCases : interopCases.filter(({ name }) => names.includes(name))
}

/** Nothing of this touches the machine's own network: it all happens in a namespace of its own. */
async function inNamespace({ io, lang }: CommandContext, action: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    if (!io.tun.isInNamespace) return (await io.tun.runInNamespace()) as ExitCode
    return await action()
  } catch (error) {
    if (error instanceof TunError) throw new UsageError(sayError(error, lang))
    throw error
  }
}

async function runAll(
  cases: readonly InteropCase[],
  withExpert: boolean,
  options: InteropOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { print, say } = context
  const world = await makeWorld(options.bytes)
  const counts = { pass: 0, fail: 0, skip: 0 }
  const report = (outcome: Outcome, title: string): void => {
    counts[outcome.verdict]++
    if (options.json === true) {
      print(toJson({ v: EVENT_VERSION, type: 'interop', ...outcome }))
      return
    }
    const { verdict, reason, detail, duration } = outcome
    const time = duration === undefined ? '' : `${Math.round(duration / 1_000_000)} ms`
    print(`${verdict.padEnd(5)}${outcome.case.padEnd(19)} ${title}`)
    const more = [time, detail, reason].filter((part) => part !== undefined && part !== '').join('; ')
    if (more !== '') print(`${' '.repeat(25)}${more}`)
  }
  try {
    for (const one of cases) report(await runOne(one, world, context), say(one.title))
    if (withExpert) report(askExpert(world, context), say(t.expert))
  } finally {
    await world.close()
  }
  if (options.json !== true)
    print(say(t.summary, { passed: counts.pass, failed: counts.fail, skipped: counts.skip }))
  return counts.fail > 0 ? EXIT.network : EXIT.done
}

async function runOne(one: InteropCase, world: OwnedWorld, { lang }: CommandContext): Promise<Outcome> {
  const missing = one.needs.find(isMissing)
  if (missing !== undefined) return skipped(one.name, missing, lang)
  const begin = process.hrtime.bigint()
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new SynfinError('ETIMEDOUT', t.tooLate, { time: `${LIMIT_MILLIS / 1000} s` })),
        LIMIT_MILLIS,
      )
    })
    const detail = await Promise.race([one.run(world), late])
    const duration = Number(process.hrtime.bigint() - begin)
    return { case: one.name, verdict: 'pass', duration, ...(typeof detail === 'string' ? { detail } : {}) }
  } catch (error) {
    const reason = error instanceof SynfinError ? sayError(error, lang) : String(error)
    return { case: one.name, verdict: 'fail', reason: reason.replace(/\s+/g, ' ').trim() }
  } finally {
    clearTimeout(timer)
    await world.clear()
  }
}

function isMissing(program: Program): boolean {
  return findProgram(program) === undefined
}

function skipped(name: string, program: Program, lang: Lang): Outcome {
  return { case: name, verdict: 'skip', reason: sayError(new MissingProgram(program), lang) }
}

function askExpert(world: OwnedWorld, { lang }: CommandContext): Outcome {
  if (isMissing('tshark')) return skipped('expert', 'tshark', lang)
  const complaints = expertComplaints(world.packets)
  const detail = `${world.packets.length} packets`
  return complaints.length === 0
    ? { case: 'expert', verdict: 'pass', detail }
    : { case: 'expert', verdict: 'fail', reason: complaints.map((line) => line.trim()).join('; ') }
}
