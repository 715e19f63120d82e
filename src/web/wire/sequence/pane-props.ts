import type { Lang } from '../../../say/index.ts'
import type { TracedSegment } from '../../../trace/index.ts'
import type { Sight, SequenceView } from '../canvas/sequence-view.ts'
import type { Picture } from '../model/picture.ts'
import type { WireState } from '../model/state.ts'

/** What a pane of one connection is given, and what its parts read. */
export interface PaneProps {
  readonly picture: Picture
  readonly state: WireState
  readonly lang: Lang
  readonly matches: Uint8Array | undefined
  readonly differsFrom?: number | undefined
  readonly preview?: ((segment: TracedSegment, index: number) => string | undefined) | undefined
  readonly isLive: boolean
  /** What this run is called, when there are two. */
  readonly title?: string | undefined
  /** Gets hold of the view, to scroll it from outside. */
  readonly onView?: (view: SequenceView | undefined) => void
  readonly onSight?: (sight: Sight) => void
  readonly onChoose: (row: number) => void
  readonly onKey: (event: KeyboardEvent) => boolean
}
