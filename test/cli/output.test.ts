import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { endAll, listening, outside, portOf, python, synfin, synfinOnTerminal } from './harness.ts'
import { has } from '../support/programs.ts'

afterEach(endAll)

/** What Node is given to run the program as it stands here, in a process of its own. */
const fromSources = [
  '--import',
  import.meta.resolve('tsx'),
  join(import.meta.dirname, '../../src/cli/main.ts'),
] as const

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
      expect(
        client.err.text.match(/cannot write \/dev\/full: .*\(ENOSPC\); 0 bytes were written\n/g),
      ).toHaveLength(1)
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

  // A file that may not grow larger takes a part of a write, as a disk does that fills up; only the next write fails.
  it.skipIf(!has('bash') || process.platform === 'win32').each([
    ['stdout', '>got', 'the output cannot be written: the file may not grow larger (EFBIG)'],
    [
      '-o',
      '-o got >/dev/null',
      'cannot write got: the file may not grow larger (EFBIG); 8,388,608 bytes were written',
    ],
  ])('%s takes only a part: exit 2, and it is told', async (_where, to, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'synfin-output-'))
    const peer = python(`l = server(); c, _ = l.accept(); c.sendall(b'x' * (8 << 20 | 1000)); c.close()`)
    const command = `cd ${folder}; ulimit -f 8192; exec "$0" "$@" connect 127.0.0.1 ${await portOf(peer)} ${to}`
    const client = outside('bash', ['-c', command, process.execPath, ...fromSources], { LANG: 'C' })
    client.child.stdin?.end()
    expect(await client.code).toBe(2)
    expect(client.err.text).toContain(`synfin: ${message}\n`)
    expect(statSync(join(folder, 'got')).size).toBe(8 << 20)
    rmSync(folder, { recursive: true })
  })

  // Node opens a descriptor that is closed on /dev/null, so nothing else can get its number.
  it.each(['<&-', '>&-', '2>&-', '<&- >&- 2>&-'])(
    '%s is /dev/null: the peer gets everything',
    async (closed) => {
      const peer = python(`
l = server()
for _ in range(2):
  c, _a = l.accept(); c.sendall(b'hello'); got = b''
  while True:
    piece = c.recv(9)
    if not piece: break
    got += piece
  c.close(); say('got', got)`)
      const to = `127.0.0.1 ${await portOf(peer)}`
      for (const command of [`send ${to} words`, `connect ${to}`]) {
        const client = outside('sh', [
          '-c',
          `printf words | { exec "$0" "$@" ${command} ${closed}; }`,
          process.execPath,
          ...fromSources,
        ])
        expect(await client.code).toBe(0)
        if (!closed.includes(' >') && closed !== '>&-') expect(client.out.text).toBe('hello')
        if (!closed.includes('2>')) expect(client.err.text).toMatch(/closed with FIN both ways/)
      }
      const piped = closed.includes('<') ? "b''" : "b'words'"
      await peer.out.match(new RegExp(`got b'words'\\ngot ${piped}`))
    },
  )

  it.skipIf(!existsSync('/dev/full')).each(['demo', 'encodings', '--help'])(
    '%s into a full disk: one line and exit 2',
    (command) => {
      const { status, stderr } = spawnSync(process.execPath, [...fromSources, command], {
        stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
        encoding: 'utf8',
        env: { ...process.env, LANG: 'C' },
      })
      expect(status).toBe(2)
      expect(stderr).toBe('synfin: the output cannot be written: the disk is full (ENOSPC)\n')
    },
  )
})
