import { SynfinError, type ReasonArgs } from '../../base/index.ts'
import { scenarioSentences, type ScenarioProblem } from './sentences.ts'

/** A scenario, or a link, that is not one: says what is wrong and what helps. Its code is SYNFIN_SCENARIO. */
export class ScenarioError extends SynfinError {
  override readonly name = 'ScenarioError'

  constructor(problem: ScenarioProblem, args: ReasonArgs = {}) {
    super('SYNFIN_SCENARIO', scenarioSentences[problem], args)
  }
}
