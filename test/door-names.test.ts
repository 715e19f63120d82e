/** A name that a door exports means one thing, whichever door it is imported from; the public doors have few. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Doors, exportsOf, type Origin, publicDoors, roomDoors } from '../tools/doors.ts'

const API = join(import.meta.dirname, '../src/api')
const rooms = roomDoors()
const doors = publicDoors()

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
    expect(doors.get('synfin')?.get('VirtualClock')).toBe('link/clock.ts VirtualClock')
  })
})

describe('the public doors', () => {
  it('have few names: at most 60 in synfin, 150 in all', () => {
    const counts = [...doors].map(([, names]) => names.size)
    expect(doors.get('synfin')?.size).toBeLessThanOrEqual(60)
    expect(Math.min(...counts)).toBeGreaterThan(4)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(150)
  })

  it('stand in the table of docs/api.md with the count of their names', () => {
    const rows = readFileSync(join(API, '../../docs/api.md'), 'utf8').matchAll(
      /^\| `(synfin[^`]*)` +\| (\d+) +\|/gm,
    )
    expect([...rows].map(([, door, count]) => `${door} ${count}`)).toEqual(
      [...doors].map(([door, names]) => `${door} ${names.size}`),
    )
  })

  it('give each thing one name, through one door', () => {
    expect(ambiguous(doors)).toEqual([])
    const places = new Map<Origin, string[]>()
    for (const [door, names] of doors) {
      for (const [name, origin] of names)
        places.set(origin, [...(places.get(origin) ?? []), `${door} ${name}`])
    }
    expect([...places.values()].filter((all) => all.length > 1)).toEqual([])
  })

  it('mean by a name what the rooms mean by it; what they declare themselves is the choice of the sockets', () => {
    const own: string[] = []
    for (const names of doors.values()) {
      for (const [name, origin] of names) {
        if (origin.startsWith('api/')) own.push(name)
        else expect(ambiguous(new Map([...rooms, ['public', new Map([[name, origin]])]]))).toEqual([])
      }
    }
    expect(own.sort()).toEqual(['SocketSource', 'connect', 'listen', 'tcp', 'udp'])
  })

  it('are the same where there is no kernel', () => {
    const values = (file: string): string[] =>
      [...exportsOf(join(API, file)).keys()].filter((name) => !types.has(name)).sort()
    const types = new Set(['SocketSource'])
    expect(values('browser.ts')).toEqual(values('index.ts'))
  })

  it('name the targets of exports, which are bundled from src/api', () => {
    const files = readdirSync(API).filter((file) => /^[a-z]+\.ts$/.test(file))
    const inside = ['browser.ts', 'common.ts', 'index.ts']
    expect(
      files
        .filter((file) => !inside.includes(file))
        .map((file) => `synfin/${file.slice(0, -3)}`)
        .sort(),
    ).toEqual([...doors.keys()].filter((door) => door !== 'synfin').sort())
  })
})
