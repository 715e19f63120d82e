import type { SentenceArgs } from '../../say/index.ts'
import type { segmentSentences } from './sentences.ts'

/** What a sentence says: which one, and its numbers. */
export interface Explanation {
  readonly key: keyof typeof segmentSentences
  readonly args?: SentenceArgs
}
