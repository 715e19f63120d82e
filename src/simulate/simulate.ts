import { SynfinError } from '../base/index.ts'
import { simulateSentences as t } from './sentences.ts'
import { seedOfEnvironment, Simulation, type SimulateOptions } from './simulation.ts'

/**
 * A network of hosts in virtual time for a test: what runs in it is decided by the seed alone.
 *
 *     await using sim = simulate({ path: 'delay 30ms loss 5%', seed: 7 })
 *     await sim.serve('api', 80, http.createServer((_, response) => response.end('ok')))
 *     await sim.run(async () => fetch('http://api/'))
 *
 * @param program - Absent: the simulation is returned, to be ended by `end` or `await using`. Else it is run and ended.
 * @throws {SynfinError} EINVAL, {PathError} for options that are none.
 */
export function simulate(options?: SimulateOptions): Simulation
export function simulate<Value>(
  options: SimulateOptions,
  program: (simulation: Simulation) => Value | Promise<Value>,
): Promise<Value>
export function simulate<Value>(
  options?: SimulateOptions,
  program?: (simulation: Simulation) => Value | Promise<Value>,
): Simulation | Promise<Value> {
  const simulation = new Simulation(options)
  if (program === undefined) return simulation
  return runAndEnd(simulation, program)
}

async function runAndEnd<Value>(
  simulation: Simulation,
  program: (simulation: Simulation) => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await program(simulation)
  } finally {
    await simulation.end()
  }
}

/**
 * Seeds for `test.each`: 1 to `count`, or the one of SYNFIN_SEED alone, so that a failed test is repeated by it.
 */
export function seeds(count: number): readonly number[] {
  const wanted = seedOfEnvironment()
  return wanted !== undefined ? [wanted] : Array.from({ length: count }, (_, i) => i + 1)
}

/**
 * Runs a program twice with one seed.
 *
 * @throws {SynfinError} SYNFIN_NOT_REPEATED at the first packet that differs, with what was real in the runs.
 */
export async function checkDeterminism(
  options: SimulateOptions,
  program: (simulation: Simulation) => unknown,
): Promise<void> {
  const run = (): Promise<Simulation> =>
    simulate(options, async (simulation) => {
      await program(simulation)
      return simulation
    })
  const [a, b] = [await run(), await run()]
  const what = firstDifference(a, b)
  if (what !== undefined) throw new SynfinError('SYNFIN_NOT_REPEATED', t.differs, { what })
}

function firstDifference(a: Simulation, b: Simulation): string | undefined {
  const [ours, theirs] = [a.packets, b.packets]
  const at = ours.findIndex((packet, i) => {
    const other = theirs[i]
    return (
      other === undefined ||
      packet.time !== other.time ||
      packet.fate !== other.fate ||
      packet.from !== other.from ||
      Buffer.compare(packet.bytes, other.bytes) !== 0
    )
  })
  const i = at < 0 && theirs.length > ours.length ? ours.length : at
  if (i < 0) return undefined
  const name = (packet: (typeof ours)[number] | undefined): string =>
    packet === undefined
      ? '-'
      : `${packet.time / 1e6} ms ${packet.from} > ${packet.to} ${packet.bytes.length} B`
  return `#${i + 1}: ${name(ours[i])} | ${name(theirs[i])}`
}
