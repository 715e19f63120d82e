import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { TestPage } from '../../src/workbench/testing/page.ts'
import { synfin } from './harness.ts'

describe('synfin workbench', () => {
  it.each([
    ['workbench', '--port', '0'],
    ['--port', '0'],
    ['--lang', 'en', '--port=0'],
  ])('prints its link (%s %s %s), lets a browser in, and Ctrl-C ends it', async (...args) => {
    const run = synfin(args)
    const [, url = ''] = await run.out.match(
      /The workbench is open:\n(http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)\n/,
    )
    expect((await enter(url)).status).toBe(200)
    expect((await enter(url)).status).toBe(401)
    run.signal('SIGINT')
    expect(await run.code).toBe(0)
    expect(run.err.text).toBe('')
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })

  it('speaks Chinese', async () => {
    const run = synfin(['--lang', 'zh', '--port', '0'])
    await run.out.match(/工作台已打开/)
    run.signal('SIGTERM')
    expect(await run.code).toBe(143)
  })

  it('says who holds a port in use, and what helps', async () => {
    const holder = net.createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as net.AddressInfo
    const run = synfin(['workbench', '--port', String(port)])
    expect(await run.code).toBe(2)
    expect(run.err.text).toMatch(/^synfin: 127\.0\.0\.1:\d+ is already in use.*--port 0.*\n$/)
    holder.close()
    const nowhere = synfin(['workbench', '--port', '0', '--host', '192.0.2.1'])
    expect(await nowhere.code).toBe(2)
    expect(nowhere.err.text).toMatch(/^synfin: 192\.0\.2\.1 is not an address of this machine.*\n$/)
  })

  it.each(['environment', 'file'])(
    'takes a token of the person’s own from %s, as often as it is shown',
    async (where) => {
      const token = 'a-token-for-scripts'
      const folder = mkdtempSync(join(tmpdir(), 'token-test-'))
      const file = join(folder, 'token')
      writeFileSync(file, `${token}\n`, { mode: 0o600 })
      const run =
        where === 'file'
          ? synfin(['workbench', '--port', '0', '--token-file', file])
          : synfin(['workbench', '--port', '0'], undefined, { env: { SYNFIN_TOKEN: token } })
      const [url, base = ''] = await run.out.match(
        /(http:\/\/127\.0\.0\.1:\d+\/)\?token=a-token-for-scripts\n/,
      )
      for (let i = 0; i < 2; i++) expect((await enter(url.trim())).status).toBe(200)
      const sessions = await fetch(`${base}api/sessions`, { headers: { authorization: `Bearer ${token}` } })
      expect(await sessions.json()).toMatchObject({ listeners: [] })
      run.signal('SIGINT')
      await run.code
      rmSync(folder, { recursive: true })
    },
  )

  it('refuses a token that is short, readable for others, not there, or an argument: one line each', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'token-test-'))
    const file = join(folder, 'token')
    writeFileSync(file, 'a-token-for-scripts', { mode: 0o600 })
    chmodSync(file, 0o640)
    const said = async (args: string[], env: Record<string, string> = {}): Promise<string> => {
      const run = synfin(['workbench', '--port', '0', ...args], undefined, { env })
      expect(await run.code).toBe(2)
      expect(run.err.text.trim().split('\n')).toHaveLength(1)
      return run.err.text
    }
    expect(await said([], { SYNFIN_TOKEN: 'short' })).toMatch(/SYNFIN_TOKEN.*16 to 200 letters/)
    expect(await said(['--token-file', file])).toMatch(/chmod 600/)
    expect(await said(['--token-file', join(folder, 'none')])).toMatch(
      /cannot be read: there is no such file or folder \(ENOENT\)/,
    )
    const argument = await said(['--token', 'a-token-for-scripts'])
    expect(argument).toMatch(/SYNFIN_TOKEN/)
    expect(argument).not.toMatch(/for-scripts/)
    expect(await said(['--token=a-token-for-scripts'])).toMatch(/--token-file/)
    rmSync(folder, { recursive: true })
  })

  it('on all addresses prints a link that works elsewhere, on ::1%lo one without the zone', async () => {
    const own = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
    const outside = own.find(({ internal, family }) => !internal && family === 'IPv4')?.address
    const all = synfin(['--port', '0', '--host', '0.0.0.0'])
    const [, url = '', host] = await all.out.match(/\n(http:\/\/([\d.]+):\d+\/\?token=\S+)\n/)
    expect(host).toBe(outside ?? '127.0.0.1')
    expect((await enter(url)).status).toBe(200)
    await all.err.match(/not this machine alone/)
    all.signal('SIGINT')
    await all.code
    const zone = synfin(['--port', '0', '--host', '::1%lo'])
    const [, link = ''] = await zone.out.match(/\n(http:\/\/\[::1\]:\d+\/\?token=\S+)\n/)
    expect((await enter(link)).status).toBe(200)
    zone.signal('SIGINT')
    await zone.code
    expect(zone.err.text).toBe('')
    const foreign = synfin(['--port', '0', '--host', 'fe80::1%eth0'])
    expect(await foreign.code).toBe(2)
    expect(foreign.err.text).toMatch(/^synfin: No browser opens a link with a zone.*\n$/)
  })

  it.each([
    ['SIGINT', 0],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s leaves the transcripts for the next start', async (signal, code) => {
    const temporary = mkdtempSync(join(tmpdir(), 'signals-test-'))
    vi.stubEnv('TMPDIR', temporary)
    const token = 'a-token-for-scripts'
    const start = async () => {
      const run = synfin(['--port', '0'], undefined, { env: { SYNFIN_TOKEN: token } })
      const [, url = '', base = ''] = await run.out.match(/((http:\/\/127\.0\.0\.1:\d+)\/\?token=\S+)\n/)
      await enter(url)
      return { run, page: await TestPage.open(base, token) }
    }
    const { run, page } = await start()
    const { listener } = await page.ask('listen', { port: 0 })
    const client = net.connect(listener.local.port, '127.0.0.1', () => client.end('hello'))
    await page.event('data')
    run.signal(signal)
    expect(await run.code).toBe(code)
    const next = await start()
    expect(next.page.hello.snapshot?.connections).toMatchObject([{ bytesReceived: 5, state: 'CLOSED' }])
    next.run.signal('SIGTERM')
    await next.run.code
    vi.unstubAllEnvs()
    rmSync(temporary, { recursive: true })
  })

  it('--open hands the browser a file for this user alone that sends it on, and no link in its arguments', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'open-test-'))
    const seen = join(folder, 'seen')
    writeFileSync(
      join(folder, 'xdg-open'),
      `#!/bin/sh\nprintf '%s\\n' "$@" >${seen}\nstat -c '%a %h' "\${1#file://}" >>${seen}\ncat "\${1#file://}" >>${seen}\n`,
      { mode: 0o755 },
    )
    vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`)
    vi.stubEnv('TMPDIR', folder)
    const run = synfin(['--port', '0', '--open'])
    const [, url = ''] = await run.out.match(/(http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)\n/)
    await vi.waitFor(() => expect(readFileSync(seen, 'utf8')).toMatch(/synfin<\/title>/), 10_000)
    const [argument = '', mode, page = ''] = readFileSync(seen, 'utf8').split('\n')
    expect(argument).toMatch(/^file:\/\/.*\/synfin-open-\w+\/open\.html$/)
    expect(mode).toBe('600 1')
    expect(page).toContain(`content="0;url=${url}"`)
    expect(statSync(dirname(fileURLToPath(argument))).mode & 0o077).toBe(0)
    run.signal('SIGINT')
    expect(await run.code).toBe(0)
    expect(run.err.text).toBe('')
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['en', /^synfin: There is no place for session files in \/nowhere\/at\/all: .*\(ENOENT\)\. Set.*[^.]\n$/],
    ['zh', /^synfin: 无法在 \/nowhere\/at\/all 中存放会话文件：.*（ENOENT）。请.*[^。]\n$/],
  ])('says in one line when there is no place for session files (%s)', async (lang, line) => {
    vi.stubEnv('TMPDIR', '/nowhere/at/all')
    const run = synfin(['--port', '0', '--lang', lang])
    expect(await run.code).toBe(2)
    expect(run.err.text).toMatch(line)
    vi.unstubAllEnvs()
  })
})

/** Comes in as a page does. */
function enter(link: string): Promise<Response> {
  const { origin, searchParams } = new URL(link)
  return fetch(`${origin}/api/enter`, {
    method: 'POST',
    body: JSON.stringify({ token: searchParams.get('token') }),
  })
}
