import type { Nanos } from '../base/index.ts'
import type { Side } from '../trace/index.ts'
import type { FindingId } from './catalogue.ts'
import type { FindingSentence } from './said.ts'

/** Whose doing it is: a program or system at one end, what lies between the ends, or the capture itself. */
export type FindingSide = Side | 'path' | 'capture'

/**
 * `certain`: the packets prove it. `likely`: another explanation is known and less probable. `possible`: the packets fit
 * it and something else as well.
 */
export type Confidence = 'certain' | 'likely' | 'possible'

/** One thing that a capture shows to be wrong, slow or worth knowing. */
export interface Finding {
  readonly id: FindingId
  /** `id` of the connection it is about; undefined: the capture as a whole. */
  readonly connection: number | undefined
  readonly side: FindingSide
  readonly confidence: Confidence
  /** The first and the last moment that show it: nanoseconds since the start of the capture. */
  readonly start: Nanos
  readonly end: Nanos
  /** How long it held the connection up; 0 where it did not, or that is not known. */
  readonly cost: Nanos
  /** Frames that show it, in Wireshark's numbers (from 1): the first of them where there are many. */
  readonly frames: readonly number[]
  /** What was measured. Times are nanoseconds, sizes bytes, rates bytes a second (docs/diagnosis.md). */
  readonly values: Readonly<Record<string, number | string>>
  /** Which of the id's sentences fits what was seen. */
  readonly says: FindingSentence
}
