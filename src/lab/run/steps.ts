import type { Clock, Nanos } from '../../base/index.ts'
import type { SocketAddress } from '../../socket/index.ts'
import { filler } from '../greeting.ts'
import { FEW_CALLS, type Page } from '../journal.ts'
import { payloadBytes } from '../scenario/check.ts'
import type { Step, Steps } from '../scenario/types.ts'

/** What a program's steps are done with: a connected socket, or a UDP socket. */
export interface StepSocket {
  /** Sends one piece: one call. */
  send(bytes: Uint8Array): Promise<void>
  /** One call; undefined once the peer has closed its side. */
  recv(atMost: number): Promise<{ readonly bytes: Uint8Array; readonly from?: SocketAddress } | undefined>
  /** How the receiving call is written. */
  readonly endOfData: string
  /** The steps that end something; `meet` and `stop` too. */
  finish(step: Exclude<Step['do'], 'send' | 'recv' | 'wait' | 'at'>): Promise<void>
}

/** How a program runs its steps. */
export interface StepContext {
  readonly page: Page
  readonly encoding: string
  /** Names the call that is under way, for the case that it fails. */
  calls(text: string): void
  /** What has been received. */
  readonly received: Received
}

/** The bytes that a program has received, in parts. */
export class Received {
  length = 0
  readonly #parts: Uint8Array[] = []

  add(bytes: Uint8Array): void {
    this.#parts.push(bytes)
    this.length += bytes.length
  }

  whole(): Uint8Array {
    const all = new Uint8Array(this.length)
    let at = 0
    for (const part of this.#parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  }
}

/** Runs every list of steps, side by side. Rejects with the first error. */
export async function runSteps(steps: Steps, talk: StepSocket, context: StepContext): Promise<void> {
  await Promise.all(
    steps.map(async (branch) => {
      for (const step of branch) await runStep(step, talk, context)
    }),
  )
}

function runStep(step: Step, talk: StepSocket, context: StepContext): Promise<void> {
  const { clock } = context.page
  switch (step.do) {
    case 'send':
      return send(step, talk, context)
    case 'recv':
      return receive(step, talk, context)
    case 'wait':
      return pause(clock, clock.now() + step.time)
    case 'at':
      return pause(clock, step.time)
    default:
      return talk.finish(step.do)
  }
}

/** Resolves at a time of the clock; at once when it has passed. */
export function pause(clock: Clock, until: Nanos): Promise<void> {
  if (until <= clock.now()) return Promise.resolve()
  return new Promise((resolve) => void clock.at(until, resolve))
}

async function send(step: Step & { do: 'send' }, talk: StepSocket, context: StepContext): Promise<void> {
  const { data, times, every, by } = step
  const { page, encoding } = context
  const bytes = payloadBytes(data, encoding)
  const length = bytes?.length ?? ('size' in data ? data.size : 0)
  const piece = Math.max(1, Math.min(by ?? length, length))
  const pieces = Math.ceil(length / piece) * times
  const [few, call] = [pieces <= FEW_CALLS, `send(${piece} B)`]
  if (!few) page.call(`${pieces} × ${call}`)
  for (let time = 0; time < times; time++) {
    if (time > 0 && every > 0) await pause(page.clock, page.clock.now() + every)
    for (let at = 0; at < length; at += piece) {
      const size = Math.min(piece, length - at)
      const text = `send(${size} B)`
      context.calls(text)
      if (few) page.call(text)
      const number = page.sends(size)
      const part = bytes?.subarray(at, at + size) ?? madeUp(size, pieces > 1 ? number : undefined)
      await talk.send(part)
    }
  }
}

/** Bytes of a size; of several messages each begins with its number, where there is room. */
function madeUp(size: number, number: number | undefined): Uint8Array {
  const bytes = filler(size)
  const head = `#${number} `
  if (number === undefined || head.length > size) return bytes
  for (let i = 0; i < head.length; i++) bytes[i] = head.charCodeAt(i)
  return bytes
}

async function receive(step: Step & { do: 'recv' }, talk: StepSocket, context: StepContext): Promise<void> {
  const { until, by, every } = step
  const { page, received } = context
  const reads = page.reads(by)
  const once = until === 'once'
  const enough = typeof until === 'number' ? received.length + until : Number.POSITIVE_INFINITY
  context.calls(`recv(${by})`)
  try {
    while (received.length < enough) {
      const got = await talk.recv(by)
      if (got === undefined) {
        reads.end()
        page.call(`recv(${by}) = ${talk.endOfData}`)
        return
      }
      reads.read(got.bytes, received.length, got.from)
      received.add(got.bytes)
      if (once) break
      if (every > 0 && received.length < enough) await pause(page.clock, page.clock.now() + every)
    }
    reads.end()
  } catch (error) {
    reads.end()
    throw error
  }
}
