import type { Sentence } from '../say/index.ts'
import { captureFindingSentences } from './sentences/capture.ts'
import { endingFindingSentences } from './sentences/ending.ts'
import { openingSentences } from './sentences/opening.ts'
import { pathFindingSentences } from './sentences/path.ts'
import { retransmissionSentences } from './sentences/retransmission.ts'
import { waitingSentences } from './sentences/waiting.ts'

/** The key of a finding's sentence. */
export type FindingSentence =
  | keyof typeof openingSentences
  | keyof typeof waitingSentences
  | keyof typeof retransmissionSentences
  | keyof typeof captureFindingSentences
  | keyof typeof pathFindingSentences
  | keyof typeof endingFindingSentences

/** Every sentence of a finding, by its key. */
export const findingSentences: Readonly<Record<FindingSentence, Sentence>> = {
  ...openingSentences,
  ...waitingSentences,
  ...retransmissionSentences,
  ...captureFindingSentences,
  ...pathFindingSentences,
  ...endingFindingSentences,
}
