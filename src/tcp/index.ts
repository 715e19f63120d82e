/** One TCP endpoint, sans-IO: segments, calls and the time go in; segments, events and the next deadline come out. */
export type { CloseReason, ConnectionEvent, ConnectionOptions, KeepAlive, Snapshot } from './types.ts'
