import { describe, expect, test } from 'vitest'
import { MissingProgram, type Program } from '../../src/host/index.ts'
import { nodeIo } from '../../src/cli/node-io.ts'
import { synfin } from './harness.ts'

/** Runs a command on a machine that lacks a program of the system. */
async function without(
  program: Program,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  const gone = (): Promise<never> =>
    Promise.reject(new MissingProgram(program, { platform: 'linux', exists: () => false }))
  const tun = { ...nodeIo().tun, open: gone, isInNamespace: false, runInNamespace: gone }
  const run = synfin(args, '', { tun })
  return { code: await run.code, out: run.out.text, err: run.err.text }
}

describe('a program of the system that is not there: one line and exit 2, no trace', () => {
  test.each([
    ['unshare', ['lab', 'interop', 'closed-port', '--json']],
    ['ip', ['listen', '8888', '--tun']],
    ['ip', ['send', '10.77.0.1', '9', 'x', '--tun']],
    ['ip', ['connect', '10.77.0.1', '9', '--tun']],
  ] as const)('%s for %j', async (program, args) => {
    const packageName = program === 'ip' ? 'iproute2' : 'util-linux'
    expect(await without(program, ...args)).toEqual({
      code: 2,
      out: '',
      err: `synfin: '${program}' is not installed: it is in the package ${packageName}\n`,
    })
    const { code, err } = await without(program, '--lang', 'zh', ...args)
    expect([code, err]).toEqual([2, `synfin: 没有安装 ${program}：它在 ${packageName} 软件包里\n`])
  })
})
