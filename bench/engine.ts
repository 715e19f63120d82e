import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, type Figure, median } from './figures.ts'
import { installed, script } from './processes.ts'

/**
 * The engine talking to itself over a link in memory, one core, checksums written and verified; beside it native
 * lwIP and gVisor's stack where Debian's packages are installed, each driven by a small program of peers/.
 */
export const engineBench: Bench = {
  name: 'engine',
  async run(smoke) {
    const peers = buildPeers()
    const rounds = smoke ? 1 : 5
    const bytes = smoke ? 20e6 : 1e9
    const figures: Figure[] = []
    const rates: Record<string, number[]> = {}
    const note = (name: string, rate: number): void => void (rates[name] ??= []).push(rate)
    const runs: Bulk[] = []
    for (let round = 0; round < rounds; round++) {
      const run = await bulk(1500, bytes)
      runs.push(run)
      note('synfin', run.bytes / 1e6 / run.cpuSeconds)
      const offloaded = await bulk(1500, bytes, 'offloaded')
      note('offloaded', offloaded.bytes / 1e6 / offloaded.cpuSeconds)
      for (const peer of peers.list) note(peer.name, native(peer, smoke ? 20e6 : peer.bytes))
    }
    peers.remove()
    const mine = median(rates['synfin'] ?? [])
    const goals: Readonly<Record<string, number>> = { gvisor: 2, lwip: 0.8 }
    const alone: Figure = { name: 'engine, MTU 1500, checksums', value: mine, unit: 'MB/CPU-s' }
    for (const { name } of peers.list) {
      figures.push({
        ...alone,
        peer: { name, value: median(rates[name] ?? []) },
        goal: { of: 'ratio', atLeast: goals[name] ?? 1 },
      })
    }
    if (peers.list.length === 0) figures.push(alone)
    const free: Figure = {
      name: 'engine, MTU 1500, checksums offloaded',
      value: median(rates['offloaded'] ?? []),
      unit: 'MB/CPU-s',
    }
    const lwip = rates['lwip']
    figures.push(
      lwip === undefined
        ? free
        : {
            ...free,
            peer: { name: 'lwip, with checksums', value: median(lwip) },
            goal: { of: 'ratio', atLeast: 1 },
          },
    )
    figures.push(
      {
        name: 'engine, MTU 1500, segments',
        value: median(runs.map((r) => r.segments / r.cpuSeconds)) / 1e3,
        unit: 'k/CPU-s',
      },
      {
        name: 'engine, garbage per segment',
        value: median(runs.map((r) => r.garbagePerSegment)),
        unit: 'bytes',
        goal: { of: 'value', atMost: 10 },
      },
    )
    const wide = await bulk(65_535, smoke ? 20e6 : 4e9)
    figures.push({
      name: 'engine, MTU 65535, checksums',
      value: wide.bytes / 1e6 / wide.cpuSeconds,
      unit: 'MB/CPU-s',
    })
    const far = smoke ? 50e6 : 10e9
    const long = await bulk(1500, far)
    figures.push({
      name: `engine, ${far / 1e9} GB on one connection: memory grown`,
      value: long.grownMiB,
      unit: 'MiB',
      goal: { of: 'value', atMost: 32 },
    })
    return figures
  },
}

/** What `engine/bulk.ts` prints. */
export interface Bulk {
  readonly bytes: number
  readonly segments: number
  readonly cpuSeconds: number
  /** Bytes allocated on the heap for each segment, from the collector's own counts. */
  readonly garbagePerSegment: number
  /** Resident memory at the end less that after the first tenth. */
  readonly grownMiB: number
}

async function bulk(mtu: number, bytes: number, checksums = 'computed'): Promise<Bulk> {
  const child = script('engine/bulk.ts', mtu, bytes, checksums)
  try {
    return (await child.next()) as Bulk
  } finally {
    await child.stop()
  }
}

interface Peer {
  readonly name: string
  readonly program: string
  readonly bytes: number
}

function buildPeers(): { readonly list: readonly Peer[]; remove(): void } {
  const place = mkdtempSync(join(tmpdir(), 'synfin-peers-'))
  const source = join(import.meta.dirname, 'peers')
  const list: Peer[] = []
  if (installed('cc') && existsSync('/usr/include/lwip')) {
    const program = join(place, 'lwip')
    const args = ['-O2', '-I/usr/include/lwip', join(source, 'lwip.c'), '-llwip', '-lpthread', '-o', program]
    if (spawnSync('cc', args, { stdio: 'inherit' }).status === 0)
      list.push({ name: 'lwip', program, bytes: 1e9 })
  }
  if (installed('go') && existsSync('/usr/share/gocode/src/gvisor.dev')) {
    const program = join(place, 'gvisor')
    const { status } = spawnSync('go', ['build', '-o', program, '.'], {
      cwd: join(source, 'gvisor'),
      stdio: 'inherit',
      env: { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(place, 'cache') },
    })
    if (status === 0) list.push({ name: 'gvisor', program, bytes: 5e8 })
  }
  return { list, remove: () => rmSync(place, { recursive: true, force: true }) }
}

/** @returns Megabytes per CPU second. */
function native({ program }: Peer, bytes: number): number {
  const env = { ...process.env, GOMAXPROCS: '1' }
  const said = execFileSync(program, [String(bytes)], { encoding: 'utf8', env })
  const [moved = 0, cpuSeconds = 1] = said.trim().split(' ').map(Number)
  return moved / 1e6 / cpuSeconds
}
