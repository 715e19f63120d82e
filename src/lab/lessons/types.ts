import type { Sentence, SentenceArgs } from '../../say/index.ts'
import type { LabRun } from '../types.ts'
import type { Evidence } from './evidence.ts'
import type { Look } from './look.ts'

/** A lesson: a question, runs of the engine that answer it, and statements that the runs are held to. */
export interface Lesson {
  /** How it is called on the command line and in a link. */
  readonly id: string
  readonly title: Sentence
  readonly question: Sentence
  readonly choices: readonly Sentence[]
  /** Index of the right choice. */
  readonly answer: number
  /** Why it is right, in a sentence or two. */
  readonly because: Sentence
  /** The experiments, as links that `parseScenario` reads, by name; the first is drawn first. */
  readonly runs: readonly LessonRun[]
  /** Names that people look for, parted by blanks: `TIME_WAIT 2MSL`; a synonym that we do not use ourselves in 「」. */
  readonly words: string
  /** The questions that it answers, as people ask them. */
  readonly asks: readonly Sentence[]
  /** What to answer in an interview, in a line or two. */
  readonly interview: Sentence
  /** What the textbook says, where today's systems do otherwise. */
  readonly textbook?: Sentence
  /** What there is to know, in short paragraphs. */
  readonly prose: readonly Sentence[]
  /** Where it is often taught loosely: what is said, and what the run shows. */
  readonly loose?: Sentence
  readonly claims: readonly Claim[]
  /** Figures of the runs, side by side. */
  readonly table?: (runs: ReadonlyMap<string, LabRun>) => LessonTable
}

/** Lessons that belong together. */
export interface Chapter {
  readonly id: string
  readonly title: Sentence
  readonly lessons: readonly Lesson[]
}

/** One experiment of a lesson. */
export interface LessonRun {
  readonly id: string
  readonly title: Sentence
  readonly link: string
}

/** A statement about the runs, true or false as measured. */
export interface Claim {
  /** Its `{name}` places are filled with what the check measured. */
  readonly says: Sentence
  /**
   * Looks at the runs and cites its evidence.
   *
   * @returns What was measured, for the sentence.
   * @throws {ClaimFailed} When the run says otherwise.
   */
  readonly check: (look: Look) => SentenceArgs | void
}

/** Figures as measured: one column a run. */
export interface LessonTable {
  readonly columns: readonly Sentence[]
  readonly rows: readonly { readonly label: Sentence; readonly values: readonly string[] }[]
}

/** What became of a claim. */
export interface ClaimResult {
  readonly claim: Claim
  readonly holds: boolean
  /** What was measured. */
  readonly args: SentenceArgs
  readonly evidence: readonly Evidence[]
  /** What the run shows instead; undefined when it holds. */
  readonly why: string | undefined
}

/** A lesson that was run. */
export interface LessonResult {
  readonly lesson: Lesson
  readonly runs: ReadonlyMap<string, LabRun>
  readonly claims: readonly ClaimResult[]
}
