import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { Option } from 'commander'
import {
  CHAPTERS,
  findLessons,
  LESSONS,
  lessonJson,
  lessonNames,
  resultJson,
  runLesson,
  type Lesson,
  type LessonResult,
  explainSentences as t,
} from '../../lab/index.ts'
import { padToWidth, toJson } from '../../say/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { EXIT } from '../exit-code.ts'
import { nearest } from '../nearest.ts'
import { type ReportFiles, reportOption, writeReports } from '../report/option.ts'
import { reportSentences as r } from '../report/sentences.ts'
import { cpuTime } from '../lab/may-run.ts'
import { lessonReport } from '../lab/lesson-report.ts'
import { showAsking, showLesson, summarise } from '../lab/show-lesson.ts'
import { addShowOptions, type ShowOptions } from '../lab/show.ts'

/** Lessons that are named beside the best one. */
const MOST_OTHERS = 3

/** The options of `explain`. */
export interface ExplainOptions extends ShowOptions {
  readonly check?: true
  readonly json?: true
  readonly report: ReportFiles
  readonly run?: string
}

/** `synfin explain [TOPIC]`: the lessons, each with its claims held to the engine. */
export function addExplain(program: Command, context: CommandContext): void {
  const { say } = context
  const command = program
    .command('explain')
    .description(say(t.explain))
    .argument('[topic...]', say(t.topic))
    .option('--check', say(t.check))
    .option('--json', say(t.json))
    .addOption(reportOption(context))
    .addOption(new Option('--run <ID>', say(t.only)).conflicts('check'))
  addShowOptions(command, context).action((topic: readonly string[], options: ExplainOptions) =>
    explain(topic.join(' '), options, context),
  )
}

async function explain(topic: string, options: ExplainOptions, context: CommandContext): Promise<void> {
  const [lesson, ...others] = topic === '' ? [] : find(topic, context)
  if (options.check === true) return check(lesson === undefined ? LESSONS : [lesson], options, context)
  if (options.report.size > 0) throw new UsageError(context.say(r.needsCheck))
  if (lesson === undefined) {
    if (options.run !== undefined) throw new UsageError(context.say(t.runOfWhich, { word: options.run }))
    return list(options, context)
  }
  await show(lesson, options, context)
  if (others.length > 0 && options.json !== true)
    context.print(context.say(t.alsoAbout, { ids: others.slice(0, MOST_OTHERS).map(({ id }) => id) }))
}

/** The lesson of that name, or those that a search finds, the best first. */
function find(topic: string, { say }: CommandContext): readonly Lesson[] {
  const lesson = LESSONS.find(({ id }) => id === topic.toLowerCase())
  if (lesson !== undefined) return [lesson]
  const found = findLessons(topic)
  if (found.length > 0) return found.map((one) => one.lesson)
  const near = nearest(topic.toLowerCase(), lessonNames())
  if (near !== undefined) throw new UsageError(say(t.unknownTopicNear, { word: topic, near }))
  throw new UsageError(say(t.unknownTopic, { word: topic }))
}

function list({ json }: ExplainOptions, { print, say, lang }: CommandContext): void {
  if (json === true) {
    for (const lesson of LESSONS) print(toJson(lessonJson(lesson, lang)))
    return
  }
  const width = Math.max(...LESSONS.map(({ id }) => id.length)) + 2
  const chapters = CHAPTERS.map(({ title, lessons }) => {
    const lines = lessons.map((lesson) => {
      const number = String(LESSONS.indexOf(lesson) + 1).padStart(4)
      return `${number}  ${padToWidth(lesson.id, width)}${say(lesson.title)}\n`
    })
    return `\n${say(title)}\n${lines.join('')}`
  })
  print(`${say(t.listTitle)}\n${chapters.join('')}\n${say(t.listHint, { id: 'handshake' })}`)
}

/** One line a claim, and how many hold. */
async function check(
  lessons: readonly Lesson[],
  { json, report }: ExplainOptions,
  context: CommandContext,
): Promise<void> {
  const { print, say, lang } = context
  const results: LessonResult[] = []
  for (const lesson of lessons) {
    const result = await runLesson(lesson)
    results.push(result)
    if (json === true) print(toJson(resultJson(result, lang)))
    else {
      for (const { claim, holds, args, why } of result.claims) {
        const verdict = holds ? say(t.holds) : say(t.fails, { why: why ?? '' })
        print(`${holds ? '✓' : '✗'} ${lesson.id}: ${say(claim.says, args)} [${verdict}]`)
      }
    }
  }
  await writeReports(report, () => lessonReport(results, context), context)
  const summary = summarise(results)
  if (summary.failed > 0) context.exit(EXIT.network)
  if (json !== true) print(say(summary.failed > 0 ? t.someFail : t.allHold, summary))
}

async function show(lesson: Lesson, options: ExplainOptions, context: CommandContext): Promise<void> {
  const { io, print, draw, say, lang } = context
  const ids = lesson.runs.map(({ id }) => id)
  if (options.run !== undefined && !ids.includes(options.run)) {
    throw new UsageError(say(t.unknownRun, { word: options.run, allowed: ids }))
  }
  const asks = options.json !== true && io.stdin.isTTY === true && io.stdout.isTTY === true
  if (options.json !== true) draw(showAsking(lesson, options, context))
  if (asks) {
    const given = await ask(lesson, context)
    if (given === 'interrupted') return context.exit(EXIT.interrupted)
    if (given !== undefined) print(say(given === lesson.answer ? t.right : t.wrong))
  }
  const result = await runLesson(lesson, cpuTime)
  if (options.json === true) print(toJson(resultJson(result, lang)))
  else draw(showLesson(result, options, context))
  if (summarise([result]).failed > 0) context.exit(EXIT.network)
}

/** @returns The index of the choice; undefined when the person would rather see. */
async function ask(
  { choices }: Lesson,
  { io, print, say }: CommandContext,
): Promise<number | 'interrupted' | undefined> {
  const prompt = createInterface({ input: io.stdin, output: io.stdout })
  const line = await new Promise<string | undefined>((resolve) => {
    prompt.once('close', () => resolve(''))
    prompt.once('SIGINT', () => resolve(undefined))
    prompt.question(say(t.yours, { most: choices.length }), resolve)
  })
  prompt.close()
  if (line === undefined) {
    print('')
    return 'interrupted'
  }
  const number = /^\s*[1-9]\s*$/.test(line) ? Number(line) : 0
  return number >= 1 && number <= choices.length ? number - 1 : undefined
}
