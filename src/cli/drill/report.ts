import { visibleControls } from '../../say/index.ts'
import type { CommandContext } from '../context.ts'
import type { Check, Report } from '../report/report.ts'
import { reportSentences as t } from '../report/sentences.ts'
import type { DrillOutcome } from './drill-file.ts'

const NANOSECONDS = 1e9

/** @returns An outcome as a check: a script in one variant, or a file that is none. */
export function checkOf(outcome: DrillOutcome, { lang }: CommandContext): Check {
  const { file, text, line, why } = outcome
  const written = line === undefined ? undefined : visibleControls((text.split('\n')[line - 1] ?? '').trim())
  if (outcome.kind === 'bad') {
    const { column } = outcome
    const place = { file, line, column }
    const rule = 'drill/syntax'
    return { suite: file, name: file, outcome: 'error', rule, message: why(lang), details: written, place }
  }
  const { verdict, ipVersion, duration } = outcome.result
  const same = { suite: file, name: `${file} (${ipVersion})`, seconds: duration / NANOSECONDS }
  if (verdict === 'pass') return { ...same, outcome: 'pass', rule: 'drill/script' }
  const missed = { message: why(lang), details: written, place: { file, line } }
  if (verdict === 'fail') return { ...same, ...missed, outcome: 'fail', rule: 'drill/script' }
  return { ...same, ...missed, outcome: 'skip', rule: 'drill/unsupported' }
}

/** @returns The report of a run of `synfin drill`. */
export function drillReport(checks: readonly Check[], { say }: CommandContext): Report {
  const rules = {
    'drill/script': say(t.ruleScript),
    'drill/unsupported': say(t.ruleUnsupported),
    'drill/syntax': say(t.ruleSyntax),
  }
  return { tool: 'synfin drill', checks, rules }
}
