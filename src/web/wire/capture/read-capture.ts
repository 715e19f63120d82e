import type { CaptureProblem } from '../../../trace/index.ts'
import type { CaptureMessage } from '../../workers/capture-worker.ts'
import { unpackBatch } from '../../workers/packet-batch.ts'
import { GrowingTrace } from '../model/growing-trace.ts'

/** A capture file while it is read and after. */
export interface ReadCapture {
  readonly name: string
  readonly trace: GrowingTrace
  /** From 0 to 1. */
  readonly progress: number
  readonly state: 'reading' | 'done' | 'failed'
  readonly problems: readonly CaptureProblem[]
  readonly startTime: bigint | undefined
  readonly frames: number
  readonly skipped: number
  /** Why it failed. */
  readonly why?: { readonly kind: 'gzip' | 'read'; readonly reason: string }
}

/**
 * Reads a capture file in a worker.
 *
 * @param tell - Told of each step.
 * @returns Stops reading; what was read stays.
 */
export function readCaptureFile(file: File, tell: (capture: ReadCapture) => void): () => void {
  const trace = new GrowingTrace()
  let capture: ReadCapture = {
    name: file.name,
    trace,
    progress: 0,
    state: 'reading',
    problems: [],
    startTime: undefined,
    frames: 0,
    skipped: 0,
  }
  const worker = new Worker(new URL('../../workers/capture-worker.ts', import.meta.url), { type: 'module' })
  const change = (more: Partial<ReadCapture>): void => {
    capture = { ...capture, ...more }
    tell(capture)
  }
  const stop = (): void => {
    worker.terminate()
    if (capture.state !== 'reading') return
    trace.end()
    change({ state: 'done' })
  }
  worker.addEventListener('message', (event: MessageEvent<CaptureMessage>) => {
    const message = event.data
    if (message.type === 'packets') {
      trace.add(unpackBatch(message.batch))
      change({ progress: message.read })
      return
    }
    worker.terminate()
    trace.end()
    if (message.type === 'failed') {
      change({ state: 'failed', why: { kind: message.why, reason: message.reason } })
      return
    }
    const { problems, startTime, frames, skipped } = message
    change({ state: 'done', progress: 1, problems, startTime, frames, skipped })
  })
  worker.addEventListener('error', (event) => {
    change({ state: 'failed', why: { kind: 'read', reason: event.message } })
  })
  tell(capture)
  worker.postMessage(file)
  return stop
}
