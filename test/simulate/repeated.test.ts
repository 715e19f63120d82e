import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { paths, repeated } from './clients.ts'

const child = join(import.meta.dirname, 'print-runs.ts')
const tsx = join(import.meta.dirname, '../../node_modules/tsx/dist/loader.mjs')

it('every client over every path is the same in two processes, to the byte', () => {
  const run = (): string => execFileSync(process.execPath, ['--import', tsx, child], { encoding: 'utf8' })
  const [a, b] = [run(), run()]
  expect(a.trim().split('\n')).toHaveLength(repeated.length * paths.length)
  expect(b).toBe(a)
})
