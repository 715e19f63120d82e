import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, type Figure, median } from './figures.ts'
import { installed, script } from './processes.ts'

/** What `engine/simulate.ts` prints. */
export interface Simulation {
  /** Put on the wires, both ways. */
  readonly packets: number
  readonly cpuSeconds: number
  /** Goodput in Mbit/s of virtual time. */
  readonly megabits: number
}

/** Goodput of smoltcp's Reno in bytes per second in the same set-up (its tests/netsim.rs), by loss in percent. */
const SMOLTCP: Readonly<Record<string, number>> = { '1': 48_674, '5': 12_045 }

/**
 * The engine in virtual time: goodput under loss, beside what smoltcp's own simulation stores; simulated packets per
 * CPU second beside ns-3 where Debian's package is installed; memory of idle connections.
 */
export const simulationBench: Bench = {
  name: 'simulation',
  async run(smoke) {
    return [...(await goodput(smoke)), ...(await speed(smoke)), ...(await memory(smoke))]
  },
}

async function goodput(smoke: boolean): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [loss, atLeast] of [
    ['1', 2.5],
    ['5', 4],
  ] as const) {
    for (const congestion of ['cubic', 'reno']) {
      const { bytesPerSecond } = await ask<{ bytesPerSecond: number }>(
        'engine/goodput.ts',
        loss,
        congestion,
        smoke ? 1 : 10,
      )
      figures.push({
        name: `goodput, ${loss} % loss both ways, RTT 100 ms, ${congestion}`,
        value: bytesPerSecond / 1e3,
        unit: 'kB/s',
        peer: { name: "smoltcp's Reno, stored", value: (SMOLTCP[loss] as number) / 1e3 },
        goal: { of: 'ratio', atLeast },
      })
    }
  }
  return figures
}

async function speed(smoke: boolean): Promise<Figure[]> {
  const seconds = smoke ? 2 : 60
  const ns3 = buildNs3()
  const figures: Figure[] = []
  for (const flows of smoke ? [1] : [1, 10]) {
    const mine: number[] = []
    const theirs: number[] = []
    for (let round = 0; round < (smoke ? 1 : 3); round++) {
      const run = await ask<Simulation>('engine/simulate.ts', seconds, flows)
      mine.push(run.packets / run.cpuSeconds)
      if (ns3 === undefined) continue
      const said = execFileSync(ns3.program, [String(seconds), String(flows)], { encoding: 'utf8' })
      const [packets = 0, cpuSeconds = 1] = said.trim().split(' ').map(Number)
      theirs.push(packets / cpuSeconds)
    }
    figures.push({
      name: `simulated packets, 100 Mbit/s, RTT 20 ms, Reno, flows: ${flows}`,
      value: median(mine) / 1e3,
      unit: 'k/CPU-s',
      ...(ns3 === undefined ? {} : { peer: { name: 'ns-3', value: median(theirs) / 1e3 } }),
      goal: ns3 === undefined ? { of: 'value', atLeast: 185 } : { of: 'ratio', atLeast: 5 },
    })
  }
  ns3?.remove()
  return figures
}

async function memory(smoke: boolean): Promise<Figure[]> {
  const cases: [number, string][] = smoke
    ? [[1_000, 'new']]
    : [
        [10_000, 'new'],
        [10_000, 'used'],
        [100_000, 'new'],
      ]
  const figures: Figure[] = []
  for (const [count, use] of cases) {
    const { bytesPerConnection } = await ask<{ bytesPerConnection: number }>('engine/idle.ts', count, use)
    figures.push({
      name: `memory of an idle connection, ${count} of them${use === 'used' ? ', 100 bytes each way before' : ''}`,
      value: bytesPerConnection / 1024,
      unit: 'KiB',
      goal: { of: 'value', atMost: 8 },
    })
  }
  return figures
}

async function ask<Answer>(path: string, ...args: (string | number)[]): Promise<Answer> {
  const child = script(path, ...args)
  try {
    return (await child.next()) as Answer
  } finally {
    await child.stop()
  }
}

const NS3_LIBRARIES = [
  'core',
  'network',
  'internet',
  'point-to-point',
  'applications',
  'traffic-control',
  'stats',
  'bridge',
  'mobility',
]

function buildNs3(): { readonly program: string; remove(): void } | undefined {
  if (!installed('g++') || !existsSync('/usr/include/ns3')) return undefined
  const place = mkdtempSync(join(tmpdir(), 'synfin-ns3-'))
  const program = join(place, 'ns3')
  const source = join(import.meta.dirname, 'peers/ns3.cc')
  const libraries = NS3_LIBRARIES.map((name) => `-lns3-${name}`)
  const { status } = spawnSync('g++', ['-O2', source, ...libraries, '-o', program], { stdio: 'inherit' })
  const remove = (): void => rmSync(place, { recursive: true, force: true })
  if (status === 0) return { program, remove }
  remove()
  return undefined
}
