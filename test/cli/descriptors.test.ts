import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { endAll, freePort, has, outside, python } from './harness.ts'

afterEach(endAll)

const main = join(import.meta.dirname, '../../src/cli/main.ts')

/** synfin in a process of its own, with so many descriptors. */
function limited(count: number, ...args: string[]) {
  const command = [process.execPath, '--import', import.meta.resolve('tsx'), main, ...args].join(' ')
  return outside('sh', ['-c', `ulimit -n ${count}; exec ${command}`])
}

describe.skipIf(!has('python3') || process.platform !== 'linux')('out of descriptors', () => {
  it('says how many clients were turned away, and goes on serving', async () => {
    const server = limited(420, 'listen', '127.0.0.1', await freePort(), '--echo', '--backlog', '1000')
    const [, port] = await server.err.match(/127\.0\.0\.1:(\d+)/)
    const clients = python(`
all = [connect(${port}) for _ in range(500)]
served = 0
for c in all:
    c.settimeout(5)
    try: c.sendall(b'x'); served += len(c.recv(1))
    except OSError: pass
for c in all: c.close()
say('served', served)
c = connect(${port}); c.sendall(b'y'); say('then', c.recv(1))`)
    const [, served] = await clients.out.match(/served (\d+)/, 25_000)
    await clients.out.match(/then b'y'/)
    await server.err.match(/turned away \(RST\): no descriptors left \(EMFILE\)/)
    let refused = 0
    for (const [, count] of server.err.text.matchAll(/(\d+) clients? turned away/g)) refused += Number(count)
    expect(Number(served)).toBeGreaterThan(100)
    expect(Number(served) + refused).toBe(500)
  })

  it('says at its start that there are too few, exit 2, without a stack trace', async () => {
    const run = outside('sh', [
      '-c',
      `ulimit -n 24; exec ${process.execPath} ${main.replace('src', 'dist').replace('.ts', '.js')} send 127.0.0.1 1 x`,
    ])
    const code = await run.code
    if (run.err.text.includes('Cannot find module')) return
    expect(code).toBe(2)
    expect(run.err.text.trim().split('\n')).toHaveLength(1)
    expect(run.err.text).toContain('EMFILE')
  })
})
