import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './figures.ts'

const root = join(import.meta.dirname, '..')
const program = join(root, 'dist/cli.js')

/**
 * How long the built program and `import 'synfin'` take to start, beside bare Node: the shortest of some rounds, in
 * which each has its turn. Other work on the machine can only make a start longer.
 */
export const startBench: Bench = {
  name: 'start',
  run(smoke) {
    if (!existsSync(program)) throw new Error('there is no dist/cli.js: npm run build')
    const times = { bare: [] as number[], version: [] as number[], imported: [] as number[] }
    for (let round = 0; round < (smoke ? 1 : 40); round++) {
      times.bare.push(millis('-e', '0'))
      times.version.push(millis(program, '--version'))
      times.imported.push(millis('--input-type=module', '-e', "import 'synfin'"))
    }
    const peer = { name: 'node -e 0', value: Math.min(...times.bare) }
    const version = Math.min(...times.version)
    return Promise.resolve([
      { name: 'synfin --version', value: version, unit: 'ms', peer },
      {
        name: 'synfin --version, beyond bare Node',
        value: version - peer.value,
        unit: 'ms',
        goal: { of: 'value', atMost: 150 },
      },
      {
        name: "import 'synfin'",
        value: Math.min(...times.imported),
        unit: 'ms',
        peer,
        goal: { of: 'ratio', atMost: 2 },
      },
    ])
  },
}

/** @returns How long Node took from its start to its end. */
function millis(...args: readonly string[]): number {
  const begin = process.hrtime.bigint()
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
  return Number(process.hrtime.bigint() - begin) / 1e6
}
