import { Option } from 'commander'
import { toJson } from '../../say/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { writeOrComplain } from '../files.ts'
import { junitXml } from './junit.ts'
import type { Report } from './report.ts'
import { sarifLog } from './sarif.ts'
import { reportSentences as t } from './sentences.ts'

const FORMATS = ['junit', 'sarif'] as const

/** The files that reports are written to, by format. */
export type ReportFiles = ReadonlyMap<(typeof FORMATS)[number], string>

/** `--report FORMAT=FILE`, once for each format. */
export function reportOption(context: CommandContext): Option {
  return new Option('--report <FORMAT=FILE>', context.say(t.report))
    .argParser((value, known: ReportFiles) => readReport(value, known, context))
    .default(new Map())
}

function readReport(value: string, known: ReportFiles, { say }: CommandContext): ReportFiles {
  const [, name, file] = /^(\w+)=(.+)$/s.exec(value) ?? []
  const format = FORMATS.find((each) => each === name)
  if (format === undefined || file === undefined) throw new UsageError(say(t.badReport, { value }))
  if (known.has(format)) throw new UsageError(say(t.twice, { format }))
  return new Map([...known, [format, file]])
}

/** Writes what was asked for. @throws {UsageError} When a file cannot be written. */
export async function writeReports(
  files: ReportFiles,
  report: () => Report,
  context: CommandContext,
): Promise<void> {
  if (files.size === 0) return
  const made = report()
  const texts = { junit: () => junitXml(made, new Date()), sarif: () => `${toJson(sarifLog(made), 2)}\n` }
  for (const [format, file] of files) await writeOrComplain(file, texts[format](), context)
}
