import { BACKLOG, PORT } from '../greeting.ts'
import { parseSteps } from './steps.ts'
import type { Scenario, Steps } from './types.ts'

/** The path unless told: the round trip of a city. */
export const DEFAULT_PATH = 'delay 10ms'

/** What is meant where a scenario says nothing: a client greets, the server answers, the client closes first. */
export const STANDARD_SCENARIO: Scenario = {
  protocol: 'tcp',
  ipv6: false,
  seed: 1,
  path: { client: DEFAULT_PATH, server: DEFAULT_PATH },
  mtu: 1_500,
  encoding: 'utf-8',
  client: { steps: parseSteps("send 'hello', recv 5, close"), count: 1, spacing: 0 },
  server: {
    steps: parseSteps("recv 5, send 'world', recv end, wait 50ms, close"),
    port: PORT,
    listen: true,
    backlog: BACKLOG,
  },
  options: { client: {}, server: {} },
  changes: [],
}

/** What the server does by default. A UDP server cannot see that a client has finished. */
export function standardServer(protocol: Scenario['protocol']): Steps {
  return protocol === 'tcp' ? STANDARD_SCENARIO.server.steps : parseSteps("recv 5, send 'world', close")
}
