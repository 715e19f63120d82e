/** Runs of the engine in the page, for the views that show them. */
export { Datagrams, PACKET_ACTIONS } from './datagrams.tsx'
export { sayFailure } from './failure.ts'
export { runInWorker, stopRuns } from './run-in-worker.ts'
export { wireSource } from './wire-source.ts'
