import { describe, expect, it } from 'vitest'
import { simulate } from '../../src/simulate/index.ts'
import { clients } from './clients.ts'

/** Real client libraries, unchanged, over a path that loses; nothing of them is told that it is simulated. */
describe('clients in virtual time', () => {
  it.each(Object.entries(clients))('%s', async (_name, client) => {
    await simulate({ path: 'delay 20ms loss 2%', seed: 3 }, async (sim) => {
      await client(sim)
      expect(sim.real).toEqual([])
      expect(sim.now).toBeGreaterThan(20 * 40 - 1)
      expect(sim.packets.some(({ fate }) => fate === 'lost')).toBe(true)
    })
  })
})
