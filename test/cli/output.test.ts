import { spawnSync } from 'node:child_process'
import { existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { endAll, listening, synfin, synfinOnTerminal } from './harness.ts'

afterEach(endAll)

function full(): NodeJS.ErrnoException {
  return Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' })
}

describe('an output that cannot be written', () => {
  // Node 20 throws what goes wrong with a file, later ones tell it as an event.
  it.each([
    [
      'throws',
      (_done: (error: Error) => void) => {
        throw full()
      },
    ],
    ['tells', (done: (error: Error) => void) => done(full())],
  ])('a full disk (%s) ends the run with one line and exit 2', async (_how, fail) => {
    const server = await listening(['--reply', 'ok'])
    const stdout = new Writable({ write: (_chunk, _encoding, done) => fail(done) })
    const client = synfin(['send', '127.0.0.1', String(server.port), 'hi'], '', { stdout })
    expect(await client.code).toBe(2)
    expect(client.err.text).toContain('synfin: the output cannot be written: the disk is full (ENOSPC)\n')
    server.signal('SIGTERM')
    await server.code
  })

  it.skipIf(!existsSync('/dev/full')).each(['-o', '--hex-dump'])(
    '%s on a full disk: one line; a client ends with exit 2, a server goes on serving',
    async (option) => {
      const server = await listening(['--echo', option, '/dev/full'])
      const to = ['send', '127.0.0.1', String(server.port)]
      const client = synfin([...to, 'hi', option, '/dev/full'])
      expect(await client.code).toBe(2)
      expect(client.err.text.match(/cannot write \/dev\/full: .*\(ENOSPC\)\n/g)).toHaveLength(1)
      const next = synfin([...to, 'still'])
      expect(await next.code).toBe(0)
      expect(next.out.text).toBe('still')
      expect(server.err.text.match(/cannot write \/dev\/full/g)).toHaveLength(1)
      server.signal('SIGTERM')
      await server.code
    },
  )

  it.skipIf(!existsSync('/dev/full'))('/save on a full disk: one line, and the talk goes on', async () => {
    const server = await listening(['--echo'])
    const client = synfinOnTerminal(['connect', '127.0.0.1', String(server.port)])
    await client.screen.match(/connected to/)
    client.type('/save /dev/full\r')
    await client.screen.match(/\/dev\/full: the disk is full \(ENOSPC\)/)
    client.type('still here\r')
    await client.screen.match(/still here[\s\S]*still here/)
    client.type('/close\r')
    expect(await client.code).toBe(0)
    server.signal('SIGTERM')
    await server.code
  })

  it('a full disk behind stdout does not end a server', async () => {
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(full()) })
    const server = await listening(['--echo'], undefined, { stdout })
    for (const word of ['one', 'two']) {
      const client = synfin(['send', '127.0.0.1', String(server.port), word])
      expect(await client.code).toBe(0)
      expect(client.out.text).toBe(word)
    }
    expect(server.err.text).toContain('synfin: the output cannot be written: the disk is full (ENOSPC)\n')
    server.signal('SIGTERM')
    await server.code
  })

  it.skipIf(!existsSync('/dev/full')).each(['demo', 'encodings', '--help'])(
    '%s into a full disk: one line and exit 2',
    (command) => {
      const main = join(import.meta.dirname, '../../src/cli/main.ts')
      const { status, stderr } = spawnSync(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), main, command],
        {
          stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
          encoding: 'utf8',
          env: { ...process.env, LANG: 'C' },
        },
      )
      expect(status).toBe(2)
      expect(stderr).toBe('synfin: the output cannot be written: the disk is full (ENOSPC)\n')
    },
  )
})
