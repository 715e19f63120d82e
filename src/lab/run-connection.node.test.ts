import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { writePcapng } from '../capture/index.ts'
import { filler, runConnection } from './index.ts'
import { has } from '../../test/support/programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'synfin-lab-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What tshark reads from a run's file: one line a segment. */
function tshark(bytes: Uint8Array, ...fields: string[]): string[][] {
  const file = join(folder, 'run.pcapng')
  writeFileSync(file, bytes)
  const check = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']
  const wanted = fields.flatMap((field) => ['-e', field])
  const run = spawnSync('tshark', ['-n', '-r', file, ...check, '-T', 'fields', ...wanted], {
    encoding: 'utf8',
  })
  expect(run.status).toBe(0)
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
}

describe.skipIf(!has('tshark'))('tshark', () => {
  test.each([
    { name: 'the default conversation', options: {} },
    { name: 'both closing at once', options: { ending: { close: 'both' } } as const },
    { name: 'a reset', options: { ending: { reset: 'server' } } as const },
    { name: '20 % loss, seed 7', options: { path: 'delay 20ms loss 20%', seed: 7 } },
    { name: 'IPv6 and much data', options: { ipv6: true, message: filler(50_000) } },
  ])('reads the same numbers and good checksums: $name', async ({ options }) => {
    const run = await runConnection(options)
    const fields = ['tcp.flags', 'tcp.seq_raw', 'tcp.ack_raw', 'tcp.len', 'tcp.checksum.status']
    const read = tshark(writePcapng(run.packets), ...fields)
    const ours = run.trace.segments.map(({ flags, seq, ack, length }) => [flags, seq, ack, length, 1])
    expect(read.map((line) => line.map(Number))).toEqual(ours)
  })

  test('finds nothing malformed', async () => {
    const run = await runConnection({
      path: 'delay 20ms loss 20% duplicate 10%',
      seed: 7,
      message: filler(20_000),
    })
    const read = tshark(writePcapng(run.packets), '_ws.malformed', 'tcp.stream')
    expect(read.every(([malformed, stream]) => malformed === '' && stream === '0')).toBe(true)
  })
})
