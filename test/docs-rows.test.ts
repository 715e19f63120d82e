import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { commandContext } from '../src/cli/context.ts'
import { buildProgram } from '../src/cli/index.ts'
import { nodeIo } from '../src/cli/node-io.ts'
import { FINDINGS } from '../src/diagnose/index.ts'
import { LESSONS } from '../src/lab/index.ts'
import { PATH_PARTS } from '../src/link/path-parts.ts'
import { CONGESTION_NAMES } from '../src/tcp/index.ts'

/** Tables of docs/ that are written by hand, a row for each thing there is: what is new is missed there. */

const program = await buildProgram(commandContext(nodeIo(), 'en', () => undefined))
const pathsOf = (command: Command, before = ''): string[] =>
  command.commands.flatMap((inner) => {
    const path = `${before} ${inner.name()}`.trim()
    return [path, ...pathsOf(inner, path)]
  })

describe.each<{ what: string; page: string; names: readonly string[]; cell: (name: string) => string }>([
  { what: 'command', page: 'docs/cli.md', names: pathsOf(program), cell: (path) => `\`synfin ${path}\\b` },
  {
    what: 'congestion control',
    page: 'docs/tcp.md',
    names: CONGESTION_NAMES,
    cell: (name) => `^\\| \`${name}\` `,
  },
  {
    what: 'lesson',
    page: 'docs/lessons.md',
    names: LESSONS.map(({ id }) => id),
    cell: (id) => `^\\| \`${id}\``,
  },
  {
    what: 'finding',
    page: 'docs/diagnosis.md',
    names: Object.keys(FINDINGS),
    cell: (id) => `^\\| \`${id}\` `,
  },
  {
    what: 'word of a path',
    page: 'docs/net.md',
    names: Object.keys(PATH_PARTS),
    cell: (word) => `^\\| \`[^|]*\\b${word}\\b`,
  },
])('$page', ({ what, page, names, cell }) => {
  const rows = readFileSync(join(import.meta.dirname, '..', page), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))

  it(`has a row for each ${what}`, () => {
    const missing = names.filter((name) => !rows.some((row) => new RegExp(cell(name)).test(row)))
    expect(missing.map((name) => `add a row for '${name}' to ${page}`)).toEqual([])
  })
})

it('the lesson of a finding is one of the course', () => {
  const lessons = new Set(LESSONS.map(({ id }) => id))
  const named = Object.values(FINDINGS).flatMap(({ lesson }) => lesson ?? [])
  expect(named.filter((id) => !lessons.has(id))).toEqual([])
})
