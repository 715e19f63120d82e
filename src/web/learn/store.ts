import { batch, signal } from '@preact/signals'
import {
  checkClaim,
  LESSONS,
  parseScenario,
  type ClaimResult,
  type LabRun,
  type Lesson,
} from '../../lab/index.ts'
import { runInWorker } from '../run/index.ts'

/** A lesson whose experiments have been run, and what its claims are worth. */
export interface Shown {
  readonly lesson: Lesson
  readonly runs: ReadonlyMap<string, LabRun>
  readonly claims: readonly ClaimResult[]
}

export const shown = signal<Shown | undefined>(undefined)
export const failure = signal<unknown>(undefined)
/** What the person answered, by lesson; -1: wanted to see. */
export const answers = signal<ReadonlyMap<string, number>>(new Map())

let asked = 0

/** Runs a lesson's experiments beside the page and holds its claims to them. */
export async function open(lesson: Lesson): Promise<void> {
  const turn = ++asked
  batch(() => {
    shown.value = undefined
    failure.value = undefined
  })
  try {
    const made = await Promise.all(lesson.runs.map(({ link }) => runInWorker(parseScenario(link))))
    if (turn !== asked) return
    const runs = new Map(lesson.runs.map(({ id }, index) => [id, made[index] as LabRun]))
    shown.value = { lesson, runs, claims: lesson.claims.map((claim) => checkClaim(claim, runs)) }
  } catch (error) {
    if (turn === asked) failure.value = error
  }
}

export function answer(lesson: Lesson, choice: number): void {
  answers.value = new Map([...answers.value, [lesson.id, choice]])
}

/** @returns The lesson behind this one; undefined behind the last. */
export function nextOf({ id }: Lesson): Lesson | undefined {
  return LESSONS[LESSONS.findIndex((lesson) => lesson.id === id) + 1]
}
