import type { Nanos } from '../../../base/index.ts'
import type { Lang } from '../../../say/index.ts'
import type { TracedSegment } from '../../../trace/index.ts'
import type { Axis } from '../model/axis.ts'
import type { Picture } from '../model/picture.ts'
import type { Places } from './columns.ts'
import type { CanvasTheme } from './theme.ts'

/** Everything that a frame depends on. */
export interface Scene {
  readonly picture: Picture
  readonly axis: Axis
  readonly places: Places
  readonly theme: CanvasTheme
  readonly lang: Lang
  /** The first pixel of the picture in sight, and how many are. */
  readonly top: number
  readonly height: number
  readonly hovered: number | undefined
  readonly selected: number | undefined
  /** 1 for each segment that is searched for; undefined: no search. */
  readonly matches: Uint8Array | undefined
  /** A moment that a plot points at. */
  readonly cursor: Nanos | undefined
  /** From this segment on the other run differs. */
  readonly differsFrom: number | undefined
  readonly preview: ((segment: TracedSegment, index: number) => string | undefined) | undefined
  /** A segment in words, remembered. */
  readonly words: (segment: number) => string
}
