import { MILLISECOND, SECOND, type Nanos } from '../../base/index.ts'
import { labSentences as t } from '../sentences.ts'
import { say, sayDuration, saySize, type Lang } from '../../say/index.ts'
import { bytesOf } from '../scenario/check.ts'
import type { Scenario, Steps } from '../scenario/types.ts'
import type { LabRun } from '../types.ts'

/**
 * What a run may cost. A link is somebody else's: it can name work for minutes and memory for gigabytes, so whoever opens
 * one is asked above a bound, and every run stops at a limit. The same figures hold in the terminal and in the page.
 */
export interface RunCost {
  /** Time of a processor. */
  readonly cpu: Nanos
  /** Bytes. */
  readonly memory: number
}

/** Above this a person is asked first. */
export const ASK_ABOVE: RunCost = { cpu: 5 * SECOND, memory: 256_000_000 }
/** Here a run stops, and what it has shown so far is its result. */
export const RUN_LIMIT: RunCost = { cpu: 60 * SECOND, memory: 1_000_000_000 }

/** What is kept of a packet beside its bytes: where it went, what the tracker and the programs made of it. */
export const PACKET_MEMORY = 2_000
/** What one packet takes, from the program that sends it to the tracker that reads it: measured, rounded up. */
const PACKET_CPU: Nanos = 0.12 * MILLISECOND
/** A connection's two endpoints, programs and tables; its packets are counted by themselves. */
const CONNECTION: RunCost = { cpu: 3 * MILLISECOND, memory: 60_000 }
const PACKETS_OF_CONNECTION = 12
const HEADERS = 40

/**
 * Estimates a run before it is made, from what its programs say that they send: within a factor of two where little is
 * lost. Losses and small windows make a run cost more: for those there is `RUN_LIMIT`.
 */
export function estimateRun(scenario: Scenario): RunCost {
  const { client, server, mtu, protocol } = scenario
  const each = bytesOf(client.steps) + bytesOf(server.steps)
  const pieces = piecesOf(client.steps) + piecesOf(server.steps)
  const segments = protocol === 'udp' ? pieces : each / Math.max(1, mtu - HEADERS)
  // With TCP about every second data segment is acknowledged by a packet of its own.
  const packets = client.count * (protocol === 'udp' ? segments : 1.5 * segments + PACKETS_OF_CONNECTION)
  const payload = client.count * each
  return {
    cpu: Math.round(packets * PACKET_CPU + client.count * CONNECTION.cpu),
    // Made up, recorded, and received.
    memory: Math.round(3 * payload + packets * PACKET_MEMORY + client.count * CONNECTION.memory),
  }
}

/** @returns Whether a person should be asked before such a run. */
export function isLarge({ cpu, memory }: RunCost): boolean {
  return cpu > ASK_ABOVE.cpu || memory > ASK_ABOVE.memory
}

/** @returns What a large run would take, as a sentence. */
export function sayEstimate({ cpu, memory }: RunCost, lang: Lang): string {
  return say(t.large, lang, { time: sayDuration(cpu), memory: saySize(memory) })
}

/** @returns Why a run ended before its programs did, and that what is shown is part of it; undefined when it did not. */
export function sayStopped(
  { stopped, duration }: Pick<LabRun, 'stopped' | 'duration'>,
  lang: Lang,
): string | undefined {
  if (stopped === undefined) return undefined
  const bound = stopped === 'memory' ? saySize(RUN_LIMIT.memory) : sayDuration(RUN_LIMIT.cpu)
  return say(STOPPED[stopped], lang, { time: sayDuration(duration), bound })
}

const STOPPED = {
  time: t.stoppedTime,
  packets: t.stoppedPackets,
  memory: t.stoppedMemory,
  cpu: t.stoppedCpu,
} as const

/** How many calls of send() the steps make, or pieces that they are cut into. */
function piecesOf(steps: Steps): number {
  let pieces = 0
  for (const step of steps.flat()) {
    if (step.do !== 'send') continue
    const bytes = bytesOf([[{ ...step, times: 1 }]])
    pieces += step.times * (step.by === undefined ? 1 : Math.ceil(bytes / step.by))
  }
  return pieces
}
