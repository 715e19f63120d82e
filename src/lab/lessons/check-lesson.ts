import type { Nanos } from '../../base/index.ts'
import { runScenario } from '../run/run-scenario.ts'
import { parseScenario } from '../scenario/link.ts'
import type { LabRun } from '../types.ts'
import { ClaimFailed, Look } from './look.ts'
import type { Claim, ClaimResult, Lesson, LessonResult } from './types.ts'

/**
 * Runs a lesson's experiments and holds its claims to them.
 *
 * @param cpu - The CPU time so far, by the caller's clock: with it the runs say what they took.
 */
export async function runLesson(lesson: Lesson, cpu?: () => Nanos): Promise<LessonResult> {
  const runs = new Map<string, LabRun>()
  for (const { id, link } of lesson.runs) {
    runs.set(id, await runScenario(parseScenario(link), cpu === undefined ? {} : { cpu }))
  }
  return { lesson, runs, claims: lesson.claims.map((claim) => checkClaim(claim, runs)) }
}

/** Holds one claim to the runs. */
export function checkClaim(claim: Claim, runs: ReadonlyMap<string, LabRun>): ClaimResult {
  const look = new Look(runs)
  try {
    const args = claim.check(look) ?? {}
    return { claim, holds: true, args, evidence: look.evidence, why: undefined }
  } catch (error) {
    if (!(error instanceof ClaimFailed)) throw error
    return { claim, holds: false, args: {}, evidence: look.evidence, why: error.message }
  }
}
