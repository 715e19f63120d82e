import type { ConnectionInfo } from '../../protocol/index.ts'
import { type ConversationEnding, judgeEnding } from '../../talk/index.ts'

/** @returns How a connection ended; undefined while it has not. */
export function endingOf({
  close,
  transport,
}: Pick<ConnectionInfo, 'close' | 'transport'>): ConversationEnding | undefined {
  return close && judgeEnding({ ...close, transport })
}

/** Nobody broke it off. */
export function isOrderly({ kind }: ConversationEnding): boolean {
  return kind === 'fin' || kind === 'left' || kind === 'datagrams' || kind === 'unused' || kind === 'gave-up'
}
