import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sayError } from '../../say/index.ts'
import { packageOf, programNames } from './packages.ts'
import { findProgram, MissingProgram, runProgram } from './program.ts'

const root = join(import.meta.dirname, '../../..')
const none = (): boolean => false
const only =
  (...there: readonly string[]) =>
  (path: string): boolean =>
    there.includes(path)

describe('a program that is not there', () => {
  test.each(programNames)(
    '%s: named with the package that has it, in one line of each language',
    (program) => {
      const machine = { platform: 'linux', exists: only('/usr/bin/apt-get') } as const
      const error = new MissingProgram(program, machine)
      for (const lang of ['en', 'zh'] as const) {
        const line = sayError(error, lang)
        expect(line).toContain(program)
        expect(line).toContain(packageOf(program, machine.platform, machine.exists).name)
        expect(line).not.toContain('\n')
        expect(line).not.toMatch(/[{}]/)
      }
    },
  )

  test('by the name of the package here, and with the command that installs it', () => {
    const said = (platform: NodeJS.Platform, ...there: readonly string[]): string =>
      sayError(new MissingProgram('ip', { platform, exists: only(...there) }), 'en')
    expect(said('linux', '/usr/bin/apt-get')).toBe(
      "'ip' is not installed: it is in the package iproute2 (sudo apt-get install iproute2).",
    )
    expect(said('linux', '/usr/bin/dnf')).toContain('(sudo dnf install iproute)')
    expect(said('linux')).toBe("'ip' is not installed: it is in the package iproute2.")
    const open = new MissingProgram('open', { platform: 'darwin', exists: none })
    expect(sayError(open, 'zh')).toBe('找不到 open：它应当是 macOS 自带的。')
    const dumpcap = new MissingProgram('dumpcap', { platform: 'win32', exists: none })
    expect(dumpcap.hint).toBe('winget install WiresharkFoundation.Wireshark')
    expect(new MissingProgram('tshark', { platform: 'darwin', exists: none }).hint).toBe(
      'brew install wireshark',
    )
  })

  test('is an error with a code, not a stack of the system', () => {
    const ofAnother = process.platform === 'win32' ? 'open' : 'rundll32'
    expect(() => runProgram(ofAnother, [])).toThrow(MissingProgram)
    expect(() => runProgram(ofAnother, [])).toThrow(expect.objectContaining({ code: 'SYNFIN_PROGRAM' }))
  })
})

test('a program is found as the system finds it, and then where it is usually installed', () => {
  const find = (platform: NodeJS.Platform, path: string | undefined, there: string): string | undefined =>
    findProgram('tshark', { platform, path, exists: only(there) })
  expect(find('linux', '/opt/a:/opt/b', '/opt/b/tshark')).toBe('/opt/b/tshark')
  expect(find('linux', '/opt/a', '/usr/sbin/tshark')).toBe('/usr/sbin/tshark')
  expect(find('linux', undefined, '/opt/b/tshark')).toBeUndefined()
  expect(find('win32', 'C:\\a;C:\\b', 'C:\\b\\tshark.exe')).toBe('C:\\b\\tshark.exe')
  expect(find('win32', undefined, 'C:\\Program Files\\Wireshark\\tshark.exe')).toContain('Wireshark')
  expect(find('darwin', '', '/Applications/Wireshark.app/Contents/MacOS/tshark')).toContain('Wireshark.app')
})

test('nothing in src starts a program but by its name here, so each is found and named alike', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .filter((name) =>
      /import (?!type)[^'"]*'node:child_process'/.test(readFileSync(join(root, 'src', name), 'utf8')),
    )
  expect(sources.map((name) => name.replaceAll('\\', '/'))).toEqual(['host/program/program.ts'])
})
