import { charset } from '../../charset/index.ts'
import type { Side } from '../../trace/index.ts'
import { MOST_BYTES } from '../parse.ts'
import { ScenarioError } from './problem.ts'
import type { Payload, Scenario, Step, Steps } from './types.ts'

/** What all programs of a run send together, at most. */
const MOST_TOTAL = 2 * MOST_BYTES

/** Steps that only a connection can do. */
const FOR_CONNECTIONS: ReadonlySet<Step['do']> = new Set(['shutdown', 'reset', 'abort', 'meet', 'stop'])

/**
 * Looks at what no word alone can show.
 *
 * @returns The scenario as it is.
 * @throws {ScenarioError}
 */
export function checkScenario(scenario: Scenario): Scenario {
  checkSteps(scenario, 'client', scenario.client.steps)
  checkSteps(scenario, 'server', scenario.server.steps)
  const { count } = scenario.client
  const total = count * (bytesOf(scenario.client.steps) + bytesOf(scenario.server.steps))
  if (total > MOST_TOTAL) throw new ScenarioError('tooMuch', { bytes: total, most: MOST_TOTAL })
  return scenario
}

function checkSteps({ protocol, encoding }: Scenario, side: Side, steps: Steps): void {
  for (const step of steps.flat()) {
    if (protocol === 'udp' && FOR_CONNECTIONS.has(step.do)) {
      throw new ScenarioError('notWithUdp', { step: step.do })
    }
    if (protocol === 'udp' && step.do === 'recv' && step.until === 'end') {
      throw new ScenarioError('notWithUdp', { step: 'recv end' })
    }
    if (step.do === 'stop' && side === 'client') throw new ScenarioError('notForClient', { step: step.do })
    if (step.do === 'send') payloadBytes(step.data, encoding)
  }
}

/** @returns What the steps send, in bytes; a text is counted by its characters. */
export function bytesOf(steps: Steps): number {
  let total = 0
  for (const step of steps.flat()) {
    if (step.do !== 'send') continue
    const { data } = step
    const length = 'size' in data ? data.size : 'text' in data ? data.text.length : data.bytes.length
    total += length * step.times
  }
  return total
}

/**
 * @returns The bytes of a text or of bytes; undefined for a size.
 * @throws {ScenarioError} When the charset lacks a character: a `?` in its place would be another message.
 */
export function payloadBytes(data: Payload, encoding: string): Uint8Array | undefined {
  if ('size' in data) return undefined
  if ('bytes' in data) return data.bytes
  const found = charset(encoding)
  if (found === undefined) throw new ScenarioError('encoding', { word: encoding })
  const { bytes, unencodable } = found.encode(data.text)
  if (unencodable.length > 0) {
    throw new ScenarioError('unencodable', { encoding, characters: [...new Set(unencodable)].join(' ') })
  }
  return bytes
}
