import type { Nanos } from '../../base/index.ts'
import { formatScenario, type LabProgram, type LabRun, pageLabSentences as s } from '../../lab/index.ts'
import { sayDuration } from '../../say/index.ts'
import type { CommandContext } from '../context.ts'
import type { Check, Report } from '../report/report.ts'
import { reportSentences as t } from '../report/sentences.ts'

const NANOSECONDS = 1e9

/**
 * @param within - How long the programs may take, on the virtual clock; undefined: as long as they like.
 * @returns The report of `synfin lab run --check`: the experiment is the suite, each of its programs a check.
 */
export function programReport(run: LabRun, within: Nanos | undefined, context: CommandContext): Report {
  const { say } = context
  const suite = formatScenario(run.scenario)
  const checks = run.programs.map((program, index): Check => {
    const end = lastMoment(run, index)
    const same = { suite, name: programName(program, context), seconds: end / NANOSECONDS }
    const { outcome, error } = program
    if (outcome !== 'done') {
      const waits = run.stopped === undefined ? t.stillWaits : t.notDone
      const message = error === undefined ? say(waits) : say(t.endedWith, { error })
      return { ...same, outcome: 'fail', rule: 'lab/program', message }
    }
    if (within === undefined || end <= within) return { ...same, outcome: 'pass', rule: 'lab/program' }
    const message = say(t.tooLate, { took: sayDuration(end), most: sayDuration(within) })
    return { ...same, outcome: 'fail', rule: 'lab/within', message }
  })
  return {
    tool: 'synfin lab run',
    checks,
    rules: { 'lab/program': say(t.ruleProgram), 'lab/within': say(t.ruleWithin) },
  }
}

/** @returns What a program of a run is called: `client 1`. */
export function programName({ role, number }: LabProgram, { say }: CommandContext): string {
  if (role === 'listener') return say(s.listener)
  return say(role === 'client' ? s.clientN : s.sessionN, { n: number })
}

/** When a program last learned anything: that its socket was closed, as a rule. */
function lastMoment({ events }: LabRun, program: number): Nanos {
  return events.reduce((last, event) => (event.program === program ? Math.max(last, event.time) : last), 0)
}
