import type { BaseIssue } from 'valibot'
import type { Explanation } from '../base/index.ts'
import { workbenchSentences as t } from './sentences.ts'

/** More of a wrong value says no more. */
const MOST_SHOWN = 60

/** What a value of a message is not: valibot's own sentence is in English alone. */
export function whatIsWrong(issue: BaseIssue<unknown>): Explanation {
  const { expected } = issue
  const given = issue.received.slice(0, MOST_SHOWN)
  return expected === null
    ? { reason: t.badValue, args: { given } }
    : { reason: t.otherValue, args: { expected, given } }
}
