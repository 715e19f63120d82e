import { CHAPTERS } from './chapters.ts'
import type { Lesson } from './types.ts'

/** Every lesson, in the order in which they are learned. */
export const LESSONS: readonly Lesson[] = CHAPTERS.flatMap(({ lessons }) => lessons)
