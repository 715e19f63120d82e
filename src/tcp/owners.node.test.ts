import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newArrivingSegment } from './arriving-segment.ts'
import { createTcb } from './create-tcb.ts'
import { options } from './testing/pair.ts'

/**
 * Every variable of a connection has one owner: the class of the file that stands here. The others see it through a type
 * that is read-only, so a foreign write does not compile; that is tried for each variable.
 */
const OWNERS: Readonly<Record<string, string>> = {
  acks: 'ack-policy.ts',
  board: 'recovery/board.ts',
  counters: 'counters.ts',
  ecn: 'ecn-state.ts',
  memory: 'receive/receive-memory.ts',
  pacer: 'pacer.ts',
  options: 'socket-options.ts',
  path: 'path-mtu-state.ts',
  pending: 'pending.ts',
  probe: 'recovery/probe-state.ts',
  rack: 'recovery/rack-state.ts',
  rate: 'congestion/rate-sample.ts',
  rcv: 'receive/receive-variables.ts',
  recent: 'recent-timestamp.ts',
  receiveRing: 'byte-ring.ts',
  records: 'send-queue/segment-records.ts',
  recovery: 'recovery/recovery-state.ts',
  rtt: 'rtt.ts',
  sackBlocks: 'receive/sack-blocks.ts',
  sample: 'congestion/rate-sample.ts',
  seg: 'arriving-segment.ts',
  sendRing: 'byte-ring.ts',
  snd: 'send-variables.ts',
  statistics: 'statistics.ts',
  tuning: 'receive/tuning-state.ts',
  unit: 'send-queue/unit.ts',
  unsent: 'send-queue/unsent.ts',
  window: 'congestion/congestion-window.ts',
}

/** Not variables of the connection: the segment on its way out, what the host has set and shares, and the control. */
const OTHERS = ['cc', 'challengeBudget', 'out', 'random', 'settings']

const root = join(import.meta.dirname, '../..')
const tcb = createTcb(options(80, 40_000, 1), newArrivingSegment())

/** @returns The variables that a part shows, and how others see them. */
function variables(): string[] {
  const own = Object.keys(tcb).map((name) => `tcb.${name}`)
  const parts = Object.entries(tcb).flatMap(([part, value]) =>
    typeof value === 'object' && !OTHERS.includes(part)
      ? Object.keys(value as object).map((name) => `tcb.${part}.${name}`)
      : [],
  )
  return [...own, ...parts]
}

let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'synfin-owners-'))
  for (const path of ['src/base', 'src/wire', 'src/tcp', 'tsconfig.base.json', 'package.json'])
    cpSync(join(root, path), join(copy, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** Compiles the room with one file more. @returns The errors in it, by line. */
function errorsIn(lines: readonly string[]): Map<number, string> {
  writeFileSync(join(copy, 'src/tcp/foreign.ts'), `${lines.join('\n')}\n`)
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-b', 'src/tcp'], {
    cwd: copy,
    encoding: 'utf8',
  })
  const errors = stdout.matchAll(/foreign\.ts[(:](\d+)[,:]\d+\)?[^\n]*error[^\n]*(TS\d+)/g)
  return new Map([...errors].map(([, line, code]) => [Number(line), code as string]))
}

describe('a variable of a connection', () => {
  it('belongs to a part whose owner is known', () => {
    const parts = Object.entries(tcb).filter(
      ([part, value]) =>
        typeof value === 'object' && Object.keys(value as object).length > 0 && !OTHERS.includes(part),
    )
    expect(parts.map(([part]) => part).toSorted()).toEqual(Object.keys(OWNERS).toSorted())
  })

  it('is written by its owner alone: elsewhere a write does not compile', { timeout: 120_000 }, () => {
    const names = variables()
    expect(names.length).toBeGreaterThan(250)
    const head = ["import type { Tcb } from './tcb.ts'", 'export function write(tcb: Tcb): void {']
    const errors = errorsIn([...head, ...names.map((name) => `  ${name} = ${name}`), '}'])
    const unguarded = names.filter((_, i) => errors.get(i + head.length + 1) !== 'TS2540')
    expect(unguarded).toEqual([])
  })

  it('cannot be had in a form that may be written: no owner exports its class', { timeout: 120_000 }, () => {
    const classes = [...new Set([...Object.values(OWNERS), 'tcb.ts'])].map((path) =>
      path === 'congestion/rate-sample.ts' ? [path, 'Rate'] : [path, 'State'],
    )
    const lines = classes.map(([path, name], i) => `export type { ${name} as S${i} } from './${path}'`)
    const errors = errorsIn(lines)
    expect(lines.filter((_, i) => errors.get(i + 1) !== 'TS2459')).toEqual([])
  })
})
