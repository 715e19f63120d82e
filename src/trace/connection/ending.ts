import { otherSide } from './states.ts'
import type { ConnectionTrace, Side } from '../types.ts'

/** Who closed a connection, and how: what every sentence and picture says of it comes from here. */
export interface Ending {
  /** Who sent the first FIN, or the RST that ended it. */
  readonly first: Side
  readonly how: 'fin' | 'rst'
  /** Each FIN was sent before the other had arrived. */
  readonly crossed: boolean
  /** Who ended it by force after a FIN. */
  readonly thenReset: Side | undefined
  /** Who has not closed its own direction. */
  readonly halfClosed: Side | undefined
}

/** @returns How a connection ended; undefined: nobody closed it, or it was never open. */
export function endingOf(trace: ConnectionTrace): Ending | undefined {
  const { close, reset } = trace
  if (close === undefined) return undefined
  const other = otherSide(close.first)
  const isFin = close.how === 'fin'
  const hasFin = trace.fin?.[other] !== undefined
  return {
    first: close.first,
    how: close.how,
    crossed: isFin && (trace.crossed?.client === true || trace.crossed?.server === true),
    thenReset: isFin ? reset?.by : undefined,
    halfClosed: isFin && reset === undefined && !hasFin ? other : undefined,
  }
}
