import { SynfinError } from '../../base/index.ts'
import { PathError, pathSentences } from '../../link/index.ts'
import { say, type Lang, type SentenceArgs } from '../../say/index.ts'
import { scenarioSentences } from './sentences.ts'

/** The stable name of what can be wrong with a scenario. */
export type ScenarioProblem = keyof typeof scenarioSentences

/** A scenario, or a link, that is not one: says what is wrong and what helps. Its code is SYNFIN_SCENARIO. */
export class ScenarioError extends SynfinError {
  override readonly name = 'ScenarioError'
  readonly problem: ScenarioProblem
  readonly args: SentenceArgs

  /** @param cause - What a part of the scenario was refused for; the message tells it in its language. */
  constructor(problem: ScenarioProblem, args: SentenceArgs = {}, cause?: PathError) {
    super('SYNFIN_SCENARIO', say(scenarioSentences[problem], 'en', withCause(args, 'en', cause)), { cause })
    this.problem = problem
    this.args = args
  }

  /** The message in a language. */
  say(lang: Lang): string {
    const cause = this.cause instanceof PathError ? this.cause : undefined
    return say(scenarioSentences[this.problem], lang, withCause(this.args, lang, cause))
  }
}

function withCause(args: SentenceArgs, lang: Lang, cause: PathError | undefined): SentenceArgs {
  return cause === undefined ? args : { ...args, why: say(pathSentences[cause.problem], lang, cause.args) }
}
