import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Judged, Kernel } from './campaign.ts'
import { runOnEngine } from './engine-side.ts'
import type { Scenario } from './scenario.ts'
import { scriptText } from './script-text.ts'

/**
 * Asks packetdrill first: the engine's own answers are a script, which the kernel passes or does not. What it does not
 * pass goes to `tun`, which tells where the two part.
 *
 * @param program - packetdrill, built by hand.
 * @throws {Error} When it cannot be started.
 */
export function packetdrillKernel(program: string, tun: Kernel): Kernel {
  const tried = spawnSync(program, ['--help'])
  if (tried.error !== undefined) throw new Error(`packetdrill: ${tried.error.message}`)
  return {
    width: tun.width,
    examine: (scenarios) => tun.examine(scenarios),
    run: (scenarios) => {
      const passed = passesOf(program, scenarios)
      const open = scenarios.filter((_, i) => passed[i] === undefined)
      const judged = tun.run(open).values()
      return scenarios.map((_, i) => passed[i] ?? (judged.next().value as Judged))
    },
  }
}

/** @returns For each scenario the engine's trace where the kernel does the same; undefined where it does not. */
function passesOf(program: string, scenarios: readonly Scenario[]): readonly (Judged | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), 'synfin-fuzz-'))
  try {
    const traces = scenarios.map((scenario) => tryEngine(scenario))
    for (const [i, scenario] of scenarios.entries()) {
      const trace = traces[i]
      if (trace !== undefined)
        writeFileSync(join(folder, `${i}.pkt`), packetdrillText(scriptText(scenario, trace)))
    }
    // Each in a namespace of its own, all at once: they mostly wait.
    const command = `for file in "$0"/*.pkt; do
      (unshare -n "$1" "$file" >/dev/null 2>&1 && mv "$file" "$file.passed") &
    done; wait; ls "$0"`
    const { stdout } = spawnSync('sh', ['-c', command, folder, program], { encoding: 'utf8' })
    const names = new Set(stdout.split('\n'))
    return traces.map((trace, i) =>
      trace !== undefined && names.has(`${i}.pkt.passed`)
        ? { kernel: trace, engine: trace, difference: undefined }
        : undefined,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function tryEngine(scenario: Scenario): ReturnType<typeof runOnEngine> | undefined {
  try {
    return runOnEngine(scenario)
  } catch {
    return undefined
  }
}

/** packetdrill has no name for the option; the machine's default may be another than the engine's. */
function packetdrillText(text: string): string {
  return text.replace(
    /^(.* socket\(.*\) = (\d+))$/gm,
    (made, _whole, fd: string) => `${made}\n+0 setsockopt(${fd}, SOL_TCP, 13, "cubic", 5) = 0`,
  )
}
