import { SynfinError, type ReasonArgs } from '../../base/index.ts'
import { tunSentences } from './sentences.ts'

/** What stands in the way of a TUN device. */
export type TunProblem = keyof typeof tunSentences

/** A TUN device that cannot be had. `code` is POSIX: EPERM and EACCES ask for rights, ENOENT and ENOSYS for the machine. */
export class TunError extends SynfinError {
  override readonly name = 'TunError'
  readonly problem: TunProblem

  constructor(problem: TunProblem, code: string, args: ReasonArgs, cause?: unknown) {
    super(code, tunSentences[problem], args, { cause })
    this.problem = problem
  }
}
