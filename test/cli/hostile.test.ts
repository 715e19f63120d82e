import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { commandContext } from '../../src/cli/context.ts'
import type { CliIo } from '../../src/cli/index.ts'
import { nodeIo } from '../../src/cli/node-io.ts'
import { buildProgram } from '../../src/cli/program.ts'
import type { Lang } from '../../src/say/index.ts'
import { synfin } from './harness.ts'

/** Whoever wrote an argument, a file's name, a script or a link cannot drive the terminal through what synfin says. */

/** Clears, writes the clipboard, colours with a C1 control, turns the line, ends it, hides; a name no file has. */
const HOSTILE =
  "no/such\u001B[2J\u001B]52;c;aGk=\u0007\u009B31m\u202Eab\u2066\u2028\u2029\uFEFF\u007F\u0085\r\n'é"
const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\uFEFF]/u

const folder = mkdtempSync(join(tmpdir(), 'synfin-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What runs long enough to say what it has to say, and then is told to end. */
const LONG_ENOUGH = 400

/** Runs synfin on a terminal without a keyboard. @returns All it wrote. */
async function said(args: readonly string[], lang: Lang): Promise<string> {
  const screen: string[] = []
  const output = (): CliIo['stdout'] =>
    Object.assign(
      new Writable({
        write: (chunk: Uint8Array, _, done) => (screen.push(Buffer.from(chunk).toString()), done()),
      }),
      { isTTY: true, columns: 80 },
    )
  const running = synfin(args, undefined, {
    stdin: new PassThrough().end(),
    stdout: output(),
    stderr: output(),
    env: { LANG: lang === 'zh' ? 'zh_CN.UTF-8' : 'en_US.UTF-8', NO_COLOR: '1' },
    resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  })
  const timer = setTimeout(() => running.signal('SIGTERM'), LONG_ENOUGH)
  await running.code
  clearTimeout(timer)
  return screen.join('')
}

function expectHarmless(text: string): void {
  const found = FORBIDDEN.exec(text.replaceAll(/[\n\t]/g, ''))
  if (found !== null) throw new Error(`a raw ${JSON.stringify(found[0])} in ${JSON.stringify(text)}`)
  expect(text).not.toBe('')
}

/** Every way to give a command one hostile word: as each argument, and as the value of each option. */
async function everyPosition(): Promise<string[][]> {
  const program = await buildProgram(commandContext(nodeIo(), 'en', () => undefined))
  const ways: string[][] = [
    [HOSTILE],
    [`-${HOSTILE}`],
    [`--${HOSTILE}`],
    ['--lang', HOSTILE],
    ['help', HOSTILE],
  ]
  const visit = (command: Command, path: readonly string[]): void => {
    for (const inner of command.commands) visit(inner, [...path, inner.name()])
    if (path.length === 0) return
    const usual = USUAL[path.join(' ')] ?? []
    ways.push([...path, `--${HOSTILE}`], [...path, ...usual, 'more', 'more', 'more', HOSTILE])
    for (let at = 0; at <= usual.length; at++)
      ways.push([...path, ...usual.slice(0, at), HOSTILE, ...usual.slice(at + 1)])
    for (const option of command.options) {
      const flag = option.long ?? option.short ?? ''
      if (option.required || option.optional) ways.push([...path, ...usual, flag, HOSTILE])
    }
  }
  visit(program, [])
  return ways
}

/** What makes a command go on to look at its options. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  connect: ['127.0.0.1', '1'],
  send: ['127.0.0.1', '1', 'hi'],
  listen: ['0'],
  explain: ['backlog'],
  encodings: ['hi'],
  completion: ['bash'],
  drill: ['no-such.pkt'],
  'lab run': ['path=delay+1ms'],
  'lab interop': ['refused'],
}

const positions = await everyPosition()

describe.each(['en', 'zh'] as const)('in %s, a hostile word in every position', (lang) => {
  it.each(positions)('synfin %j %j %j %j %j', async (...args) => {
    expectHarmless(
      await said(
        args.filter((word) => typeof word === 'string'),
        lang,
      ),
    )
  })
})

describe('what others wrote', () => {
  it('a script, its name and the name of its folder', async () => {
    const name = join(folder, 'a\u001B[31m\u202E')
    mkdirSync(name)
    const scripts = [
      `0 ${HOSTILE} = 3`,
      `0 socket(..., "\u009B31m\u202E") = 3\n`,
      `0 nonsense(\u001B) = 1\n+0 \`echo \u001B\`\n`,
    ]
    scripts.forEach((text, at) => writeFileSync(join(name, `${at}\u0007\u202E.pkt`), text))
    writeFileSync(join(name, '9.pkt'), '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 7 // \u001B]0;x\u0007\n')
    for (const flags of [[], ['--json'], ['--verbose']])
      expectHarmless(await said(['drill', name, ...flags], 'en'))
  })

  it.each([
    'path',
    'forward',
    'client',
    'server',
    'encoding',
    'protocol',
    'lose',
    'client.sack',
    'v',
    HOSTILE,
  ])('a link whose %s is hostile', async (key) => {
    for (const value of [HOSTILE, `send '${HOSTILE}'`, `delay ${HOSTILE}`])
      expectHarmless(
        await said(['lab', 'run', `${encodeURIComponent(key)}=${encodeURIComponent(value)}`], 'en'),
      )
  })

  it('a sample of encodings, as a table and as JSON', async () => {
    expectHarmless(await said(['encodings', HOSTILE], 'en'))
    expectHarmless(await said(['encodings', '--hex', '1b5b324a9b33316d0085'], 'en'))
    expectHarmless(await said(['encodings', '--hex', '1b5b324a9b33316d0085', '--json'], 'en'))
  })

  it('a talk of the lab, drawn and as JSON', async () => {
    for (const flags of [[], ['--json']])
      expectHarmless(await said(['lab', 'connection', '-e', 'utf-8', '--reply', HOSTILE, ...flags], 'zh'))
  })
})
