import { SynfinError } from '../../base/index.ts'
import { say, scenarioSentences } from '../../text/index.ts'
import type { Lang, SentenceArgs } from '../../text/index.ts'

/** The stable name of what can be wrong with a scenario. */
export type ScenarioProblem = keyof typeof scenarioSentences

/** A scenario, or a link, that is not one: says what is wrong and what helps. Its code is SYNFIN_SCENARIO. */
export class ScenarioError extends SynfinError {
  override readonly name = 'ScenarioError'
  readonly problem: ScenarioProblem
  readonly args: SentenceArgs

  constructor(problem: ScenarioProblem, args: SentenceArgs = {}) {
    super('SYNFIN_SCENARIO', say(scenarioSentences[problem], 'en', args))
    this.problem = problem
    this.args = args
  }

  /** The message in a language. */
  say(lang: Lang): string {
    return say(scenarioSentences[this.problem], lang, this.args)
  }
}
