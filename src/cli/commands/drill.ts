import type { Command } from 'commander'
import { Option } from 'commander'
import { IP_VERSIONS, type IpVersion, drillSentences as t } from '../../drill/index.ts'
import { labSentences as lab } from '../../lab/index.ts'
import { EVENT_VERSION, toJson } from '../../say/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { findScripts } from '../drill/find-scripts.ts'
import { drillFile, type DrillOutcome } from '../drill/drill-file.ts'
import { showOutcome } from '../drill/show-outcome.ts'
import { EXIT } from '../exit-code.ts'
import { widthOption } from '../lab/show.ts'
import { addCommonOptions } from '../options.ts'
import { checkOf, drillReport } from '../drill/report.ts'
import { type ReportFiles, reportOption, writeReports } from '../report/option.ts'
import type { Check } from '../report/report.ts'

interface DrillOptions {
  readonly ipVersion?: IpVersion
  readonly define: ReadonlyMap<string, string>
  readonly verbose?: true
  readonly json?: true
  readonly report: ReportFiles
  readonly diagram: boolean
  readonly ascii?: true
  readonly width?: number
  readonly color: 'auto' | 'always' | 'never'
}

/** `synfin drill FILE|DIR...`: packetdrill's scripts against the engine. */
export function addDrill(program: Command, context: CommandContext): void {
  const { say } = context
  const command = program
    .command('drill')
    .description(say(t.drill))
    .argument('<file|dir...>', say(t.pathsArgument))
    .addOption(new Option('--ip-version <VERSION>', say(t.ipVersion)).choices([...IP_VERSIONS]))
    .addOption(
      new Option('--define <NAME=VALUE>', say(t.define))
        .argParser((value, known: ReadonlyMap<string, string>) => readDefine(value, known, context))
        .default(new Map<string, string>()),
    )
    .option('-v, --verbose', say(t.verbose))
    .option('--json', say(t.json))
    .addOption(reportOption(context))
    .option('--no-diagram', say(t.noDiagram))
    .option('--ascii', say(lab.ascii))
    .addOption(widthOption(context))
  addCommonOptions(command, context).action((paths: readonly string[], options: DrillOptions) =>
    runDrill(paths, options, context),
  )
}

async function runDrill(
  paths: readonly string[],
  options: DrillOptions,
  context: CommandContext,
): Promise<void> {
  const { print, draw, say } = context
  const counts = { pass: 0, fail: 0, unsupported: 0, bad: 0 }
  const told: Check[] = []
  for (const file of await findScripts(paths, context)) {
    for await (const outcome of drillFile(file, options, context)) {
      counts[outcome.kind === 'bad' ? 'bad' : outcome.result.verdict]++
      if (options.json === true) print(toJson(jsonOf(outcome)))
      else draw(showOutcome(outcome, options, context))
      if (options.report.size > 0) told.push(checkOf(outcome, context))
    }
  }
  await writeReports(options.report, () => drillReport(told, context), context)
  if (options.json !== true) {
    const { pass, fail, unsupported, bad } = counts
    print(say(t.summary, { passed: pass, failed: fail, unsupported }))
    if (bad > 0) print(say(t.badScripts, { count: bad }))
  }
  context.exit(counts.bad > 0 ? EXIT.usage : counts.fail > 0 ? EXIT.failed : EXIT.done)
}

/** One line of `--json`: the words of a machine, in English whatever the language. */
function jsonOf(outcome: DrillOutcome): object {
  const { file, why, line } = outcome
  const head = { v: EVENT_VERSION, type: 'drill', file }
  if (outcome.kind === 'bad') {
    return { ...head, verdict: 'fail', reason: why('en'), line, column: outcome.column }
  }
  const { verdict, ipVersion } = outcome.result
  const passed = { ...head, ipVersion, verdict }
  return verdict === 'pass' ? passed : { ...passed, reason: why('en'), line }
}

function readDefine(
  value: string,
  known: ReadonlyMap<string, string>,
  { say }: CommandContext,
): ReadonlyMap<string, string> {
  const [, name, meaning] = /^(\w+)=(.*)$/s.exec(value) ?? []
  if (name === undefined || meaning === undefined) throw new UsageError(say(t.badDefine, { value }))
  return new Map([...known, [name, meaning]])
}
