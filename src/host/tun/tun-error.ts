import { SynfinError } from '../../base/index.ts'
import { say, type Lang } from '../../say/index.ts'
import { tunSentences } from './sentences.ts'

/** What stands in the way of a TUN device. */
export type TunProblem = keyof typeof tunSentences

/** A TUN device that cannot be had. `code` is POSIX: EPERM and EACCES ask for rights, ENOENT and ENOSYS for the machine. */
export class TunError extends SynfinError {
  override readonly name = 'TunError'
  readonly problem: TunProblem
  readonly args: Readonly<Record<string, string>>

  constructor(problem: TunProblem, code: string, args: Readonly<Record<string, string>>, cause?: unknown) {
    super(code, say(tunSentences[problem], 'en', args), { cause })
    this.problem = problem
    this.args = args
  }

  /** @returns What happened and what helps, in the person's language. */
  say(lang: Lang): string {
    return say(tunSentences[this.problem], lang, this.args)
  }
}
