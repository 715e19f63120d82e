import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** The guards at the doors, each shown to catch what it is there for, in a copy of the tree. */

const root = join(import.meta.dirname, '..')
let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'synfin-layering-'))
  for (const path of ['src/base', 'src/wire', '.oxlintrc.json', 'tsconfig.base.json', 'package.json']) {
    cpSync(join(root, path), join(copy, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

function run(tool: string, args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', tool), args, {
    cwd: copy,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

function withFile<Result>(path: string, text: string, body: () => Result): Result {
  writeFileSync(join(copy, path), text)
  try {
    return body()
  } finally {
    rmSync(join(copy, path))
  }
}

describe('a room that', () => {
  it('keeps the rules compiles and lints', () => {
    expect(run('tsc', ['-b', 'src/wire'])).toMatchObject({ status: 0 })
    expect(run('oxlint', ['src'])).toMatchObject({ status: 0 })
  })

  it('imports a room below it does not compile', () => {
    const upwards = "import { FIN } from '../wire/index.ts'\nexport const fin: number = FIN\n"
    const { status, output } = withFile('src/base/upwards.ts', upwards, () => run('tsc', ['-b', 'src/base']))
    expect(status).not.toBe(0)
    expect(output).toMatch(/upwards\.ts.*error TS6307/)
  })

  it.each([
    [
      'a Node built-in',
      "import { readFileSync } from 'node:fs'\nexport const read: unknown = readFileSync\n",
    ],
    ['a Node global', 'export const here: string = process.cwd()\n'],
    ['a timer', 'export const later = (fn: () => void): void => void setTimeout(fn, 1)\n'],
  ])('is neutral and uses %s does not compile', (_what, text) => {
    const { status, output } = withFile('src/wire/stray.ts', text, () => run('tsc', ['-b', 'src/wire']))
    expect(status).not.toBe(0)
    expect(output).toContain('stray.ts')
  })

  it.each([
    ['the system clock', 'export const now: number = Date.now()\n', 'Time is handed in'],
    ['performance.now', 'export const now = (): number => performance.now()\n', 'Time is handed in'],
    ['Math.random', 'export const chance: number = Math.random()\n', 'Random numbers are handed in'],
    ['a Node built-in', "import { sep } from 'node:path'\nexport const s: string = sep\n", 'nothing of Node'],
  ])('is neutral and uses %s fails the linter', (_what, text, why) => {
    const { status, output } = withFile('src/wire/stray.ts', text, () => run('oxlint', ['src']))
    expect(status).not.toBe(0)
    expect(output).toContain(why)
  })

  it('has two files whose types need each other fails the linter', () => {
    const one = "import type { Two } from './two.ts'\nexport interface One {\n  readonly two: Two\n}\n"
    const two = "import type { One } from './one.ts'\nexport interface Two {\n  readonly one: One\n}\n"
    const { status, output } = withFile('src/wire/one.ts', one, () =>
      withFile('src/wire/two.ts', two, () => run('oxlint', ['src'])),
    )
    expect(status).not.toBe(0)
    expect(output).toContain('Dependency cycle detected')
  })
})
