import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TEST_PROGRAMS } from './support/programs.ts'

const root = join(import.meta.dirname, '..')

test('CI installs every program that a test is skipped without', () => {
  const [, list = ''] = /packages=\(([^)]*)\)/.exec(readFileSync(join(root, '.ci/run'), 'utf8')) ?? []
  const installed = list.split(/\s+/)
  const needed = new Set<string>(Object.values(TEST_PROGRAMS))
  expect([...needed].filter((name) => !installed.includes(name))).toEqual([])
})
