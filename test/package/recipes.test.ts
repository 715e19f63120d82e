import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { synfin } from '../cli/harness.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
/** What runs where no test of ours does: elsewhere, in a container, at a release. */
const recipes = [
  '.github/workflows/ci.yml',
  '.github/workflows/publish.yml',
  'Dockerfile',
  'compose.yaml',
  '.ci/run',
]
const pages = ['docs/install.md', 'docs/platforms.md', 'docs/release.md']

test.each([...recipes, ...pages])('%s names scripts and files that there are', (path) => {
  const text = read(path)
  for (const [, name = ''] of text.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(name)
  for (const [, file = ''] of text.matchAll(/(?<![\w./-])((?:src|test|tools|\.ci|\.github)\/[\w./-]*\w)/g))
    expect([file, existsSync(join(root, file))]).toEqual([file, true])
})

test('the container runs a command that there is, with options it knows', async () => {
  const lists = [
    ...[...read('Dockerfile').matchAll(/^CMD \[(.*)\]$/gm)].map(([, list = '']) => list),
    ...[...read('compose.yaml').matchAll(/^ +command: \[(.*)\]$/gm)].map(([, list = '']) => list),
  ]
  expect(lists).toHaveLength(2)
  for (const list of lists) {
    const args = list.split(', ').map((word) => word.replace(/^['"]|['"]$/g, ''))
    const run = synfin([...args, '--help'], '')
    expect([args, await run.code, run.err.text]).toEqual([args, 0, ''])
  }
})
