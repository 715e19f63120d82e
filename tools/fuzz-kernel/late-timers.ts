import { firstDifference, type Difference } from './compare.ts'
import { runOnEngine } from './engine-side.ts'
import type { Scenario } from './scenario.ts'
import { lateBy, NOISE } from './timer-wheel.ts'
import type { Trace } from './trace.ts'

/** So many timers may race steps in one scenario. */
const MOST_RACES = 12
/** Nanoseconds. */
const SOONER = 500

/** What is left of a difference once the timers that race a step have lost. */
export interface Raced {
  readonly engine: Trace
  /** At the times that the steps have been moved to. */
  readonly kernel: Trace
  /** undefined: nothing. */
  readonly difference: Difference | undefined
}

/**
 * A timer of the kernel's is late by up to a turn of its wheel, so what comes in just after the engine's time-out may
 * come in before the kernel's. Moves such steps before the engine's time-out, as long as the sides differ.
 *
 * @returns Each stage, until nothing more can be moved.
 */
export function* raceLateTimers(scenario: Scenario, kernel: Trace): Generator<Raced> {
  let times = kernel.times
  for (let race = 0; race < MOST_RACES; race++) {
    const moved = { ...kernel, times }
    const engine = runOnEngine(scenario, times)
    const difference = firstDifference(scenario, engine, moved)
    if (race > 0) yield { engine, kernel: moved, difference }
    const next = difference && stepsBeforeTimer(engine, difference.at + NOISE)
    if (next === undefined) return
    times = next
  }
}

/** @returns The times with the first step that came just after the latest time-out by `until` moved before it. */
function stepsBeforeTimer({ sent, times }: Trace, until: number): readonly number[] | undefined {
  for (const [i, { at }] of [...sent.entries()].reverse()) {
    if (at > until || times.includes(at)) continue
    const latest = at + lateBy(at - (sent[i - 1]?.at ?? 0)) + NOISE
    const next = times.find((time) => time > at)
    if (next === undefined || next > latest) continue
    return times.map((time) => (time === next ? at - SOONER : time))
  }
  return undefined
}
