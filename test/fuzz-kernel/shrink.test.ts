import { describe, expect, it } from 'vitest'
import { generate } from '../../tools/fuzz-kernel/generate.ts'
import type { Scenario } from '../../tools/fuzz-kernel/scenario.ts'
import { candidates, shrink } from '../../tools/fuzz-kernel/shrink.ts'

const big = Array.from({ length: 50 }, (_, i) => generate(i + 1)).find(
  (scenario) => sends(scenario) >= 3,
) as Scenario

describe('shrinking', () => {
  it('keeps what is needed, and nothing else', () => {
    const small = shrink(big, (batch) => batch.map((scenario) => sends(scenario) >= 2), 8)
    expect(small.steps.map(({ action }) => action)).toEqual([
      { name: 'send', fd: expect.any(Number), length: 1, flags: [] },
      { name: 'send', fd: expect.any(Number), length: 1, flags: [] },
    ])
    expect(small.steps.map(({ after }) => after)).toEqual([0, 0])
    expect(small.sysctls['tcp_timestamps']).toBe(0)
    expect(small).toMatchObject({ seed: big.seed, tail: 10 })
  })

  it('gives the scenario itself when all of it is needed', () => {
    expect(shrink(big, (batch) => batch.map(() => false), 8)).toBe(big)
  })

  it('ends, whatever is asked of it: each candidate is less than the one before', () => {
    expect(shrink(big, (batch) => batch.map(() => true), 1).steps).toEqual([])
    for (const candidate of candidates(big)) expect(candidate).not.toEqual(big)
  })

  it('leaves the time of a step that is taken away to the next', () => {
    const [first] = candidates({
      ...big,
      steps: big.steps.slice(0, 2).map((step) => ({ ...step, after: 30 })),
      tail: 5,
    })
    expect(first).toMatchObject({ tail: 35 })
  })
})

function sends({ steps }: Scenario): number {
  return steps.filter(({ action }) => action.name === 'send').length
}
