import { EVENT_VERSION, say, type Lang } from '../../say/index.ts'
import { formatScenario, parseScenario } from '../scenario/link.ts'
import { packetWords } from './exhibits.ts'
import { CHAPTERS } from './chapters.ts'
import type { Lesson, LessonResult } from './types.ts'

/** @returns What a lesson is, as plain values: one line of `synfin explain --json`. */
export function lessonJson(lesson: Lesson, lang: Lang): Readonly<Record<string, unknown>> {
  const { id, title, question, runs, asks } = lesson
  return {
    v: EVENT_VERSION,
    type: 'lesson',
    id,
    chapter: CHAPTERS.find(({ lessons }) => lessons.includes(lesson))?.id,
    title: say(title, lang),
    question: say(question, lang),
    asks: asks.map((ask) => say(ask, lang)),
    runs: runs.map((run) => run.id),
  }
}

/** @returns A lesson that was run, as plain values: its claims, what they rest on, and its figures. */
export function resultJson(result: LessonResult, lang: Lang): Readonly<Record<string, unknown>> {
  const { lesson, runs, claims } = result
  const table = lesson.table?.(runs)
  return {
    ...lessonJson(lesson, lang),
    type: 'result',
    choices: lesson.choices.map((choice) => say(choice, lang)),
    answer: lesson.answer + 1,
    because: say(lesson.because, lang),
    interview: say(lesson.interview, lang),
    textbook: lesson.textbook === undefined ? undefined : say(lesson.textbook, lang),
    prose: lesson.prose.map((text) => say(text, lang)),
    loose: lesson.loose === undefined ? undefined : say(lesson.loose, lang),
    runs: lesson.runs.map(({ id, title, link }) => ({
      id,
      title: say(title, lang),
      link: formatScenario(parseScenario(link)),
    })),
    claims: claims.map(({ claim, holds, args, why, evidence }) => ({
      claim: say(claim.says, lang, args),
      holds,
      reason: why,
      measured: args,
      evidence: evidence.map(({ run, packet }) => {
        const made = runs.get(run)
        if (made === undefined) return { run, packet }
        const { time, fate = 'delivered' } = made.packets[packet] ?? {}
        const { side, what } = packetWords(made, packet, lang)
        return { run, packet, time, side, what, fate }
      }),
    })),
    table: table && {
      columns: table.columns.map((column) => say(column, lang)),
      rows: table.rows.map(({ label, values }) => ({ label: say(label, lang), values })),
    },
  }
}
