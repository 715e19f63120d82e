import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interopCases } from '../../src/interop/cases/index.ts'

/** `synfin lab interop`, which needs no rights on the machine where Linux lets everybody have a namespace. */

const main = join(import.meta.dirname, '../../src/cli/main.ts')
const synfin = (...args: string[]): ReturnType<typeof spawnSync> & { stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['--import', 'tsx', main, 'lab', 'interop', ...args], { encoding: 'utf8' })

const tried = synfin('closed-port', '--json')
const obstacle = tried.status === 2 ? tried.stderr : undefined

describe('synfin lab interop', () => {
  it('lists its cases', () => {
    const { stdout, status } = synfin('--list')
    expect(stdout.trim().split('\n')).toHaveLength(interopCases.length)
    expect(status).toBe(0)
  })

  it('knows no other case', () => {
    const { stderr, status } = synfin('handshakes')
    expect(stderr).toMatch(/there is no case 'handshakes'; the cases: kernel-calls, /)
    expect(status).toBe(2)
  })

  it.skipIf(obstacle !== undefined)(
    `every case comes out as it must ${obstacle ?? ''}`,
    () => {
      const { stdout, stderr, status } = synfin('--json', '--bytes', '64mb')
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { case: string; verdict: string; why?: string })
      expect(lines.filter(({ verdict }) => verdict === 'fail')).toEqual([])
      expect(lines.map((line) => line.case)).toEqual([...interopCases.map(({ name }) => name), 'expert'])
      expect([status, stderr]).toEqual([0, ''])
    },
    120_000,
  )
})
