import { parseArgs } from 'node:util'
import { completionTime, jain, mean, runFlows, transfer, type FlowOptions } from '../test/theory/flow.ts'
import { cubicWindow, mathis, pftk } from '../test/theory/laws.ts'
import { LINUX_BLOAT, LINUX_COMPLETION, LINUX_GOODPUT, LINUX_RESPONSE } from '../test/theory/linux.ts'

/**
 * Measures what docs/theory.md says, at full length, and prints its tables: `npm run theory`. Takes some minutes of one
 * core. `--fast`: one seed of 60 seconds each.
 */
const USAGE = 'npm run theory [-- --fast]   the tables of docs/theory.md; --fast: one seed of 60 seconds each'

function readFlags(): { readonly fast?: boolean; readonly help?: boolean } {
  try {
    return parseArgs({ options: { fast: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } }).values
  } catch (error) {
    console.error(`theory: ${(error as Error).message}\n${USAGE}`)
    return process.exit(2)
  }
}

const flags = readFlags()
if (flags.help === true) {
  console.log(USAGE)
  process.exit(0)
}
// The reader may go away (`| head`).
process.stdout.on('error', () => process.exit(0))
const isFast = flags.fast === true
const MSS_BITS = 1448 * 8

/** Mean over seeds, and half the width of its 95 % confidence interval. */
function measure(options: Omit<FlowOptions, 'seconds'>, seeds: number, seconds: number): [number, number] {
  const isChance = (options.path.forward ?? '').includes('%')
  const count = isFast || !isChance ? 1 : seeds
  const values = Array.from(
    { length: count },
    (_, i) => runFlows({ ...options, seed: i + 1, seconds: isFast ? 60 : seconds }).goodput[0] ?? 0,
  )
  const average = mean(values)
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / Math.max(1, count - 1)
  return [average, count > 1 ? (1.96 * Math.sqrt(variance)) / Math.sqrt(count) : 0]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  console.log([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'), '\n')
}

function beside([value, half]: [number, number], linux: number): string {
  const spread = half > 0 ? ` ± ${half.toFixed(2)}` : ''
  const off = Math.round((value / linux - 1) * 100)
  return `${value.toFixed(2)}${spread} (${linux}; ${off > 0 ? '+' : ''}${off} %)`
}

function goodput(): void {
  const rows = LINUX_GOODPUT.map(({ rtt, loss, reno, cubic, bbr1 }) => {
    const path = { mbit: 10, queue: 100, rtt, forward: loss > 0 ? `loss ${loss}%` : '' }
    return [
      `${rtt}`,
      `${loss}`,
      beside(measure({ path, control: 'reno' }, 10, 300), reno),
      beside(measure({ path, control: 'cubic' }, 10, 300), cubic),
      beside(measure({ path, control: 'bbr' }, 3, 120), bbr1),
    ]
  })
  table(['RTT ms', 'loss %', 'Reno', 'CUBIC', 'BBR'], rows)
}

function response(): void {
  const rows = LINUX_RESPONSE.map(({ loss, reno, cubic }) => {
    const path = { mbit: 100, queue: 1000, rtt: 100, forward: `loss ${loss}%` }
    const formula = (pftk(loss / 100, 0.1, 0.3, 1) * MSS_BITS) / 1e6
    return [
      `${loss}`,
      beside(measure({ path, control: 'reno' }, 5, 300), reno),
      formula.toFixed(2),
      beside(measure({ path, control: 'cubic' }, 5, 300), cubic),
      ((cubicWindow(loss / 100, 0.1) * MSS_BITS) / 1e5).toFixed(2),
    ]
  })
  table(['loss %', 'Reno', 'Padhye', 'CUBIC', 'RFC 9438'], rows)
}

function periodic(): void {
  const rows = [100, 300, 1000, 3000, 10_000].map((n) => {
    const path = { mbit: 100, queue: 1000, rtt: 100, forward: `loss nth ${n}` }
    const window = (control: string): number => (measure({ path, control }, 1, 400)[0] * 1e5) / MSS_BITS
    const law = mathis(1 / n, 1, Math.sqrt(1.5))
    return [
      `${n}`,
      window('reno').toFixed(1),
      law.toFixed(1),
      window('cubic').toFixed(1),
      cubicWindow(1 / n, 0.1).toFixed(1),
    ]
  })
  table(['every n-th lost', 'Reno', 'sqrt(3n/2)', 'CUBIC', 'RFC 9438'], rows)
}

function times(): void {
  const rows = LINUX_COMPLETION.map(([bytes, linux]) => {
    const rounds = Math.ceil(Math.log2(Math.ceil(bytes / 1448) / 10 + 1))
    return [`${bytes}`, ((rounds + 0.5) * 100).toFixed(1), completionTime(bytes, 100).toFixed(1), `${linux}`]
  })
  table(['bytes', 'law ms', 'synfin ms', 'Linux ms'], rows)
  const half = 'delay 50ms'
  const losses = [
    ['a segment in the midst', '20'],
    ['the last two of 70', '71-72'],
    ['the last one', '72'],
  ] as const
  table(
    ['lost of 100 kB at 100 ms', 'retransmitted after, ms', 'time-outs'],
    losses.map(([what, drop]) => {
      const { retransmittedAfter, timedOut } = transfer({
        bytes: 100_000,
        forward: `${half} drop ${drop}`,
        back: half,
      })
      return [what, retransmittedAfter.map((ms) => ms.toFixed(0)).join(', '), timedOut ? 'yes' : 'none']
    }),
  )
}

function queues(): void {
  const run = (control: string, queue: number, forward = ''): string => {
    const { srtt, goodput: rates } = runFlows({
      path: { mbit: 10, queue, rtt: 20, forward },
      control,
      seconds: 60,
    })
    return `${srtt.toFixed(0)} ms, ${(rates[0] ?? 0).toFixed(2)}`
  }
  const rows = LINUX_BLOAT.map(({ queue, reno, cubic }) => [
    `drop-tail, ${queue}`,
    `${run('reno', queue)} (${reno} ms)`,
    `${run('cubic', queue)} (${cubic} ms)`,
    `${run('bbr', queue)} (28 ms)`,
  ])
  const codel = ['reno', 'cubic', 'bbr'].map((control) => run(control, 1000, 'codel'))
  rows.push(['CoDel, 1000', `${codel[0]} (25 ms)`, `${codel[1]} (24 ms)`, codel[2] ?? ''])
  table(['queue', 'Reno', 'CUBIC', 'BBR'], rows)
  const shares = [2, 10].flatMap((flows) =>
    ['reno', 'cubic', 'bbr'].map((control) => {
      const path = { mbit: 10, queue: 83, rtt: 100 }
      const { goodput: rates } = runFlows({ path, control, flows, skip: 60, seconds: 120 })
      return [`${flows}`, control, jain(rates).toFixed(3), rates.reduce((a, b) => a + b, 0).toFixed(2)]
    }),
  )
  table(['flows', 'control', "Jain's index", 'Mbit/s together'], shares)
}

goodput()
response()
periodic()
times()
queues()
