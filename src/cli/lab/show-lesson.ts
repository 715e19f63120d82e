import {
  datagramLines,
  formatScenario,
  LESSONS,
  packetWords,
  parseScenario,
  pictureOf,
  type ClaimResult,
  type LabRun,
  type Lesson,
  type LessonResult,
  type LessonTable,
  explainSentences as t,
} from '../../lab/index.ts'
import { diagramWords } from '../../diagram/index.ts'
import { displayWidth, padToWidth, truncateToWidth, wrapToWidth } from '../../say/index.ts'
import type { CommandContext } from '../context.ts'
import { pictureWidth, showPicture, type ShowOptions } from './show.ts'

/** More packets than this are not named for one claim. */
const FEW = 4
/** More connections of one run than this are not drawn. */
const FEW_CONNECTIONS = 2

/** @returns The title, the question and the choices. */
export function showAsking(lesson: Lesson, options: ShowOptions, context: CommandContext): string {
  const { say } = context
  const width = pictureWidth(options, context)
  const lines = [say(lesson.title), '', ...wrapped(say(t.question, { text: say(lesson.question) }), width)]
  lesson.choices.forEach((choice, index) => lines.push(...wrapped(say(choice), width, `  ${index + 1}  `)))
  return `${lines.join('\n')}\n\n`
}

/** @returns What the runs show: diagrams, evidence, answer, and what there is to know. */
export function showLesson(
  result: LessonResult,
  options: ShowOptions & { readonly run?: string },
  context: CommandContext,
): string {
  const { say } = context
  const { lesson, runs, claims } = result
  const width = pictureWidth(options, context)
  const table = lesson.table?.(runs)
  const lines: string[] = []
  for (const { id, title } of lesson.runs) {
    const run = runs.get(id)
    // Where there is a table the runs are too large to look at, unless one is asked for.
    if (run === undefined || (options.run === undefined ? table !== undefined : options.run !== id)) continue
    lines.push(`── ${say(title)}`, ...drawn(run, options, context), '')
  }
  if (table !== undefined) lines.push(say(t.measured), ...tableLines(table, width, context))
  lines.push(say(t.shown))
  for (const claim of claims) lines.push(...claimLines(claim, result, width, context))
  const answer = say(lesson.choices[lesson.answer] ?? lesson.because)
  lines.push('', ...wrapped(say(t.answer, { text: `${lesson.answer + 1}  ${answer}` }), width))
  lines.push(...wrapped(say(lesson.because), width, '  '), '')
  lines.push(say(t.toKnow))
  for (const text of lesson.prose) lines.push(...wrapped(say(text), width, '  '))
  lines.push('', say(t.askedAs))
  for (const ask of lesson.asks) lines.push(...wrapped(say(ask), width, '  '))
  lines.push('', ...wrapped(say(t.interview, { text: say(lesson.interview) }), width))
  if (lesson.textbook !== undefined)
    lines.push('', ...wrapped(say(t.textbook, { text: say(lesson.textbook) }), width))
  if (lesson.loose !== undefined) lines.push('', say(t.loose), ...wrapped(say(lesson.loose), width, '  '))
  lines.push('', say(t.try))
  for (const { link } of lesson.runs) lines.push(`  #/lab?${formatScenario(parseScenario(link))}`)
  const at = LESSONS.indexOf(lesson)
  const next = LESSONS[at + 1]
  if (next !== undefined) {
    const place = { number: at + 1, last: LESSONS.length, id: next.id }
    lines.push('', ...wrapped(say(t.nextInCourse, place), width))
  }
  return `${lines.join('\n')}\n`
}

/** How many claims there are, and how many do not hold. */
export function summarise(results: readonly LessonResult[]): {
  count: number
  failed: number
  lessons: number
} {
  const claims = results.flatMap((result) => result.claims)
  return {
    count: claims.length,
    failed: claims.filter(({ holds }) => !holds).length,
    lessons: results.length,
  }
}

function drawn(run: LabRun, options: ShowOptions, context: CommandContext): string[] {
  const show = { ...options, sentences: false }
  if (run.traces.length === 0) return datagramLines(run, context.lang)
  const lines = run.traces.slice(0, FEW_CONNECTIONS).flatMap(({ id }) => [
    ...showPicture(pictureOf(run, { connection: id, calls: options.calls }), show, context)
      .trimEnd()
      .split('\n'),
    '',
  ])
  const more = run.traces.length - FEW_CONNECTIONS
  return more > 0 ? [...lines, `  … ${context.say(t.more, { count: more })}`] : lines.slice(0, -1)
}

function claimLines(
  result: ClaimResult,
  { runs, lesson }: LessonResult,
  width: number,
  context: CommandContext,
): string[] {
  const { say, lang } = context
  const { claim, holds, args, evidence, why } = result
  const lines = wrapped(say(claim.says, args), width, holds ? '  ✓ ' : '  ✗ ')
  if (!holds) lines.push(...wrapped(say(t.fails, { why: why ?? '' }), width, '      '))
  for (const { run, packet } of evidence.slice(0, FEW)) {
    const made = runs.get(run)
    if (made === undefined) continue
    const { time, side, what, isLost } = packetWords(made, packet, lang)
    const title = lesson.runs.find(({ id }) => id === run)?.title
    const which = lesson.runs.length > 1 && title !== undefined ? `  – ${say(title)}` : ''
    const line = `      ${time} ms  ${say(diagramWords[side])}  ${what}${isLost ? `  ${say(t.lost)}` : ''}${which}`
    lines.push(truncateToWidth(line, width, '…'))
  }
  const more = evidence.length - FEW
  if (more > 0) lines.push(`      … ${say(t.more, { count: more })}`)
  return lines
}

/** One line a figure and a column a run, as many beside each other as there is room for. */
function tableLines({ columns, rows }: LessonTable, width: number, { say }: CommandContext): string[] {
  const first = Math.max(...rows.map(({ label }) => displayWidth(say(label)))) + 4
  const each = Math.max(...columns.map((column) => displayWidth(say(column)))) + 2
  const beside = Math.max(1, Math.floor((width - first) / each))
  const right = (text: string): string => `${' '.repeat(Math.max(0, each - displayWidth(text)))}${text}`
  const lines: string[] = []
  for (let from = 0; from < columns.length; from += beside) {
    const shown = columns.slice(from, from + beside)
    lines.push(`${' '.repeat(first)}${shown.map((column) => right(say(column))).join('')}`)
    for (const { label, values } of rows) {
      const cells = values.slice(from, from + beside).map((value) => right(value))
      lines.push(`  ${padToWidth(say(label), first - 2)}${cells.join('')}`)
    }
    lines.push('')
  }
  return lines
}

function wrapped(text: string, width: number, head = ''): string[] {
  const lines = wrapToWidth(text, Math.max(20, width - head.length))
  return lines.map((line, index) => `${index === 0 ? head : ' '.repeat(head.length)}${line}`)
}
