import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VERSION } from '../../src/cli/version.ts'

const root = join(import.meta.dirname, '../..')
const end = process.platform === 'win32' ? '.exe' : ''
/** A folder with nothing of ours in it or above it, where no Node is to be found. */
const folder = mkdtempSync(join(tmpdir(), 'synfin-executable-'))
const program = join(folder, `synfin${end}`)
const env = { PATH: folder, LANG: 'en_US.UTF-8', SYNFIN_TOKEN: 'a-token-of-the-test' }
const ran = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(program, args, { cwd: folder, env, encoding: 'utf8', input: 'hello\n' })

beforeAll(() => {
  execFileSync('npm', ['run', 'build:sea'], {
    cwd: root,
    stdio: 'ignore',
    shell: process.platform === 'win32',
  })
  copyFileSync(join(root, `executable/synfin${end}`), program)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the single executable, alone in a folder', () => {
  test('has the version, and every command with all that it loads', () => {
    expect(ran('--version')).toMatchObject({ status: 0, stdout: `${VERSION}\n`, stderr: '' })
    for (const args of [
      ['demo'],
      ['explain', 'handshake', '--check'],
      ['lab', 'connection', '--path', 'delay 5ms loss 10%'],
      ['encodings', '你'],
      ['completion', 'bash'],
      ['lab', 'interop', '--list'],
      ['drill', '--help'],
      ['workbench', '--help'],
    ]) {
      const { status, stdout, stderr } = ran(...args)
      expect([args, status, stderr, stdout === '']).toEqual([args, 0, '', false])
    }
  })

  test('talks: a server that echoes, a client in a pipe', async () => {
    const server = spawn(program, ['listen', '127.0.0.1', '0', '--echo'], { cwd: folder, env })
    try {
      const [line] = (await once(createInterface({ input: server.stderr }), 'line')) as [string]
      const port = /listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1] ?? line
      const { status, stdout } = ran('connect', '127.0.0.1', port, '-q', '2s')
      expect([status, stdout]).toEqual([0, 'hello\n'])
    } finally {
      server.kill()
    }
  })

  test('serves the whole page of the workbench from inside', async () => {
    const workbench = spawn(program, ['--port', '0'], { cwd: folder, env })
    try {
      let url = ''
      for await (const line of createInterface({ input: workbench.stdout })) {
        url = /http:\/\/\S+/.exec(line)?.[0] ?? ''
        if (url !== '') break
      }
      const page = new URL('/', url)
      const seen = new Set<string>()
      const read = async (path: string): Promise<void> => {
        if (seen.has(path)) return
        seen.add(path)
        const answer = await fetch(new URL(path, page))
        expect([path, answer.status]).toEqual([path, 200])
        // Files name those that they load in turn, beside them or below the page.
        for (const [, name] of (await answer.text()).matchAll(
          /(?:assets\/|"\.\/)([\w-]+-[\w-]{8}\.(?:js|css|svg))/g,
        ))
          await read(`/assets/${name}`)
      }
      await read('/')
      expect(seen.size).toBeGreaterThan(15)
    } finally {
      workbench.kill()
    }
  })

  test('without koffi beside it a TUN device is refused in one line', () => {
    const { status, stderr } = ran('listen', '8888', '--tun')
    expect([status, stderr.split('\n').length]).toEqual([2, 2])
  })

  test('has with it the licences of all that is inside', () => {
    const text = readFileSync(join(root, 'executable/THIRD-PARTY.txt'), 'utf8')
    const inside = ['Node.js v', 'commander', 'hono', '@hono/node-server', 'ws', 'valibot', 'preact', 'uplot']
    for (const name of inside) expect(text).toContain(`\n${name}`)
    expect(text).not.toContain('koffi')
  })
})
