import { judge, type Judged, type Kernel } from './campaign.ts'
import { runOnKernel } from './kernel-side.ts'
import { KernelWorld } from './kernel-world.ts'
import type { Scenario } from './scenario.ts'
import type { Trace } from './trace.ts'

const NOTHING: Trace = { times: [], outcomes: [], sent: [] }

/** More scenarios at once would be late for one another. */
const WIDTH = 24

/** This machine's kernel, over TUN devices in namespaces of their own. @throws {Error} Without root or /dev/net/tun. */
export function tunKernel(): Kernel {
  const worlds = Array.from({ length: WIDTH }, () => KernelWorld.create())
  const run = (scenarios: readonly Scenario[]): readonly Judged[] => {
    const judged: Judged[] = []
    for (let from = 0; from < scenarios.length; from += WIDTH) {
      const batch = scenarios.slice(from, from + WIDTH)
      const traces = runOnKernel(worlds, batch)
      for (const [i, scenario] of batch.entries()) judged.push(judge(scenario, traces[i] ?? NOTHING))
    }
    return judged
  }
  return { width: WIDTH, run, examine: run }
}
