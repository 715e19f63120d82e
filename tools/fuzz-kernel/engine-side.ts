import { makeCall } from '../../src/drill/calls/make-call.ts'
import { Process } from '../../src/drill/calls/process.ts'
import type { Result } from '../../src/drill/calls/result.ts'
import { StreamSocket } from '../../src/drill/calls/stream-socket.ts'
import { parseScript } from '../../src/drill/language/parse-script.ts'
import type { Script } from '../../src/drill/language/types.ts'
import { inject } from '../../src/drill/run/inject.ts'
import { settingsOf } from '../../src/drill/run/variant.ts'
import { World } from '../../src/drill/run/world.ts'
import { Shell } from '../../src/drill/shell/shell.ts'
import { infoText } from './info.ts'
import {
  arrivalText,
  callText,
  NO_DESCRIPTOR,
  headText,
  UNTOLD,
  type Call,
  type Outcome,
  type Scenario,
  type Step,
} from './scenario.ts'
import type { Sent, Trace } from './trace.ts'
import { WireView } from './wire-view.ts'

const MILLISECOND = 1e6
/** Two calls take a moment, so that it is clear what came out after which. */
const BETWEEN = 20_000

/** @param times - When each step is made, as the kernel's trace has it. Default as the scenario says. */
export function runOnEngine(scenario: Scenario, times?: readonly number[]): Trace {
  const run = new EngineRun(scenario)
  let due = 0
  for (const [i, step] of scenario.steps.entries()) {
    due += step.after * MILLISECOND + BETWEEN
    run.step(step, times?.[i] ?? due)
  }
  run.advanceTo((times?.at(-1) ?? due) + scenario.tail * MILLISECOND)
  return run.trace
}

/** The engine under a scenario, step by step. */
export class EngineRun {
  readonly sent: Sent[] = []
  readonly #world: World
  readonly #process: Process
  readonly #view = new WireView()
  readonly #times: number[] = []
  readonly #outcomes: (Outcome | undefined)[] = []

  constructor(scenario: Scenario) {
    const script = parsed(`${headText(scenario)}\n0 close(9) = -1`)
    this.#world = new World(settingsOf(script, scenario.ipVersion))
    this.#process = new Process(this.#world)
    if (script.init !== undefined) new Shell(this.#world).run(script.init)
  }

  get trace(): Trace {
    return { times: this.#times, outcomes: this.#outcomes, sent: this.sent }
  }

  /** @returns Whether the descriptor is open. */
  has(fd: number): boolean {
    return this.#process.descriptors.has(fd)
  }

  /** Lets time pass. @param at - Nanoseconds since the start. */
  advanceTo(at: number): void {
    this.#world.advanceTo(this.#world.start + at)
    this.#collect()
  }

  step({ action }: Step, at: number): void {
    this.advanceTo(at)
    this.#times.push(at)
    if (action.name === 'segment') {
      const { event } = lineOf(arrivalText(action, this.#view.lastTimestamp))
      if (event.action.kind === 'packet') inject(this.#world, event.action)
      this.#outcomes.push(undefined)
    } else this.#outcomes.push(this.#call(action))
    this.advanceTo(at)
  }

  #call(call: Call): Outcome {
    const { descriptors } = this.#process
    if (call.name === 'info') {
      const socket = descriptors.get(call.fd)
      if (!(socket instanceof StreamSocket)) return NO_DESCRIPTOR
      return { value: 0, told: infoText({ ...socket.endpoint?.info() }) }
    }
    // A script cannot name a descriptor that is none.
    if (call.name !== 'socket' && !this.has(call.name === 'accept' ? 3 : call.fd)) return NO_DESCRIPTOR
    const { event } = lineOf(callText(call))
    if (event.action.kind !== 'call') throw new Error(`no call: ${event.text}`)
    const result = makeCall(event.action, this.#process)() ?? { value: -1, errno: 'EAGAIN' }
    if (result.descriptor !== undefined) descriptors.set(call.fd, result.descriptor)
    return outcomeOf(call, result)
  }

  #collect(): void {
    const { emitted, tested, settings } = this.#world
    for (const packet of emitted.splice(0)) {
      const segment = tested && this.#view.read(packet, tested, settings.remote.key)
      if (segment !== undefined) this.sent.push({ at: packet.time - this.#world.start, segment })
    }
  }
}

function outcomeOf(call: Call, { value, errno, differs }: Result): Outcome {
  if (errno !== undefined) return { value: -1, errno }
  const tells = call.name === 'getsockopt' || call.name === 'ioctl'
  if (tells || call.name === 'poll') return { value, told: differs?.came ?? String(tells ? UNTOLD : 0) }
  return { value }
}

function lineOf(text: string): { readonly event: Script['events'][number] } {
  const [event] = parsed(`0 ${text}`).events
  if (event === undefined) throw new Error(`no line: ${text}`)
  return { event }
}

function parsed(text: string): Script {
  return parseScript(text)
}
