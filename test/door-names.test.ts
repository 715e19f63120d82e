/** A name that a room's door exports means one thing, whichever room it is imported from. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '../src')

/** Where a name was declared: `room/file.ts name`. */
type Origin = string

const texts = new Map<string, string>()
const textOf = (file: string): string => {
  const text = texts.get(file) ?? readFileSync(file, 'utf8')
  texts.set(file, text)
  return text
}

/** @returns The names that a file exports, each with the place where it is declared. */
function exportsOf(file: string): Map<string, Origin> {
  const found = new Map<string, Origin>()
  const text = textOf(file)
  const own =
    /^export (?:declare |abstract |async )*(?:function\*?|class|const|let|interface|type|enum) (\w+)/gm
  for (const [, name = ''] of text.matchAll(own)) found.set(name, `${relative(SRC, file)} ${name}`)
  for (const [, names, from = ''] of text.matchAll(/^export (?:type )?(\{[^}]*\}|\*) from '([^']+)'/gm)) {
    const there = exportsOf(join(dirname(file), from))
    if (names === '*') for (const [name, origin] of there) found.set(name, origin)
    for (const [, name = '', as] of (names ?? '').matchAll(/(?:type )?(\w+)(?: as (\w+))?/g)) {
      const origin = there.get(name)
      if (origin !== undefined) found.set(as ?? name, origin)
    }
  }
  return found
}

function originsByName(): Map<string, Set<Origin>> {
  const byName = new Map<string, Set<Origin>>()
  for (const { name: room } of readdirSync(SRC, { withFileTypes: true }).filter((one) => one.isDirectory())) {
    for (const [name, origin] of exportsOf(join(SRC, room, 'index.ts'))) {
      byName.set(name, (byName.get(name) ?? new Set()).add(origin))
    }
  }
  return byName
}

it('no two doors export one name for different things', () => {
  const byName = originsByName()
  expect(byName.size).toBeGreaterThan(300)
  const several = [...byName].filter(([, origins]) => origins.size > 1)
  expect(several.map(([name, origins]) => `${name}: ${[...origins].join(', ')}`)).toEqual([])
})

it('sees where a name comes from', () => {
  const byName = originsByName()
  expect([...(byName.get('TcpState') ?? [])]).toEqual(['wire/state.ts TcpState'])
  expect([...(byName.get('VirtualClock') ?? [])]).toEqual(['link/clock.ts VirtualClock'])
})
