import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir, uptime } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { OWNER_FILE, processOf, staleFolders } from './stale-folders.ts'

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'stale-test-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

function folder(name: string, owner: unknown): string {
  const path = join(parent, name)
  mkdirSync(path)
  if (owner !== undefined) writeFileSync(join(path, OWNER_FILE), JSON.stringify(owner))
  return path
}

const here = processOf(process.pid)
/** A process that has ended. */
const gone = (): number => spawnSync(process.execPath, ['-e', '']).pid

test('a folder is stale when its process is gone, or its number is another process by now', () => {
  const dead = folder('synfin-1-aaaaaa', { ...here, pid: gone() })
  const again = folder('synfin-2-aaaaaa', { ...here, start: '1' })
  expect(staleFolders(parent).sort()).toEqual(here.start === undefined ? [dead] : [dead, again])
})

test('it stays when the process lives, cannot be seen from here, or does not say who it is', () => {
  folder('synfin-1-bbbbbb', here)
  folder('synfin-2-bbbbbb', { ...here, pid: gone(), namespace: 'pid:[1]' })
  folder('synfin-3-bbbbbb', { ...here, pid: gone(), boot: 'another' })
  folder('synfin-4-bbbbbb', undefined)
  folder('synfin-5-bbbbbb', { pid: -1 })
  folder('other-6-bbbbbb', { ...here, pid: gone() })
  expect(staleFolders(parent)).toEqual([])
})

/** As if nothing had been written to it for so many days. */
function rest(path: string, days: number): string {
  const then = Date.now() / 1_000 - days * 86_400
  for (const name of readdirSync(path)) utimesSync(join(path, name), then, then)
  utimesSync(path, then, then)
  return path
}

test('it is stale when its run said that it is over, though its process lives', () => {
  const ended = folder('synfin-1-eeeeee', { ...here, ended: true })
  expect(staleFolders(parent)).toEqual([ended])
})

test('one of another boot is stale once it has rested for a day; one of another namespace never', () => {
  const old = rest(folder('synfin-1-ffffff', { ...here, boot: 'another' }), 1.1)
  rest(folder('synfin-2-ffffff', { ...here, boot: 'another' }), 0.9)
  rest(folder('synfin-3-ffffff', { ...here, pid: gone(), namespace: 'pid:[1]' }), 400)
  const written = rest(folder('synfin-4-ffffff', { ...here, boot: 'another' }), 2)
  // Its time is not the folder's own: a file that grows does not change that.
  utimesSync(join(written, OWNER_FILE), new Date(), new Date())
  expect(staleFolders(parent)).toEqual(here.boot === undefined ? [] : [old])
})

test('one that does not say whose it is is stale when older than this boot, or a week after its process', () => {
  const booted = uptime() / 86_400
  const old = rest(folder(`synfin-${process.pid}-abcdef`, undefined), Math.max(booted, 7) + 1)
  const dead = rest(folder(`synfin-${gone()}-abcdef`, undefined), 8)
  folder(`synfin-${gone()}-fresh0`, undefined)
  expect(staleFolders(parent).sort()).toEqual([old, dead].sort())
})

test('a link is never followed, neither as the folder nor as what says whose it is', () => {
  const elsewhere = folder('elsewhere', { ...here, pid: gone() })
  symlinkSync(elsewhere, join(parent, 'synfin-1-cccccc'))
  const linked = folder('synfin-2-cccccc', undefined)
  symlinkSync(join(elsewhere, OWNER_FILE), join(linked, OWNER_FILE))
  expect(staleFolders(parent)).toEqual([])
})

test.skipIf(process.getuid?.() !== 0)('another user’s folder stays', async () => {
  const { chownSync } = await import('node:fs')
  const other = folder('synfin-1-dddddd', { ...here, pid: gone() })
  chownSync(other, 12_345, 12_345)
  expect(staleFolders(parent)).toEqual([])
})
