import { own, type Explanation } from '../base/index.ts'
import { systemSentences } from './system-sentences.ts'

/**
 * Why the system refused a file or a stream, in words and by its code: `the disk is full (ENOSPC)`.
 *
 * @param code - A POSIX code, or an error that has one.
 */
export function systemReason(code: unknown): Explanation {
  const name = typeof code === 'string' ? code : codeOf(code)
  return { reason: own(systemSentences, name) ?? systemSentences.other, args: { code: name } }
}

function codeOf(error: unknown): string {
  const has = typeof error === 'object' && error !== null && 'code' in error
  return has && typeof error.code === 'string' ? error.code : String(error)
}
