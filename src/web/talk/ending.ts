import type { ConnectionInfo } from '../../protocol/index.ts'
import { type Ending, judgeEnding } from '../../socket/index.ts'

/** @returns How a connection ended; undefined while it has not. */
export function endingOf({
  close,
  transport,
}: Pick<ConnectionInfo, 'close' | 'transport'>): Ending | undefined {
  return close && judgeEnding({ ...close, transport })
}

/** Nobody broke it off. */
export function isOrderly({ kind }: Ending): boolean {
  return kind === 'fin' || kind === 'left' || kind === 'datagrams' || kind === 'unused' || kind === 'gave-up'
}
