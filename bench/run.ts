/** Measures speed beside peers in the same run and prints a table. */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { engineBench } from './engine.ts'
import { type Figure, met, table } from './figures.ts'
import { kernelBench } from './kernel.ts'
import { simulationBench } from './simulation.ts'
import { startBench } from './start.ts'
import { tunBench } from './tun.ts'

const USAGE = `npm run bench                    everything (some minutes)
npm run bench -- --only engine   one case: engine, simulation, tun, kernel, start
npm run bench -- --smoke         as little as shows that it runs`

const values = readOptions()
if (values.help === true) {
  console.log(USAGE)
  process.exit(0)
}
const benches = [engineBench, simulationBench, tunBench, kernelBench, startBench].filter(
  ({ name }) => values.only === undefined || name === values.only,
)
if (benches.length === 0) {
  console.error(`bench: no case is called ${values.only}: engine, simulation, tun, kernel, start`)
  process.exit(2)
}
console.log(`Node ${process.version}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores\n`)
const figures: Figure[] = []
for (const bench of benches) figures.push(...(await bench.run(values.smoke === true)))
console.log(table(figures))
const missed = figures.filter((figure) => met(figure) === false)
console.log(`\n${figures.length} figures, ${missed.length} short of their goal`)

function readOptions(): { readonly smoke?: boolean; readonly only?: string; readonly help?: boolean } {
  try {
    return parseArgs({
      options: {
        smoke: { type: 'boolean' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    console.error(`bench: ${(error as Error).message}\n${USAGE}`)
    return process.exit(2)
  }
}
