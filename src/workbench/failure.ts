import { SynfinError, type Reason, type ReasonArgs } from '../base/index.ts'
import type { Fault } from '../protocol/index.ts'
import { type Lang, say, sayError } from '../say/index.ts'
import { workbenchSentences as t } from './sentences.ts'

/** Why the workbench will not do what was asked. */
export type FailureCode =
  | 'SYNFIN_MESSAGE'
  | 'SYNFIN_TOO_LARGE'
  | 'SYNFIN_LIMIT'
  | 'SYNFIN_NO_SUCH'
  | 'SYNFIN_STATE'
  | 'SYNFIN_SLOW'
  | 'SYNFIN_BAD_INPUT'
  | 'SYNFIN_FILE'
  | 'SYNFIN_TOKEN'
  | 'SYNFIN_ORIGIN'
  | 'SYNFIN_HOST'
  | 'SYNFIN_UPGRADE'
  | 'SYNFIN_BRAKE'
  | 'SYNFIN_INTERNAL'

/** A failure that is said only when it is known in which language. */
export class Failure extends SynfinError {
  override readonly name = 'Failure'

  constructor(code: FailureCode, reason: Reason, args: ReasonArgs = {}) {
    super(code, reason, args)
  }
}

/** What a page is told of anything that was thrown. */
export function faultOf(error: unknown, lang: Lang): Fault {
  if (error instanceof SynfinError) {
    const hint = 'hint' in error && typeof error.hint === 'string' ? { hint: error.hint } : {}
    return { code: error.code, message: sayError(error, lang), ...hint }
  }
  const reason = error instanceof Error ? error.message : String(error)
  return { code: 'SYNFIN_INTERNAL', message: say(t.internal, lang, { reason }) }
}
