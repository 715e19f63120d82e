import { firstDifference } from './compare.ts'
import { runOnEngine } from './engine-side.ts'
import type { Scenario } from './scenario.ts'
import { lateBy, NOISE } from './timer-wheel.ts'
import type { Trace } from './trace.ts'

/** So many timers may race steps in one scenario. */
const MOST_RACES = 8

/**
 * A timer of the kernel's is late by up to a turn of its wheel, so what comes in just after the engine's time-out may
 * come in before the kernel's. Moves such steps before the engine's time-out, as long as the sides differ.
 *
 * @returns Whether the two sides agree once the timers that race a step have lost.
 */
export function agreeWithLateTimers(scenario: Scenario, kernel: Trace): boolean {
  try {
    return agreeAfterRaces(scenario, kernel)
  } catch {
    // An engine that throws does what nobody does.
    return false
  }
}

function agreeAfterRaces(scenario: Scenario, kernel: Trace): boolean {
  let times = kernel.times
  for (let race = 0; race < MOST_RACES; race++) {
    const engine = runOnEngine(scenario, times)
    const difference = firstDifference(scenario, engine, { ...kernel, times })
    if (difference === undefined) return true
    const moved = stepsBeforeTimer(engine, difference.at + NOISE)
    if (moved === undefined) return false
    times = moved
  }
  return false
}

/** @returns The times with the steps that came just after the latest time-out by `until` moved before it. */
function stepsBeforeTimer({ sent, times }: Trace, until: number): readonly number[] | undefined {
  for (const [i, { at }] of [...sent.entries()].reverse()) {
    if (at > until || times.includes(at)) continue
    const latest = at + lateBy(at - (sent[i - 1]?.at ?? 0)) + NOISE
    if (!times.some((time) => time > at && time <= latest)) continue
    return times.map((time) => (time > at && time <= latest ? at - 1_000 : time))
  }
  return undefined
}
