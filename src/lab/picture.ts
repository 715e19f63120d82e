import { layoutSequence } from '../diagram/index.ts'
import type { LayoutOptions, SequenceLayout } from '../diagram/index.ts'
import { charset } from '../text/index.ts'
import type { TracedSegment } from '../trace/index.ts'
import { CHARSET } from './greeting.ts'
import type { LabRun } from './types.ts'

/** Longer payloads are not shown. */
const SHOWN = 120

/** What of a run is drawn. */
export interface PictureOptions extends Pick<LayoutOptions, 'fold' | 'scale'> {
  /** What the programs did, beside the packets. Default true. */
  readonly calls?: boolean
  /** The charset in which short payloads are read. Default GBK. */
  readonly encoding?: string
}

/** Lays a run out: its packets as the tracker reads them, with the programs' calls and the short messages. */
export function pictureOf(run: LabRun, options: PictureOptions = {}): SequenceLayout {
  const decode = readerOf(options.encoding ?? CHARSET)
  const { fold, scale } = options
  return layoutSequence(run.trace, {
    ...(fold === undefined ? {} : { fold }),
    ...(scale === undefined ? {} : { scale }),
    notes: options.calls === false ? [] : run.calls,
    preview: (segment) => decode(segment),
  })
}

/** Each payload by itself, as a person with a capture reads it: a character cut at its edge is left out. */
function readerOf(encoding: string): (segment: TracedSegment) => string | undefined {
  const found = charset(encoding)
  return ({ length, payload }) => {
    if (found === undefined || length === 0 || length > SHOWN || payload.length < length) return undefined
    return found.decoder().push(payload)
  }
}
