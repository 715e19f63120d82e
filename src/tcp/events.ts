import type { ConnectionEvent } from './types.ts'

/** Events without figures, made once: reporting them allocates nothing. */
export const READABLE: ConnectionEvent = { type: 'readable' }
export const WRITABLE: ConnectionEvent = { type: 'writable' }
export const ACKNOWLEDGED: ConnectionEvent = { type: 'acknowledged' }
export const ESTABLISHED: ConnectionEvent = { type: 'established' }
export const PEER_CLOSED: ConnectionEvent = { type: 'peer-closed' }
export const TIME_WAIT_BEGUN: ConnectionEvent = { type: 'time-wait' }
