import { createHash } from 'node:crypto'
import { install, simulate } from '../../src/simulate/index.ts'

// ws keeps `randomFillSync` as it is loaded: before that, it has to be that of the run.
install()
const { clients, paths, repeated } = await import('./clients.ts')

/** Prints what was on the wires of every client over every path as a digest, a line each. */
for (const name of repeated) {
  for (const path of paths) {
    await simulate({ path, seed: 7 }, async (sim) => {
      await clients[name]?.(sim)
      const digest = createHash('sha256').update(sim.pcapng()).digest('hex')
      process.stdout.write(`${digest} ${sim.now} ms ${name}, ${path}\n`)
    })
  }
}
