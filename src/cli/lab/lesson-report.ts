import type { LessonResult } from '../../lab/index.ts'
import type { CommandContext } from '../context.ts'
import type { Report } from '../report/report.ts'
import { reportSentences as t } from '../report/sentences.ts'

/** @returns The report of `synfin explain --check`: a suite for each lesson, a check for each claim. */
export function lessonReport(results: readonly LessonResult[], { say }: CommandContext): Report {
  const rule = 'lesson/claim'
  const checks = results.flatMap(({ lesson, claims }) =>
    claims.map(({ claim, holds, args, why }) => ({
      suite: lesson.id,
      name: say(claim.says, args),
      outcome: holds ? ('pass' as const) : ('fail' as const),
      rule,
      message: why,
    })),
  )
  return { tool: 'synfin explain', checks, rules: { [rule]: say(t.ruleClaim) } }
}
