/** Runs an experiment beside the page, so that a large one does not hold it up. */
import { parseScenario, runScenario, type LabRun } from '../../lab/index.ts'
import { SynfinError, type Explanation } from '../../base/index.ts'

/** What is asked of the worker: a scenario, as a link. */
export interface LabRequest {
  readonly id: number
  readonly link: string
}

/** A run without what the tracker reads from its packets: that is read again where it is shown. */
export type RunParts = Omit<LabRun, 'traces' | 'trace'>

/** A `SynfinError` as data: an error of a worker would lose all but its message. */
export interface Fault extends Explanation {
  readonly code: string
}

/** What it answers; a text is a fault of the program itself. */
export type LabAnswer =
  | { readonly id: number; readonly run: RunParts }
  | { readonly id: number; readonly failed: Fault | string }

/** The page draws no more. */
const MOST_PACKETS = 200_000

addEventListener('message', (event: MessageEvent<LabRequest>) => {
  const { id, link } = event.data
  void answer(id, link).then((reply) => postMessage(reply))
})

async function answer(id: number, link: string): Promise<LabAnswer> {
  try {
    // One thread does nothing else, so the clock on the wall is the time of the CPU.
    const cpu = (): number => Math.round(performance.now() * 1_000_000)
    const run = await runScenario(parseScenario(link), { cpu, mostPackets: MOST_PACKETS })
    const { traces: _traces, trace: _trace, ...parts } = run
    return { id, run: parts }
  } catch (error) {
    if (!(error instanceof SynfinError)) return { id, failed: String(error) }
    const { code, reason, args } = error
    return { id, failed: { code, reason, args } }
  }
}
