import { callsOf, cutRun, payloadReader, type LabRun } from '../../lab/index.ts'
import type { Nanos } from '../../base/index.ts'
import type { WireSource } from '../wire/index.tsx'

let version = 0

/** What the Wire view draws of a run. @param until - As it was at this time; absent: all of it. */
export function wireSource(run: LabRun, until?: Nanos, isPlaying = false): WireSource {
  const shown = until === undefined ? run : cutRun(run, until)
  return {
    packets: shown.packets,
    connections: shown.traces,
    samples: shown.samples,
    notes: callsOf(shown, 0),
    preview: payloadReader(run.scenario.encoding),
    isLive: isPlaying,
    version: ++version,
  }
}
