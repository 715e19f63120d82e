import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { endAll, freePort, outside, python } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

/** As published; `npm ci` has built it. */
const built = join(import.meta.dirname, '../../dist/cli.js')

/** synfin in a process of its own, with so many descriptors. */
function limited(count: number, ...args: string[]) {
  const command = [process.execPath, built, ...args].join(' ')
  return outside('sh', ['-c', `ulimit -n ${count}; exec ${command}`])
}

function starting(count: number) {
  return outside('sh', ['-c', `ulimit -n ${count}; exec ${process.execPath} ${built} send 127.0.0.1 1 x`])
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
refused = 0
while True:
    # It has to notice first that they have gone.
    try: c = connect(${port}); c.sendall(b'y'); got = c.recv(1)
    except OSError: got = b''
    if got: break
    refused += 1
    time.sleep(0.1)
say('then', got, refused)`)
    const [, served] = await clients.out.match(/served (\d+)/, 25_000)
    const [, more] = await clients.out.match(/then b'y' (\d+)/)
    await server.err.match(/turned away \(RST\): no descriptors left \(EMFILE\)/)
    expect(Number(served)).toBeGreaterThan(100)
    // They are told together, now and then.
    const refused = (): number =>
      [...server.err.text.matchAll(/(\d+) clients? turned away/g)].reduce(
        (sum, [, count]) => sum + Number(count),
        0,
      )
    await expect.poll(() => Number(served) + refused(), { timeout: 10_000 }).toBe(500 + Number(more))
  })

  it('says at its start that there are too few, exit 2, without a stack trace', async () => {
    // How many are too few for us, and enough for Node itself, is Node's affair.
    let count = 40
    let run = starting(count)
    let code = await run.code
    while (!run.err.text.includes('synfin: no file descriptor') && count-- > 15) {
      run = starting(count)
      code = await run.code
    }
    expect(code).toBe(2)
    expect(run.err.text.trim().split('\n')).toHaveLength(1)
    expect(run.err.text).toContain('EMFILE')
  })
})
