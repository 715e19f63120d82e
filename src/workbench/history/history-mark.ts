import { type Lang, say, sayError, systemReason } from '../../say/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import type { DiskBudget } from './disk-budget.ts'
import type { History } from './history.ts'
import type { Journal } from '../sessions/journal.ts'
import type { MemoryBudget } from './memory-budget.ts'

/** Where moves are reported, and the bounds that the reports name. */
export interface MoveContext {
  readonly journal: Journal
  readonly lang: Lang
  readonly memoryBound: number
  readonly budget: MemoryBudget
  readonly fileBound: number
  readonly disk: DiskBudget
}

/** Reports that older messages are in the session file alone now, or are gone, and why. */
export function reportMoved(
  { journal, lang, fileBound, disk }: MoveContext,
  conn: number,
  { memoryFrom, historyFrom }: History,
  gone: { readonly code: string } | undefined,
): void {
  const detail =
    gone === undefined
      ? say(t.spilled, lang, { index: memoryFrom })
      : say(t.historyGone, lang, {
          index: historyFrom,
          reason:
            gone.code === 'FULL'
              ? say(t.fileFull, lang, { limit: fileBound })
              : gone.code === 'TOTAL'
                ? say(t.filesFull, lang, { limit: disk.bound })
                : say(t.fileFailed, lang, { why: sayError(systemReason(gone.code), lang) }),
        })
  const mark = gone === undefined ? 'memory' : 'history'
  journal.emit({ type: 'mark', conn, mark, detail, memoryFrom, historyFrom })
}
