import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { has } from './support/programs.ts'

/** docs/stability.md: no connection that was not asked for. The kernel is asked, by strace: every call that makes a socket. */

const built = join(import.meta.dirname, '../dist/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'synfin-no-connection-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)
writeFileSync(at('a.pkt'), '0 < . 5:5(0) ack 9 win 65535\n+0 > R 9:9(0)\n')

/** @returns The exit code, and the calls that make or use a socket of the Internet's families. */
function watched(args: readonly string[], input = ''): { code: number | null; calls: string[] } {
  const log = at('calls')
  const strace = ['-f', '-qq', '-e', 'trace=socket,connect,bind,listen,sendto,sendmsg,sendmmsg', '-o', log]
  const { status } = spawnSync('strace', [...strace, process.execPath, ...args], { cwd: folder, input })
  const calls = readFileSync(log, 'utf8').split('\n')
  return { code: status, calls: calls.filter((call) => /\b(AF|PF)_(INET6?|PACKET)\b/.test(call)) }
}

describe.skipIf(!has('strace') || process.platform !== 'linux')('no socket of the Internet', () => {
  const commands = [
    ['--version'],
    ['--help'],
    ['demo'],
    ['lab', 'run', 'path=delay+20ms+loss+10%25', '--pcap', 'a.pcapng'],
    ['lab', 'connection', '--path', 'delay 20ms loss 10%', '--json'],
    ['drill', 'a.pkt', '--report', 'junit=a.xml', '--report', 'sarif=a.sarif'],
    ['explain', 'handshake'],
    ['explain', 'reset', '--check'],
    ['encodings', '你好'],
    ['completion', 'bash'],
  ]

  test.each(commands.map((args) => ({ args, name: args.join(' ') })))('synfin $name', ({ args }) => {
    expect(watched([built, ...args])).toEqual({ code: 0, calls: [] })
  })

  test('the library is read without one', () => {
    const { exports } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
      exports: Record<string, unknown>
    }
    const doors = Object.keys(exports).filter((door) => door !== './package.json')
    const files = doors.map((door) =>
      join(import.meta.dirname, '../dist', `${door === '.' ? 'index' : door}.js`),
    )
    const script = 'for (const file of process.argv.slice(1)) await import(file)'
    expect(watched(['--input-type=module', '-e', script, ...files])).toEqual({ code: 0, calls: [] })
  })

  test('what does connect is seen: the test can fail', () => {
    const { code, calls } = watched([built, 'send', '127.0.0.1', '1', 'x'])
    expect(code).toBe(1)
    expect(calls.join('\n')).toMatch(/connect\(.*127\.0\.0\.1/)
  })
})
