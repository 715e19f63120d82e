import { SynfinError, type ReasonArgs } from '../base/index.ts'
import { pathSentences, type PathProblem } from './sentences.ts'

/** The words that fill the places; several where one of them may be chosen. */
export type PathArgs = Readonly<Record<string, string | readonly string[]>> & ReasonArgs

/** A path that is not one. Its code is SYNFIN_PATH. */
export class PathError extends SynfinError {
  override readonly name = 'PathError'

  constructor(problem: PathProblem, args: PathArgs) {
    super('SYNFIN_PATH', pathSentences[problem], args)
  }
}
