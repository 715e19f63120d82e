import { NEVER, type Nanos } from '../../base/index.ts'
import type { VirtualClock } from '../../link/index.ts'
import type { RunStop } from '../types.ts'

/** When a run is stopped, and how it is seen that programs are at work. */
export interface RunBounds {
  readonly until: Nanos
  /** What it has had enough of; asked after every moment, and between the steps of programs. */
  enough(): RunStop | undefined
  /** Another number whenever a program has done something. */
  activity(): number
}

/** Microtask turns in which a program that can go on does. */
const TURNS = 32
/** Programs that do this much at one moment would do so forever. */
const MOST_ROUNDS = 100_000

/**
 * Runs events and programs in turn until nothing is left to happen: programs go on before time moves, for as long as
 * they do anything.
 *
 * @returns Why it was stopped before.
 */
export async function runUntilOver(clock: VirtualClock, bounds: RunBounds): Promise<RunStop | undefined> {
  for (;;) {
    await untilQuiet(bounds)
    const time = clock.nextTime
    if (time === NEVER) return undefined
    if (time > bounds.until) {
      clock.runUntil(bounds.until)
      return 'time'
    }
    // Everything of one moment runs together, not between two packets.
    do clock.step()
    while (clock.nextTime === time)
    const enough = bounds.enough()
    if (enough !== undefined) return enough
  }
}

async function untilQuiet(bounds: RunBounds): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = bounds.activity()
    for (let turn = 0; turn < TURNS; turn++) await Promise.resolve()
    if (bounds.activity() === before || bounds.enough() !== undefined) return
  }
}
