import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, describe, expect, test } from 'vitest'
import { commandContext } from '../../src/cli/context.ts'
import { EXIT } from '../../src/cli/exit-code.ts'
import { buildProgram } from '../../src/cli/index.ts'
import { nodeIo } from '../../src/cli/node-io.ts'
import { VERSION } from '../../src/cli/version.ts'
import { manualFiles } from '../../tools/manual/write.ts'
import { has } from '../support/programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'synfin-man-'))
afterAll(() => rmSync(folder, { recursive: true }))
const files = await manualFiles()
const pages = [
  ['man/synfin.1', 'en'],
  ['man/synfin.zh-CN.1', 'zh'],
] as const

/** What a person sees of it: no macros, no escapes. */
const SIGNS: Readonly<Record<string, string>> = {
  '-': '-',
  e: '\\',
  '(aq': "'",
  '(ti': '~',
  '(ha': '^',
  '&': '',
}
const plain = (page: string): string =>
  page.replace(/\\f[A-Z]/g, '').replace(/\\(-|e|&|\((?:aq|ti|ha))/g, (_, sign: string) => SIGNS[sign] ?? sign)

describe.each(pages)('%s', (name, lang) => {
  const page = files[name] ?? ''

  test('has every command, argument and option of the program, what each does, and every exit code', async () => {
    const text = plain(page)
    const program = await buildProgram(commandContext(nodeIo(), lang, () => undefined))
    const visit = (command: Command): void => {
      if (command.commands.length === 0) expect(text).toContain(command.description())
      for (const { flags, description, hidden } of command.options) {
        if (hidden) continue
        expect(text).toContain(`\n${flags}\n`)
        expect(text).toContain(description)
      }
      for (const argument of command.registeredArguments) expect(text).toContain(argument.name())
      for (const inner of command.commands) visit(inner)
    }
    visit(program)
    for (const code of Object.values(EXIT)) expect(text).toContain(`\n.TP\n${code}\n`)
    expect(text).toContain(`"synfin ${VERSION}"`)
  })

  test.skipIf(!has('man'))('is shown by man without a complaint', () => {
    const file = join(folder, name.slice(4))
    writeFileSync(file, page)
    const { stdout, stderr, status } = spawnSync('man', ['--warnings=w', '-l', file], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '80', MANPAGER: 'cat' },
    })
    // That Chinese has no space to break a line at is no fault.
    expect([status, stderr.replace(/^.*can't break line\n/gm, '')]).toEqual([0, ''])
    expect(stdout).toMatch(/synfin listen, server/)
    expect(stdout).toMatch(/\n {7}-e, --encoding <NAME>\n/)
    expect(stdout).not.toMatch(/\\[-f(]/)
  })
})

test('the completions of the package are those that the program prints', () => {
  expect(files['completions/synfin.bash']).toMatch(/^complete .* -F _synfin synfin$/m)
  expect(files['completions/_synfin']).toMatch(/^#compdef synfin/)
  expect(files['completions/synfin.fish']).toMatch(/^complete -c synfin /m)
})
