import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesOf } from '../support/sources.ts'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'dist/cli.js')

test.skipIf(process.platform === 'win32')(
  'the program can be run after every build, whatever it was before',
  () => {
    for (const before of [0o755, 0o644]) {
      chmodSync(program, before)
      execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'ignore' })
      expect(statSync(program).mode & 0o111).toBe(0o111)
      expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+/)
    }
  },
)

test('what the page is made of is named beside it, each with its licence', () => {
  const text = readFileSync(join(root, 'dist/web/THIRD-PARTY.txt'), 'utf8')
  const imported = new Set<string>()
  for (const file of filesOf('src/web').filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))) {
    const source = readFileSync(join(root, file), 'utf8')
    for (const [, name = ''] of source.matchAll(
      /^(?!import type)(?:import|\}|export).*? from '((?:@[\w-]+\/)?[a-z][\w-]*)/gm,
    ))
      imported.add(name)
  }
  expect([...imported]).toContain('preact')
  for (const name of imported) expect(text).toMatch(new RegExp(`^${name} \\d.*, [A-Z]`, 'm'))
})
