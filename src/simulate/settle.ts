import { MILLISECOND, SynfinError } from '../base/index.ts'
import { realWork } from './real/work.ts'
import { simulateSentences as t } from './sentences.ts'
import type { World } from './world.ts'

/** Node's own, whatever the program is shown. */
const { setImmediate: immediately, setTimeout: later } = globalThis

/** A program that calls `setImmediate` without end lets time pass after so many. */
const MOST_IMMEDIATES = 1_000
/** Work that takes a while is looked at every so many milliseconds, after so many looks without waiting. */
const QUICK_LOOKS = 64
/** Real milliseconds that a run waits for what is real, when nothing else is left. */
const REAL_LIMIT = 30_000
/** The same for what Node does not list, such as the loading of a module. */
const UNSEEN_LIMIT = 1_000

const turn = (): Promise<void> => new Promise((resolve) => immediately(resolve))
const pause = (): Promise<void> => new Promise((resolve) => later(resolve, 1))

/** Resolves when all that goes on without time passing has gone on: promises, ticks, immediates, work of Node's threads. */
export async function settle(): Promise<void> {
  let immediates = 0
  for (let looks = 0; ; looks++) {
    await turn()
    const work = realWork()
    if (work.requests > 0) {
      if (looks > QUICK_LOOKS) await pause()
    } else if (work.immediates === 0 || immediates++ > MOST_IMMEDIATES) return
  }
}

/**
 * Nothing waits in virtual time. What is real may still go on: a child process, a socket of the machine.
 *
 * @param known - Node's resources that were there before the run.
 * @param looks - How often it was looked for already without anything going on.
 * @throws {SynfinError} SYNFIN_CLOCK_IDLE when there is nothing, or it does not end.
 */
export async function waitForReal(world: World, known: readonly string[], looks: number): Promise<void> {
  const now = world.clock.now() / MILLISECOND
  const real = [...new Set(without(realWork().others, known))]
  if (real.length === 0 && looks > UNSEEN_LIMIT) throw new SynfinError('SYNFIN_CLOCK_IDLE', t.stuck, { now })
  if (looks > REAL_LIMIT)
    throw new SynfinError('SYNFIN_CLOCK_IDLE', t.stuckReal, { now, real, limit: REAL_LIMIT / 1_000 })
  for (const name of real) world.metReal(name)
  await pause()
}

/** @returns The items of a list that are not in another, each as often as it is more often there. */
function without(list: readonly string[], known: readonly string[]): readonly string[] {
  const rest = [...known]
  return list.filter((item) => {
    const at = rest.indexOf(item)
    if (at < 0) return true
    rest.splice(at, 1)
    return false
  })
}
