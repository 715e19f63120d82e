import { sayError } from '../../say/index.ts'
import type { Command } from 'commander'
import { Option } from 'commander'
import {
  datagramLines,
  formatScenario,
  parseScenario,
  pictureOf,
  runScenario,
  ScenarioError,
  type LabProgram,
  type LabRun,
  labSentences as t,
  pageLabSentences as s,
} from '../../lab/index.ts'
import { writePcapng } from '../../capture/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { writeOrComplain } from '../files.ts'
import { cpuTime, mayRun, reportStopped } from '../lab/may-run.ts'
import { programName, programReport } from '../lab/program-report.ts'
import { EXIT } from '../exit-code.ts'
import { timeOption } from '../options.ts'
import { type ReportFiles, reportOption, writeReports } from '../report/option.ts'
import { reportSentences as r } from '../report/sentences.ts'
import { addShowOptions, showPicture, type ShowOptions } from '../lab/show.ts'

interface RunOptions extends ShowOptions {
  readonly pcap?: string
  readonly yes?: true
  readonly check?: true
  readonly within?: number
  readonly report: ReportFiles
  readonly fold: boolean
  readonly scale: 'rows' | 'time'
}

/** `synfin lab run LINK`: the experiment of a link from the Lab, in the terminal. */
export function addLabRun(lab: Command, context: CommandContext): void {
  const { say } = context
  const command = lab
    .command('run')
    .description(say(t.run))
    .argument('<link>', say(t.linkArgument))
    .option('--pcap <FILE>', say(t.pcap))
    .option('--yes', say(t.yes))
    .option('--check', say(r.check))
    .addOption(timeOption('--within <TIME>', r.within, context))
    .addOption(reportOption(context))
    .option('--no-fold', say(t.noFold))
    .addOption(new Option('--scale <HOW>', say(t.scale)).choices(['rows', 'time']).default('rows'))
  addShowOptions(command, context).action((link: string, options: RunOptions) =>
    runLink(link, options, context),
  )
}

async function runLink(link: string, options: RunOptions, context: CommandContext): Promise<void> {
  const { print, draw, note, say } = context
  const { check = false, report } = options
  if (!check && report.size > 0) throw new UsageError(say(r.needsCheck))
  if (!check && options.within !== undefined) throw new UsageError(say(r.withinNeedsCheck))
  const scenario = read(link, context)
  if (!(await mayRun(scenario, options.yes === true, context))) return
  const run = await runScenario(scenario, { samples: false, cpu: cpuTime })
  if (options.pcap !== undefined) await writeOrComplain(options.pcap, writePcapng(run.packets), context)
  const { fold, scale, calls } = options
  if (run.traces.length === 0) print(datagramLines(run, context.lang).join('\n'))
  for (const { id } of run.traces) {
    const layout = pictureOf(run, { connection: id, fold, scale, calls })
    draw(`${showPicture(layout, options, context)}\n`)
  }
  for (const program of run.programs) print(` ${ended(program, context)}`)
  for (const line of costs(run, context)) print(` ${line}`)
  print(` #/lab?${formatScenario(run.scenario)}`)
  if (options.pcap !== undefined) note(say(t.written, { files: options.pcap }))
  reportStopped(run, context)
  if (check) await checkPrograms(run, options, context)
}

/** Every program must have ended, without an error and in time: one line each that has not, exit 1. */
async function checkPrograms(
  run: LabRun,
  { within, report }: RunOptions,
  context: CommandContext,
): Promise<void> {
  const made = programReport(run, within, context)
  await writeReports(report, () => made, context)
  const missed = made.checks.filter(({ outcome }) => outcome !== 'pass')
  for (const { name, message = '' } of missed)
    context.note(`✗ ${context.say(r.missed, { name, why: message })}`)
  if (missed.length > 0) context.exit(EXIT.failed)
}

function read(link: string, { lang }: CommandContext): ReturnType<typeof parseScenario> {
  try {
    return parseScenario(link)
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(sayError(error, lang))
    throw error
  }
}

function ended(program: LabProgram, context: CommandContext): string {
  const { outcome, error, received } = program
  const how = error ?? context.say(outcome === 'waiting' ? s.waiting : s.done)
  return context.say(s.programLine, { name: programName(program, context), how, received: received.length })
}

function costs({ cost }: LabRun, { say }: CommandContext): string[] {
  const rows = [
    [s.packets, cost.packets],
    [s.wireBytes, cost.wireBytes],
    [s.retransmitted, cost.retransmissions],
    [s.held, cost.held],
  ] as const
  return rows.map(([name, { client, server }]) => say(s.costLine, { name: say(name), client, server }))
}
