import { formatScenario, traceUntil, type LabRun, type Scenario } from '../../lab/index.ts'
import type { Fault, LabAnswer, LabRequest } from '../workers/lab-worker.ts'
import { SynfinError } from '../../base/index.ts'

/** Runs that were asked for and are not answered yet. */
const waiting = new Map<number, { resolve: (run: LabRun) => void; reject: (why: Error) => void }>()
let worker: Worker | undefined
let asked = 0
/** Since when the worker has been at work without a rest. */
let since = 0

/** Runs an experiment in a worker. @throws {Error} When it could not be run; says why. */
export function runInWorker(scenario: Scenario): Promise<LabRun> {
  const running = (worker ??= start())
  const id = ++asked
  if (waiting.size === 0) since = performance.now()
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    const request: LabRequest = { id, link: formatScenario(scenario) }
    running.postMessage(request)
  })
}

/** A run that takes no longer than this is let go on: a new worker would take as long to begin. */
const SOON_MS = 300

/** The answers that are awaited are not wanted any more: what still runs for long is stopped. */
export function stopRuns(): void {
  if (waiting.size === 0) return
  const isLong = performance.now() - since > SOON_MS
  if (!isLong) return
  worker?.terminate()
  worker = undefined
  waiting.clear()
}

function start(): Worker {
  const made = new Worker(new URL('../workers/lab-worker.ts', import.meta.url), { type: 'module' })
  made.addEventListener('message', (event: MessageEvent<LabAnswer>) => {
    const reply = event.data
    const asker = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('failed' in reply) return asker?.reject(errorOf(reply.failed))
    const traces = traceUntil(reply.run.packets, reply.run.duration)
    asker?.resolve({ ...reply.run, traces, trace: traces[0] })
  })
  made.addEventListener('error', (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message))
    waiting.clear()
    made.terminate()
    if (worker === made) worker = undefined
  })
  return made
}

function errorOf(failed: Fault | string): Error {
  if (typeof failed === 'string') return new Error(failed)
  return new SynfinError(failed.code, failed.reason, failed.args)
}
