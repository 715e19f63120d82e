import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Campaign, type Kernel } from './fuzz-kernel/campaign.ts'
import { plantFaults } from './fuzz-kernel/planted.ts'
import { packetdrillKernel } from './fuzz-kernel/packetdrill-side.ts'

/** Random scripts on this machine's kernel and on the engine, compared: `npm run fuzz:kernel -- --minutes 10`. */

const USAGE = `npm run fuzz:kernel -- [--minutes N] [--seed S]     scripts from seed S on, for so long
npm run fuzz:kernel -- --scripts N [--seed S]       so many scripts
npm run fuzz:kernel -- --planted                    faults planted in a copy of the engine: are they found?
  --packetdrill PATH   asks packetdrill first; default $PACKETDRILL; without it a TUN device alone
  --out DIR            keeps the shortest script of each fault there
Needs root and Linux. Exit 0: every difference is explained; 1: one is not; 2: wrong usage, or no way to the kernel.`

const options = readOptions()
if (options.help) console.log(USAGE)
else process.exitCode = await main()

function readOptions() {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: '1' },
        scripts: { type: 'string' },
        seed: { type: 'string', default: '1' },
        packetdrill: { type: 'string' },
        out: { type: 'string' },
        planted: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    console.error(`fuzz:kernel: ${(error as Error).message}\n${USAGE}`)
    return process.exit(2)
  }
}

async function main(): Promise<number> {
  const minutes = amount('--minutes', options.minutes)
  const scripts = options.scripts === undefined ? Infinity : wholeNumber('--scripts', options.scripts)
  const seed = wholeNumber('--seed', options.seed)
  if (minutes === undefined || scripts === undefined || seed === undefined) return 2
  const kernel = await openKernel()
  if (kernel === undefined) return 2
  if (options.planted) return plantFaults(kernel.tun, seed)
  const { out } = options
  if (out !== undefined) mkdirSync(out, { recursive: true })
  const campaign = new Campaign(kernel.first, (text, name) => {
    console.log(text)
    if (out !== undefined) writeFileSync(join(out, `${name}.pkt`), text)
  })
  const end = options.scripts === undefined ? Date.now() + minutes * 60_000 : Infinity
  let told = Date.now()
  let made = 0
  while (made < scripts && Date.now() < end) {
    const count = Math.min(kernel.first.width, scripts - made)
    campaign.round(Array.from({ length: count }, (_, i) => seed + made + i))
    made += count
    if (Date.now() - told < 30_000) continue
    told = Date.now()
    console.log(`${made} scripts, ${campaign.unexplained} unexplained`)
  }
  for (const line of campaign.summary()) console.log(line)
  return campaign.unexplained === 0 ? 0 : 1
}

/** The TUN device, and what is asked first. */
async function openKernel(): Promise<{ readonly first: Kernel; readonly tun: Kernel } | undefined> {
  try {
    // koffi is optional: where it is missing this says so.
    const { tunKernel } = await import('./fuzz-kernel/tun-kernel.ts')
    const tun = tunKernel()
    const path = options.packetdrill ?? process.env['PACKETDRILL']
    return { tun, first: path === undefined ? tun : packetdrillKernel(path, tun) }
  } catch (error) {
    console.error(`fuzz:kernel: ${(error as Error).message}`)
    return undefined
  }
}

function amount(flag: string, text: string): number | undefined {
  const value = /^\d{1,5}(\.\d+)?$/.test(text) ? Number(text) : 0
  if (value > 0) return value
  console.error(`fuzz:kernel: ${flag} needs a number above 0, not '${text}'`)
  return undefined
}

function wholeNumber(flag: string, text: string): number | undefined {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text)
  console.error(`fuzz:kernel: ${flag} needs a whole number above 0, not '${text}'`)
  return undefined
}
