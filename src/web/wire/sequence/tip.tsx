import { arrowLabel } from '../../../diagram/index.ts'
import type { Lang } from '../../../say/index.ts'
import type { TracedSegment } from '../../../trace/index.ts'
import type { Picture } from '../model/picture.ts'
import type { WireState } from '../model/state.ts'
import { timeText } from '../model/time-text.ts'

const WIDE = 380

/** What the segment under the pointer does, and why it was sent. */
export function Tip(props: {
  readonly picture: Picture
  readonly state: WireState
  readonly lang: Lang
  readonly words: (segment: number) => string
}) {
  const { picture, state, lang, words } = props
  const index = state.hovered.value
  const pointer = state.pointer.value
  const segment: TracedSegment | undefined = index === undefined ? undefined : picture.trace.segments[index]
  if (index === undefined || pointer === undefined || segment === undefined) return null
  const label = arrowLabel(segment, lang)
  const numbers = [label.flags, label.seq, label.ack, label.len, label.win].filter((text) => text !== '')
  const left = Math.max(8, Math.min(pointer.x + 14, innerWidth - WIDE - 8))
  const isLow = pointer.y > innerHeight - 130
  const place = isLow ? { bottom: `${innerHeight - pointer.y + 14}px` } : { top: `${pointer.y + 16}px` }
  return (
    <div class="wire-tip" role="tooltip" style={{ left: `${left}px`, maxWidth: `${WIDE}px`, ...place }}>
      <p class="wire-tip-words">{words(index)}</p>
      <p class="wire-tip-numbers mono">
        #{index + 1} · {timeText(picture, segment.time)} · {numbers.join('  ')}
      </p>
    </div>
  )
}
