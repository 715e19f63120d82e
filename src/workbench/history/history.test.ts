import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DiskBudget } from './disk-budget.ts'
import { History } from './history.ts'
import { MemoryBudget } from './memory-budget.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function history(memory: number, file = 1e9): { history: History; gone: string[] } {
  const gone: string[] = []
  const options = {
    folder,
    name: '1',
    memoryBound: memory,
    budget: new MemoryBudget(1e9),
    fileBound: file,
    disk: new DiskBudget(1e9),
    isOwn: true,
    moved: (why: { code: string } | undefined) => void (why && gone.push(why.code)),
  }
  return { history: new History(options), gone }
}

/** Bytes that tell their own place. */
const counted = (from: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (from + at) % 251)

describe('History', () => {
  test('whatever the bound, messages and ranges are those that were put in', () => {
    const message = fc.tuple(fc.constantFrom('in' as const, 'out' as const), fc.integer({ min: 1, max: 400 }))
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 60 }),
        fc.integer({ min: 1, max: 8_000 }),
        fc.nat(3_000),
        fc.integer({ min: 1, max: 3_000 }),
        (messages, memory, offset, length) => {
          const { history: kept } = history(memory)
          const streams: { in: number[]; out: number[] } = { in: [], out: [] }
          for (const [at, [direction, size]] of messages.entries()) {
            const bytes = counted(streams[direction].length, size)
            kept.append(direction, bytes, at)
            streams[direction].push(...bytes)
          }
          const read = [...kept.messages(0)]
          expect(
            read.map(({ index, millis, direction, bytes }) => [index, millis, direction, bytes.length]),
          ).toEqual(messages.map(([direction, size], at) => [at, at, direction, size]))
          for (const direction of ['in', 'out'] as const) {
            const got = kept.bytes(direction, offset, length)
            expect([...got.bytes]).toEqual(streams[direction].slice(offset, offset + length))
            if (got.bytes.length > 0) expect(got.offset).toBe(offset)
          }
          kept.remove()
        },
      ),
      { numRuns: 60 },
    )
  })

  test('memory stays within its bound while the file grows', () => {
    const { history: kept } = history(100_000)
    for (let at = 0; at < 200; at++) kept.append('in', counted(at * 5_000, 5_000), 0)
    expect(kept.total - kept.memoryFrom).toBeLessThan(20)
    expect(statSync(join(folder, '1.bytes')).size).toBe(kept.memoryFrom * 5_000)
    expect([...kept.bytes('in', 7, 20_000).bytes]).toEqual([...counted(7, 20_000)])
    expect([...kept.messages(198)].map(({ index }) => index)).toEqual([198, 199])
  })

  test('all histories together stay within their budget; the largest give way', () => {
    const budget = new MemoryBudget(100_000)
    const spills: number[] = []
    const histories = Array.from({ length: 10 }, (_, at) => {
      const moved = (): void => void spills.push(at)
      const disk = new DiskBudget(1e9)
      const bounds = { memoryBound: 1e9, fileBound: 1e9 }
      return new History({ folder, name: String(at), ...bounds, budget, disk, isOwn: false, moved })
    })
    histories[0]?.append('in', counted(0, 100), 0)
    for (let at = 0; at < 300; at++) {
      histories[1 + (at % 9)]?.append('in', counted(0, 3_000), 0)
      expect(budget.used).toBeLessThanOrEqual(100_000)
    }
    expect(new Set(spills)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]))
    for (const one of histories) one.remove()
    expect(budget.used).toBe(0)
  })

  test('a file at its bound begins anew, and what was before is told to be gone', () => {
    const { history: kept, gone } = history(10_000, 30_000)
    for (let at = 0; at < 20; at++) kept.append('out', counted(at * 5_000, 5_000), 0)
    expect(gone).toContain('FULL')
    expect(kept.historyFrom).toBeGreaterThan(0)
    const first = kept.historyFrom * 5_000
    expect(kept.bytes('out', 0, 100)).toEqual({ offset: first, bytes: Buffer.from(counted(first, 100)) })
    expect([...kept.messages(0)][0]?.index).toBe(kept.historyFrom)
  })

  test('a file that cannot be written is no end: only what is in memory is kept', () => {
    const { history: kept, gone } = history(1_000)
    rmSync(folder, { recursive: true })
    for (let at = 0; at < 10; at++) kept.append('in', counted(at * 300, 300), 0)
    expect(gone).toContain('ENOENT')
    expect(kept.historyFrom).toBe(kept.memoryFrom)
    expect(kept.bytes('in', 9 * 300, 300).bytes).toEqual(Buffer.from(counted(2_700, 300)))
  })

  test('what one-byte messages cost in the file counts: its index is far longer than they are', () => {
    const { history: kept } = history(1_000, 10_000)
    for (let at = 0; at < 5_000; at++) {
      kept.append('in', counted(at, 1), at)
      expect(kept.onDisk).toBeLessThanOrEqual(10_000)
    }
    expect(kept.historyFrom).toBeGreaterThan(4_000)
    expect([...kept.messages(0)].map(({ index }) => index)).toEqual(
      Array.from({ length: 5_000 - kept.historyFrom }, (_, at) => kept.historyFrom + at),
    )
  })

  test('all files together stay within their bound: who holds most begins anew, the person’s own last', () => {
    const disk = new DiskBudget(100_000)
    const budget = new MemoryBudget(1e9)
    const make = (name: string, isOwn: boolean): History =>
      new History({
        folder,
        name,
        memoryBound: 4_000,
        fileBound: 1e9,
        budget,
        disk,
        isOwn,
        moved: () => undefined,
      })
    const own = make('own', true)
    const peers = Array.from({ length: 40 }, (_, at) => make(`peer${at}`, false))
    for (let at = 0; at < 20; at++) own.append('in', counted(0, 1_000), at)
    // 2,000 messages of 1 kB: twenty times what there is room for.
    for (let at = 0; at < 2_000; at++) {
      peers[at % 40]?.append('in', counted(0, 1_000), at)
      const onDisk = [own, ...peers].reduce((sum, one) => sum + one.onDisk, 0)
      expect(onDisk).toBe(disk.used)
      expect(onDisk).toBeLessThanOrEqual(100_000)
    }
    expect(own.historyFrom).toBe(0)
    expect([...own.messages(0)]).toHaveLength(20)
    for (const one of peers) expect([...one.messages(0)].length).toBe(one.total - one.historyFrom)
    for (const one of [own, ...peers]) one.remove()
    expect(disk.used).toBe(0)
  })

  test('what is saved is there for the next run, message by message', () => {
    const { history: kept } = history(3_000)
    for (let at = 0; at < 30; at++) kept.append(at % 3 === 0 ? 'out' : 'in', counted(at, 200), at)
    kept.save()
    expect(kept.isSaved).toBe(true)
    const before = [...kept.messages(0)]
    const options = { memoryBound: 3_000, fileBound: 1e9, isOwn: true, moved: () => undefined, leftFrom: 0 }
    const budget = new MemoryBudget(1e9)
    const left = new History({ folder, name: '1', ...options, budget, disk: new DiskBudget(1e9) })
    expect([...left.messages(0)].map((one) => ({ ...one, bytes: [...one.bytes] }))).toEqual(
      before.map((one) => ({ ...one, bytes: [...one.bytes] })),
    )
    expect(left.length).toEqual(kept.length)
    const { bytes } = left.bytes('in', 150, 500)
    expect([...bytes]).toEqual([...kept.bytes('in', 150, 500).bytes])
  })
})
