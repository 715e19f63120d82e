import type { CaptureProblem } from '../../../capture/index.ts'
import type { CaptureMessage, CaptureOrder } from '../../workers/capture-worker.ts'
import { unpackBatch } from '../../workers/packet-batch.ts'
import { GrowingTrace } from '../model/growing-trace.ts'

/** More than these a page has no memory for: a browser ends a tab that takes it all. */
export const MOST_PACKETS = 2_000_000
export const MOST_CONNECTIONS = 200_000

/** Why not all of a file was read. */
export type Stopped = 'person' | 'packets' | 'connections'

/** A capture file while it is read and after. */
export interface ReadCapture {
  readonly name: string
  readonly trace: GrowingTrace
  /** How much of the file has been read, from 0 to 1. */
  readonly progress: number
  readonly state: 'reading' | 'asking' | 'done' | 'failed'
  readonly problems: readonly CaptureProblem[]
  readonly startTime: bigint | undefined
  readonly frames: number
  readonly skipped: number
  /** Why it failed. */
  readonly why?: { readonly kind: 'gzip' | 'read'; readonly reason: string }
  /** While it asks: `taken` bytes of the file have become `grown`. */
  readonly asked?: { readonly grown: number; readonly taken: number }
  readonly stopped?: Stopped
}

/** A file that is being read. */
export interface CaptureReading {
  /** Stops; what was read stays. */
  readonly stop: () => void
  /** The person wants it, though it becomes so much. */
  readonly goOn: () => void
}

/**
 * Reads a capture file in a worker and traces what comes, a piece at a time: the page stays at hand in between.
 *
 * @param report - Called at each step.
 */
export function readCaptureFile(file: File, report: (capture: ReadCapture) => void): CaptureReading {
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
  const order = (what: CaptureOrder): void => worker.postMessage(what)
  const change = (more: Partial<ReadCapture>): void => {
    capture = { ...capture, ...more }
    report(capture)
  }
  const end = (more: Partial<ReadCapture>): void => {
    worker.terminate()
    trace.end()
    change(more)
  }
  worker.addEventListener('message', ({ data }: MessageEvent<CaptureMessage>) => {
    if (capture.state === 'done' || capture.state === 'failed') return
    switch (data.type) {
      case 'packets': {
        trace.add(unpackBatch(data.batch))
        const stopped = tooMany(trace)
        if (stopped !== undefined) return end({ state: 'done', progress: data.read, stopped })
        change({ progress: data.read })
        return order('go on')
      }
      case 'ask':
        return change({ state: 'asking', asked: { grown: data.grown, taken: data.taken } })
      case 'failed':
        return end({ state: 'failed', why: { kind: data.why, reason: data.reason } })
      default: {
        const { problems, startTime, frames, skipped } = data
        end({ state: 'done', progress: 1, problems, startTime, frames, skipped })
      }
    }
  })
  worker.addEventListener('error', (event) => {
    change({ state: 'failed', why: { kind: 'read', reason: event.message } })
  })
  report(capture)
  order(file)
  return {
    stop: () => {
      if (capture.state === 'reading' || capture.state === 'asking') end({ state: 'done', stopped: 'person' })
    },
    goOn: () => {
      change({ state: 'reading' })
      order('go on')
    },
  }
}

function tooMany(trace: GrowingTrace): Stopped | undefined {
  if (trace.packets.length >= MOST_PACKETS) return 'packets'
  return trace.connectionCount >= MOST_CONNECTIONS ? 'connections' : undefined
}
