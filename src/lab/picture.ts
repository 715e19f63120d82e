import { assert } from '../base/index.ts'
import { layoutSequence, type LayoutOptions, type SequenceLayout } from '../diagram/index.ts'
import { charset } from '../charset/index.ts'
import type { TracedSegment } from '../trace/index.ts'
import type { LabCall, LabRun } from './types.ts'

/** Longer payloads are not shown. */
const SHOWN = 120

/** What of a run is drawn. */
export interface PictureOptions extends Pick<LayoutOptions, 'fold' | 'scale'> {
  /** What the programs did, beside the packets. Default true. */
  readonly calls?: boolean
  /** The charset in which short payloads are read. Default GBK. */
  readonly encoding?: string
  /** Which of the connections, from 0. Default the first. */
  readonly connection?: number
}

/**
 * Lays a connection of a run out: its packets as the tracker reads them, with the programs' calls and the short
 * messages.
 *
 * @throws {AssertionError} For a run that has no such connection (UDP has none).
 */
export function pictureOf(run: LabRun, options: PictureOptions = {}): SequenceLayout {
  const trace = run.traces[options.connection ?? 0]
  assert(trace !== undefined, `the run has no connection ${options.connection ?? 0}`)
  const decode = payloadReader(options.encoding ?? run.scenario.encoding)
  const { fold, scale } = options
  return layoutSequence(trace, {
    ...(fold === undefined ? {} : { fold }),
    ...(scale === undefined ? {} : { scale }),
    notes: options.calls === false ? [] : callsOf(run, options.connection ?? 0),
    preview: (segment) => decode(segment),
  })
}

/** @returns The calls of the programs at both ends of one connection; the server's listening is part of each. */
export function callsOf(run: LabRun, connection: number): readonly LabCall[] {
  const port = run.traces[connection]?.client.port
  return run.calls.filter(({ program }) => {
    const { side, role, local, remote } = run.programs[program] ?? {}
    if (role === 'listener' || run.traces.length < 2) return true
    return (side === 'client' ? local : remote)?.port === port
  })
}

/** Each payload by itself, as a person with a capture reads it: a character cut at its edge is left out. */
export function payloadReader(encoding: string): (segment: TracedSegment) => string | undefined {
  const found = charset(encoding)
  return ({ length, payload }) => {
    if (found === undefined || length === 0 || length > SHOWN || payload.length < length) return undefined
    return found.decoder().push(payload)
  }
}
