import { parseArgs } from 'node:util'
import { runSeed } from './soak/campaign.ts'

/** A campaign of random paths, calls and crashes: `npm run soak -- --minutes 5`, and one seed again: `--seed N`. */

const USAGE = `npm run soak -- [--minutes N] [--from SEED]   seeds one after the other, for so long
npm run soak -- --seed N                        one seed again, with its story on stdout
Every event is followed by a check of what must always hold. Exit 1 on the first seed that breaks it.`

const { values } = readOptions()
if (values.help) console.log(USAGE)
else process.exitCode = values.seed === undefined ? campaign() : replay(wholeNumber('--seed', values.seed))

function readOptions() {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: '1' },
        seed: { type: 'string' },
        from: { type: 'string', default: '1' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    console.error(`soak: ${(error as Error).message}\n${USAGE}`)
    return process.exit(2)
  }
}

function wholeNumber(flag: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) {
    console.error(`${flag} needs a whole number, not '${text}'`)
    process.exit(2)
  }
  return Number(text)
}

function campaign(): number {
  const minutes = Number(values.minutes)
  if (!(minutes > 0)) {
    console.error(`--minutes needs a number above 0, not '${values.minutes}'`)
    return 2
  }
  const begin = Date.now()
  const sum = { seeds: 0, packets: 0, connections: 0, bytes: 0 }
  let told = begin
  for (let seed = wholeNumber('--from', values.from); Date.now() - begin < minutes * 60_000; seed++) {
    const { breach, packets, connections, bytes } = runSeed(seed)
    sum.seeds++
    sum.packets += packets
    sum.connections += connections
    sum.bytes += bytes
    if (breach !== undefined) {
      console.log(`seed ${seed} breaks at ${(breach.at / 1e9).toFixed(6)} s: ${breach.what}`)
      console.log(`again: npm run soak -- --seed ${seed}`)
      return 1
    }
    if (Date.now() - told > 10_000) {
      told = Date.now()
      tell(sum)
    }
  }
  tell(sum)
  return 0
}

function tell(sum: Readonly<Record<'seeds' | 'packets' | 'connections' | 'bytes', number>>): void {
  const { seeds, packets, connections, bytes } = sum
  console.log(
    `${seeds} seeds, ${connections} connections, ${packets} packets, ${Math.round(bytes / 1e6)} MB: all well`,
  )
}

function replay(seed: number): number {
  const { breach, story, packets } = runSeed(seed)
  for (const line of story) console.log(line)
  if (breach === undefined) {
    console.log(`all well, ${packets} packets`)
    return 0
  }
  console.log(`breaks at ${(breach.at / 1e9).toFixed(6)} s:`)
  console.log(breach.error)
  return 1
}
