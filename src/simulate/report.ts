import { say, type Lang } from '../say/index.ts'
import { type ConnectionTrace, endingOf } from '../trace/index.ts'
import { reportSentences as t } from './sentences.ts'

/** More lines of a diagram are left out. */
const MOST_LINES = 60

/** What of a simulation is printed. */
interface Failed {
  readonly seed: number
  readonly real: readonly string[]
  readonly connections: readonly ConnectionTrace[]
  diagram(connection: number): string
}

/** Prints to stderr what it takes to see a failure again: the seed, what was real, the connection that failed. */
export function reportFailure(simulation: Failed, lang: Lang): void {
  const { connections, seed, real } = simulation
  const lines = [say(t.seed, lang, { seed })]
  if (real.length > 0) lines.push(say(t.real, lang, { what: real }))
  const broken = connections.findLastIndex((trace) => endingOf(trace)?.how !== 'fin')
  const which = broken < 0 ? connections.length - 1 : broken
  if (which < 0) lines.push(say(t.none, lang))
  else {
    const drawn = simulation.diagram(which).split('\n')
    const left = drawn.length - MOST_LINES
    lines.push(...drawn.slice(0, MOST_LINES))
    if (left > 0) lines.push(say(t.left, lang, { left }))
  }
  process.stderr.write(`${lines.join('\n')}\n`)
}
