import { describe, expect, it } from 'vitest'
import { parseScript } from '../../src/drill/language/parse-script.ts'
import { runScript } from '../../src/drill/run/run-script.ts'
import { RST } from '../../src/wire/index.ts'
import { runOnEngine } from '../../tools/fuzz-kernel/engine-side.ts'
import { generate } from '../../tools/fuzz-kernel/generate.ts'
import type { Call, Scenario } from '../../tools/fuzz-kernel/scenario.ts'
import { scriptText } from '../../tools/fuzz-kernel/script-text.ts'

const scenarios = Array.from({ length: 300 }, (_, i) => generate(i + 1))

describe('a scenario', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(generate(7)).toEqual(generate(7))
    expect(new Set(scenarios.map((scenario) => JSON.stringify(scenario.steps))).size).toBe(scenarios.length)
  })

  it('takes seconds at most, in real time', () => {
    for (const { steps, tail } of scenarios) {
      expect(steps.reduce((sum, { after }) => sum + after, tail)).toBeLessThan(6_000)
    }
  })

  it('gets the same from the engine each time', () => {
    for (const scenario of scenarios.slice(0, 20))
      expect(runOnEngine(scenario)).toEqual(runOnEngine(scenario))
  })

  it('is, with the answers of the engine, a script that the engine passes', () => {
    for (const scenario of scenarios) {
      const trace = runOnEngine(scenario)
      // A script counts from the ISN: for a reset with the wire's own 0 (RFC 9293 §3.5.2) it has no number.
      if (trace.sent.some(({ segment: { flags, seq } }) => (flags & RST) !== 0 && seq === 0)) continue
      const text = scriptText(scenario, trace)
      const { verdict, why } = runScript(parseScript(text), scenario.ipVersion)
      expect({ seed: scenario.seed, verdict, why }).toEqual({
        seed: scenario.seed,
        verdict: 'pass',
        why: undefined,
      })
    }
  })

  it('goes into every state that a connection has', () => {
    const states = scenarios.flatMap((scenario) => statesOf(scenario))
    const all = ['1', '2', '3', '4', '5', '7', '8', '9', '11']
    expect(all.filter((state) => !states.includes(state))).toEqual([])
  })
})

/** tcpi_state after each step. */
function statesOf(scenario: Scenario): readonly string[] {
  const fd = scenario.steps.some(({ action }) => action.name === 'connect') ? 3 : 4
  const info: Call = { name: 'info', fd }
  const steps = scenario.steps.flatMap((step) => [step, { after: 0, action: info }])
  return runOnEngine({ ...scenario, steps }).outcomes.flatMap(
    (outcome) => /tcpi_state=(\d+)/.exec(outcome?.told ?? '')?.slice(1) ?? [],
  )
}
