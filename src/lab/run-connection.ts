import { assert } from '../base/index.ts'
import { formatPath, parsePath, type Path } from '../link/index.ts'
import { ANSWER, AT_MOST, CHARSET, GREETING, inCharset } from './greeting.ts'
import { runScenario, type RunOptions } from './run/run-scenario.ts'
import { DEFAULT_PATH, STANDARD_SCENARIO } from './scenario/standard.ts'
import { parseSteps } from './scenario/steps.ts'
import type { Scenario, Step } from './scenario/types.ts'
import type { ConnectionLabOptions, ConnectionRun, LabEnding } from './types.ts'

/**
 * How long a program tidies up between reading the end and closing its own side. Longer than a delayed ACK, so that
 * the peer's FIN is acknowledged by itself: the close in four segments that the books show.
 */
const TIDY_UP = 'recv end, wait 50ms, close'

/**
 * Lets a client and a server talk over a simulated path, each written with the socket API on its own host, in
 * virtual time: the same options give the same packets, byte for byte.
 *
 * @returns What was on the wire, what the tracker reads from it, and what the programs saw, once nothing more can
 *   happen: TIME-WAIT has passed, or everybody has given up.
 * @throws {PathError} For a path that is not one.
 */
export async function runConnection(
  options: ConnectionLabOptions = {},
  how: RunOptions = {},
): Promise<ConnectionRun> {
  const { trace, ...run } = await runScenario(scenarioOf(options), how)
  assert(trace !== undefined, 'a client that connects sends a SYN')
  return { ...run, trace }
}

/** @returns The conversation as a scenario. */
export function scenarioOf(options: ConnectionLabOptions = {}): Scenario {
  const message = options.message ?? inCharset(GREETING)
  const reply = options.reply ?? inCharset(ANSWER)
  const ending = options.ending ?? { close: 'client' }
  const isHalfClose = 'halfClose' in ending
  const { client, server } = STANDARD_SCENARIO
  return {
    ...STANDARD_SCENARIO,
    ipv6: options.ipv6 === true,
    seed: options.seed ?? 1,
    path: {
      client: readPath(options.forward ?? options.path, options.drop?.client),
      server: readPath(options.back ?? options.path, options.drop?.server),
    },
    encoding: CHARSET,
    client: {
      ...client,
      steps: [
        [
          ...sends(message),
          ...steps(isHalfClose ? 'shutdown, recv end' : ''),
          ...(isHalfClose ? [] : receives(reply.length)),
          ...finish(ending, 'client'),
        ],
      ],
    },
    server: {
      ...server,
      steps: [
        [
          ...(isHalfClose ? steps('recv end') : receives(lengthOf(message))),
          ...sends(reply),
          ...finish(ending, 'server'),
        ],
      ],
    },
  }
}

/** How a side ends the conversation, once the answer is there. */
function finish(ending: LabEnding, side: 'client' | 'server'): readonly Step[] {
  if ('halfClose' in ending) return steps('close')
  if ('reset' in ending) return steps(`meet, ${ending.reset === side ? 'reset' : TIDY_UP}`)
  if (ending.close === 'both') return steps('meet, close')
  return steps(ending.close === side ? 'close' : TIDY_UP)
}

function steps(text: string): readonly Step[] {
  return parseSteps(text)[0] ?? []
}

function sends(message: Uint8Array | number): Step[] {
  if (lengthOf(message) === 0) return []
  const data = typeof message === 'number' ? { size: message } : { bytes: message }
  return [{ do: 'send', data, times: 1, every: 0 }]
}

function lengthOf(message: Uint8Array | number): number {
  return typeof message === 'number' ? message : message.length
}

function receives(until: number): Step[] {
  return until === 0 ? [] : [{ do: 'recv', until, by: AT_MOST, every: 0 }]
}

function readPath(path: Path | string | undefined, drop: readonly number[] | undefined): string {
  const read = typeof path === 'object' ? path : parsePath(path ?? DEFAULT_PATH)
  if (drop === undefined || drop.length === 0) return formatPath(read)
  const all = new Set([...(read.drop ?? []), ...drop])
  return formatPath({ ...read, drop: [...all].sort((a, b) => a - b) })
}
