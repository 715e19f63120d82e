import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { classify, type Kernel } from './campaign.ts'
import { generate } from './generate.ts'
import type { Recording } from './replay.ts'

/** A change to the engine's text that makes it wrong. The text stands in one file of `src/tcp`, once. */
export interface PlantedFault {
  readonly what: string
  readonly from: string
  readonly to: string
}

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    what: 'a segment that ends where the window begins is old',
    from: 'end < rcv.wup',
    to: 'end <= rcv.wup',
  },
  {
    what: 'an ACK of one more than was sent is taken',
    from: 'seg.ack <= snd.nxt && seg.ack >=',
    to: 'seg.ack <= snd.nxt + 1 && seg.ack >=',
  },
  {
    what: 'a half-open connection takes an ACK that echoes any timestamp',
    from: 'isOld || !echoesSynAck(tcb) ||',
    to: 'isOld ||',
  },
  {
    what: 'any RST in the window resets',
    from: 'seg.seq === tcb.rcv.nxt ||',
    to: 'seg.seq >= tcb.rcv.nxt ||',
  },
  { what: 'the least RTO is 300 ms', from: 'RTO_MIN: Nanos = 200', to: 'RTO_MIN: Nanos = 300' },
  { what: 'ACKs are delayed for 60 ms', from: 'DELAYED_ACK: Nanos = 40', to: 'DELAYED_ACK: Nanos = 60' },
  {
    what: 'tail-loss probes are 20 ms late',
    from: 'TIMEOUT_MIN: Nanos = 2 ',
    to: 'TIMEOUT_MIN: Nanos = 22 ',
  },
  { what: 'windows are scaled by up to 15', from: 'MAX_WINDOW_SCALE = 14', to: 'MAX_WINDOW_SCALE = 15' },
  {
    what: 'no Nagle',
    from: '!options.noDelay && snd.smallEnd > snd.una',
    to: '!options.noDelay && snd.smallEnd < 0',
  },
  {
    what: 'a window that shuts without news is not believed',
    from: '(seg.wnd === 0 && snd.wnd > 0)',
    to: 'false',
  },
]

/** Scenarios that are run on the kernel, once for all faults. */
const SCENARIOS = 720
const WANTED = 0.9
const ROOT = join(import.meta.dirname, '..', '..')

/**
 * Plants each fault in a copy of the engine and looks whether scenarios show it that agreed with the kernel before.
 *
 * @returns The exit code: 0 when nine of ten are found.
 */
export function plantFaults(kernel: Kernel, seed: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'synfin-planted-'))
  try {
    const recordings = record(kernel, seed)
    const file = join(folder, 'recordings.json')
    writeFileSync(file, JSON.stringify(recordings))
    console.log(`${recordings.length} of ${SCENARIOS} scripts agree with the kernel`)
    const found = PLANTED_FAULTS.filter((fault, i) => {
      const seeds = seedsThatShow(fault, join(folder, `${i}`), file)
      console.log(
        `${seeds.length === 0 ? 'missed' : `seed ${seeds[0]} and ${seeds.length - 1} more`}: ${fault.what}`,
      )
      return seeds.length > 0
    })
    console.log(`${found.length} of ${PLANTED_FAULTS.length} planted faults found`)
    return found.length >= WANTED * PLANTED_FAULTS.length ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Scenarios in which the engine as it stands does what the kernel does. */
function record(kernel: Kernel, seed: number): readonly Recording[] {
  const recordings: Recording[] = []
  for (let from = seed; from < seed + SCENARIOS; from += kernel.width) {
    const scenarios = Array.from({ length: kernel.width }, (_, i) => generate(from + i))
    for (const [i, judged] of kernel.examine(scenarios).entries()) {
      const scenario = scenarios[i]
      if (scenario === undefined || classify(scenario, judged).class !== 'same') continue
      recordings.push({ scenario, kernel: judged.kernel })
    }
  }
  return recordings
}

function seedsThatShow(fault: PlantedFault, copy: string, recordings: string): readonly number[] {
  for (const folder of ['src', 'tools']) cpSync(join(ROOT, folder), join(copy, folder), { recursive: true })
  for (const name of ['node_modules', 'package.json', 'tsconfig.json', 'tsconfig.base.json']) {
    symlinkSync(join(ROOT, name), join(copy, name))
  }
  const file = fileOf(fault, join(copy, 'src', 'tcp'))
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(fault.from, () => fault.to),
  )
  const replay = join(copy, 'tools', 'fuzz-kernel', 'replay.ts')
  const args = ['--import', 'tsx', replay, recordings]
  return execFileSync(process.execPath, args, { cwd: copy, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter(Boolean)
    .map(Number)
}

/** @returns The one file in which the fault's text stands. @throws {Error} When it stands in none, or in more. */
export function fileOf({ what, from }: PlantedFault, folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
    .filter((path) => readFileSync(path, 'utf8').includes(from))
  const [file] = files
  if (file === undefined || files.length > 1)
    throw new Error(`'${from}' (${what}) stands in ${files.length} files`)
  if (readFileSync(file, 'utf8').split(from).length !== 2)
    throw new Error(`'${from}' (${what}) stands twice in ${file}`)
  return file
}
