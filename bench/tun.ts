import { spawnSync } from 'node:child_process'
import { type Bench, type Figure, median } from './figures.ts'
import { installed, script } from './processes.ts'

/**
 * The engine against the kernel over a TUN device, by iperf3, beside an iperf3 pair whose packets the same process
 * carries between two TUN devices. Needs iperf3 and the right to make network namespaces; else it gives no figure.
 */
export const tunBench: Bench = {
  name: 'tun',
  async run(smoke) {
    if (!installed('iperf3') || !mayMakeNamespaces()) return []
    const bytes = smoke ? 20e6 : 500e6
    const rates: Record<string, number[]> = {}
    for (let round = 0; round < (smoke ? 1 : 5); round++) {
      for (const what of ['pair', 'engine-receives', 'engine-sends']) {
        const child = script('tun/measure.ts', what, bytes)
        const { megabits } = (await child.next()) as { megabits: number }
        await child.stop()
        ;(rates[what] ??= []).push(megabits)
      }
    }
    const peer = { name: 'iperf3 pair', value: median(rates['pair'] ?? []) }
    return ['engine-receives', 'engine-sends'].map((what): Figure => ({
      name: `kernel over TUN, MTU 1500: ${what === 'engine-sends' ? 'the engine sends' : 'the engine receives'}`,
      value: median(rates[what] ?? []),
      unit: 'Mbit/s',
      peer,
      goal: { of: 'ratio', atLeast: 0.5 },
    }))
  },
}

function mayMakeNamespaces(): boolean {
  const name = `synfin-bench-try-${process.pid}`
  if (spawnSync('ip', ['netns', 'add', name], { stdio: 'ignore' }).status !== 0) return false
  return spawnSync('ip', ['netns', 'delete', name], { stdio: 'ignore' }).status === 0
}
