import type { Tcb } from './tcb.ts'

/** Nothing but the end of it is waited for: TIME-WAIT, and FIN-WAIT-2 once the owner has released it (Linux keeps both as a "timewait" socket). */
export function isWaitingAlone({ state, isReleased }: Tcb): boolean {
  return state === 'TIME-WAIT' || (state === 'FIN-WAIT-2' && isReleased)
}
