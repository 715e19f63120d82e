import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clearStale, OWNER_FILE, processOf } from './stale-folders.ts'

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

test('a folder goes when its process is gone, or its number is another process by now', () => {
  const dead = folder('synfin-1-aaaaaa', { ...here, pid: gone() })
  const again = folder('synfin-2-aaaaaa', { ...here, start: '1' })
  clearStale(parent)
  expect([existsSync(dead), existsSync(again)]).toEqual([false, here.start === undefined])
})

test('it stays when the process lives, cannot be seen from here, or does not say who it is', () => {
  const stays = [
    folder('synfin-1-bbbbbb', here),
    folder('synfin-2-bbbbbb', { ...here, pid: gone(), namespace: 'pid:[1]' }),
    folder('synfin-3-bbbbbb', { ...here, pid: gone(), boot: 'another' }),
    folder('synfin-4-bbbbbb', undefined),
    folder('synfin-5-bbbbbb', { pid: -1 }),
    folder('other-6-bbbbbb', { ...here, pid: gone() }),
  ]
  clearStale(parent)
  expect(stays.filter(existsSync)).toEqual(stays)
})

test('a link is never followed, neither as the folder nor as what says whose it is', () => {
  const elsewhere = folder('elsewhere', { ...here, pid: gone() })
  symlinkSync(elsewhere, join(parent, 'synfin-1-cccccc'))
  const linked = folder('synfin-2-cccccc', undefined)
  symlinkSync(join(elsewhere, OWNER_FILE), join(linked, OWNER_FILE))
  clearStale(parent)
  expect([existsSync(join(elsewhere, OWNER_FILE)), existsSync(linked)]).toEqual([true, true])
})

test.skipIf(process.getuid?.() !== 0)('another user’s folder stays', async () => {
  const { chownSync } = await import('node:fs')
  const other = folder('synfin-1-dddddd', { ...here, pid: gone() })
  chownSync(other, 12_345, 12_345)
  clearStale(parent)
  expect(existsSync(other)).toBe(true)
})
