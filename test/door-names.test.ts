/** A name that a door exports means one thing, whichever door it is imported from; the public doors have few. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

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

type Doors = Map<string, Map<string, Origin>>

const rooms: Doors = new Map(
  readdirSync(SRC, { withFileTypes: true })
    .filter((one) => one.isDirectory() && one.name !== 'api')
    .map(({ name }) => [name, exportsOf(join(SRC, name, 'index.ts'))]),
)

const { exports } = JSON.parse(readFileSync(join(SRC, '../package.json'), 'utf8')) as {
  exports: Record<string, unknown>
}
const publicDoors: Doors = new Map(
  Object.keys(exports)
    .filter((door) => door !== './package.json')
    .map((door) => [
      door.replace('.', 'synfin'),
      exportsOf(join(SRC, 'api', `${door === '.' ? 'index' : door.slice(2)}.ts`)),
    ]),
)

/** @returns The names that mean several things, each with the places where they are declared. */
function ambiguous(doors: Doors): string[] {
  const byName = new Map<string, Set<Origin>>()
  for (const names of doors.values()) {
    for (const [name, origin] of names) byName.set(name, (byName.get(name) ?? new Set()).add(origin))
  }
  return [...byName]
    .filter(([, origins]) => origins.size > 1)
    .map(([name, origins]) => `${name}: ${[...origins].join(', ')}`)
}

describe('the doors of the rooms', () => {
  it('no two export one name for different things', () => {
    expect([...rooms.values()].reduce((sum, names) => sum + names.size, 0)).toBeGreaterThan(300)
    expect(ambiguous(rooms)).toEqual([])
  })

  it('sees where a name comes from', () => {
    expect(rooms.get('wire')?.get('TcpState')).toBe('wire/state.ts TcpState')
    expect(publicDoors.get('synfin')?.get('VirtualClock')).toBe('link/clock.ts VirtualClock')
  })
})

describe('the public doors', () => {
  it('have few names: at most 60 in synfin, 150 in all', () => {
    const counts = [...publicDoors].map(([, names]) => names.size)
    expect(publicDoors.get('synfin')?.size).toBeLessThanOrEqual(60)
    expect(Math.min(...counts)).toBeGreaterThan(5)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(150)
  })

  it('give each thing one name, through one door', () => {
    expect(ambiguous(publicDoors)).toEqual([])
    const doors = new Map<Origin, string[]>()
    for (const [door, names] of publicDoors) {
      for (const [name, origin] of names) doors.set(origin, [...(doors.get(origin) ?? []), `${door} ${name}`])
    }
    expect([...doors.values()].filter((places) => places.length > 1)).toEqual([])
  })

  it('mean by a name what the rooms mean by it; what they declare themselves is the choice of the sockets', () => {
    const own: string[] = []
    for (const names of publicDoors.values()) {
      for (const [name, origin] of names) {
        if (origin.startsWith('api/')) own.push(name)
        else expect(ambiguous(new Map([...rooms, ['public', new Map([[name, origin]])]]))).toEqual([])
      }
    }
    expect(own.sort()).toEqual(['SocketSource', 'connect', 'listen', 'tcp', 'udp'])
  })

  it('are the same where there is no kernel', () => {
    const values = (file: string): string[] =>
      [...exportsOf(join(SRC, 'api', file)).keys()].filter((name) => !types.has(name)).sort()
    const types = new Set(['SocketSource'])
    expect(values('browser.ts')).toEqual(values('index.ts'))
  })

  it('name the targets of exports, which are bundled from src/api', () => {
    const files = readdirSync(join(SRC, 'api')).filter((file) => /^[a-z]+\.ts$/.test(file))
    const inside = ['browser.ts', 'common.ts', 'index.ts']
    expect(
      files
        .filter((file) => !inside.includes(file))
        .map((file) => `synfin/${file.slice(0, -3)}`)
        .sort(),
    ).toEqual([...publicDoors.keys()].filter((door) => door !== 'synfin').sort())
  })
})
