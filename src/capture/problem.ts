import { type Lang, type SentenceArgs, say } from '../say/index.ts'
import { captureSentences } from './sentences.ts'

/** What can be wrong with a capture file. */
export type CaptureProblemKey = keyof typeof captureSentences

/** Something wrong with a capture, and where. What was read before it is kept. */
export interface CaptureProblem {
  /** Bytes from the start of the file. */
  readonly offset: number
  readonly key: CaptureProblemKey
  readonly args: SentenceArgs
  /** In English; `explainCaptureProblem` says it in either language. */
  readonly message: string
}

/** Makes a problem, its message filled in. */
export function captureProblem(offset: number, key: CaptureProblemKey, args: SentenceArgs): CaptureProblem {
  return { offset, key, args, message: say(captureSentences[key], 'en', args) }
}

/** @returns The problem in one sentence, with the place in the file. */
export function explainCaptureProblem(problem: CaptureProblem, lang: Lang): string {
  const where = lang === 'zh' ? `（偏移 ${problem.offset}）` : ` (at byte ${problem.offset})`
  return say(captureSentences[problem.key], lang, problem.args) + where
}
