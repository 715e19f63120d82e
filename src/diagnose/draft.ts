import type { Nanos } from '../base/index.ts'
import type { FindingId } from './catalogue.ts'
import type { FindingSentence } from './said.ts'
import type { Confidence, FindingSide } from './types.ts'

/** A finding as a finder tells it: segments by their index, the times taken from them where it gives none. */
export interface Draft {
  readonly id: FindingId
  readonly side: FindingSide
  readonly confidence: Confidence
  readonly says: FindingSentence
  /** Indices of the segments that show it, in order. */
  readonly shownBy: readonly number[]
  readonly cost?: Nanos
  readonly start?: Nanos
  readonly end?: Nanos
  /** Frames beside those of the segments, from 0: of an ICMP message. */
  readonly frames?: readonly number[]
  readonly values?: Readonly<Record<string, number | string>>
}

/** Takes a finding. */
export type Add = (draft: Draft) => void
