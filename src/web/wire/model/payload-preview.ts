import { AutoCharset, charset } from '../../../charset/index.ts'
import { namedControls, visibleControls } from '../../../say/index.ts'
import type { TracedSegment } from '../../../trace/index.ts'

/** Longer payloads are not read: there is no room for them. */
const SHOWN = 120

/**
 * What a segment's payload says, read by itself as a person with a capture reads it: a character that a boundary
 * cuts is left out.
 *
 * @param encoding - `auto`, or the name of a charset.
 */
export function payloadPreview(encoding: string): (segment: TracedSegment) => string | undefined {
  const known = charset(encoding)
  return ({ payload, length }) => {
    if (length === 0 || payload.length === 0) return undefined
    const text = (known?.decoder() ?? new AutoCharset()).push(payload.subarray(0, SHOWN))
    // A canvas has no chips, and few fonts have pictures of controls.
    return namedControls(visibleControls(text.trimEnd())) + (payload.length > SHOWN ? '…' : '')
  }
}
