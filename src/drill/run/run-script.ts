import { AssertionError, SECOND, type Nanos } from '../../base/index.ts'
import { checkResult, makeCall } from '../calls/make-call.ts'
import { Process } from '../calls/process.ts'
import type { Attempt } from '../calls/result.ts'
import type { RecordedPacket } from '../../link/index.ts'
import { drillSentences as t } from '../sentences.ts'
import { say, type Sentence, type SentenceArgs } from '../../say/index.ts'
import { DrillSyntaxError } from '../language/syntax-error.ts'
import type { Script, ScriptEvent, SystemCall } from '../language/types.ts'
import { Shell } from '../shell/shell.ts'
import { expectPacket, shown } from './expect.ts'
import { inject } from './inject.ts'
import { CodeRunner } from './run-code.ts'
import { toleranceFor, type Expected } from './timing.ts'
import { settingsOf, type IpVersion } from './variant.ts'
import { DrillFailure, DrillUnsupported, type Verdict } from './verdict.ts'
import { World } from './world.ts'

/** What came of a script in one variant. */
export interface DrillResult {
  readonly ipVersion: IpVersion
  readonly verdict: Verdict
  /** Why it did not pass, and the script's line; undefined when it passed. */
  readonly why:
    | { readonly sentence: Sentence; readonly args: SentenceArgs; readonly line: number }
    | undefined
  /** Every packet of the run, in and out, so far as it went. */
  readonly packets: readonly RecordedPacket[]
  /** Virtual time that passed. */
  readonly duration: Nanos
}

/** Called with each event as it begins, for `--verbose`. */
export type EventListener = (event: ScriptEvent, secondsNow: number) => void

/** How long a call that blocks holds up the next one, and the end. */
const PATIENCE: Nanos = SECOND

/**
 * Runs a script against the engine, in virtual time: the script is both the application and everything else on the
 * network.
 *
 * @returns A verdict, whatever happens: an error of the engine is a failure with its message.
 */
export function runScript(script: Script, ipVersion: IpVersion, onEvent?: EventListener): DrillResult {
  const run = begin(script, ipVersion, onEvent)
  if ('verdict' in run) return run
  const { world } = run
  let why: DrillResult['why']
  let verdict: Verdict = 'pass'
  try {
    run.play()
  } catch (error) {
    const ending = endingOf(error)
    verdict = ending.verdict
    why = { sentence: ending.sentence, args: ending.args, line: run.line }
  }
  return { ipVersion, verdict, why, packets: world.recorder.packets, duration: world.now - world.start }
}

function begin(
  script: Script,
  ipVersion: IpVersion,
  onEvent: EventListener | undefined,
): Run | (DrillResult & { readonly verdict: Verdict }) {
  try {
    return new Run(script, new World(settingsOf(script, ipVersion)), onEvent)
  } catch (error) {
    const { sentence, args } = error instanceof DrillSyntaxError ? error : endingOf(error)
    const line = error instanceof DrillSyntaxError ? error.place.line : 1
    return { ipVersion, verdict: 'unsupported', why: { sentence, args, line }, packets: [], duration: 0 }
  }
}

function endingOf(error: unknown): DrillFailure | DrillUnsupported {
  if (error instanceof DrillFailure || error instanceof DrillUnsupported) return error
  const message = error instanceof AssertionError || error instanceof Error ? error.message : String(error)
  return new DrillFailure(t.engineError, { message })
}

/** A call that has not returned yet. */
interface PendingCall {
  readonly event: ScriptEvent
  readonly call: SystemCall
  readonly attempt: Attempt
  /** When it was made, and when it must return. */
  readonly from: Nanos
  readonly returns: Nanos
}

class Run {
  readonly world: World
  /** The line that is at work. */
  line = 1
  readonly #script: Script
  readonly #process: Process
  readonly #shell: Shell
  readonly #code: CodeRunner
  readonly #onEvent: EventListener | undefined
  /** When the event before was done: what `+` counts from. */
  #previous: Nanos
  #pending: PendingCall | undefined

  constructor(script: Script, world: World, onEvent: EventListener | undefined) {
    this.world = world
    this.#script = script
    this.#process = new Process(world)
    this.#shell = new Shell(world)
    this.#code = new CodeRunner(world)
    this.#onEvent = onEvent
    this.#previous = world.start
    world.onStep = () => this.#tryPending()
  }

  /** @throws {DrillFailure} @throws {DrillUnsupported} */
  play(): void {
    const { init, events, cleanup } = this.#script
    if (init !== undefined) {
      this.line = init.place.line
      this.#shell.run(init)
    }
    for (const event of events) {
      this.line = event.place.line
      this.#event(event)
    }
    if (cleanup !== undefined) {
      this.line = cleanup.place.line
      this.#shell.run(cleanup)
    }
    this.#finishPending()
  }

  #event(event: ScriptEvent): void {
    const { world } = this
    const { time, action } = event
    const isOutbound = action.kind === 'packet' && action.direction === 'out'
    const base = time.kind === 'absolute' ? world.start : this.#previous
    if (time.kind === 'any') this.#onEvent?.(event, world.seconds(world.now))
    else {
      const at = base + time.at
      if (at < this.#previous) throw new DrillFailure(t.timeBackwards, { event: event.text })
      if (!isOutbound) world.advanceTo(Math.max(at, world.now))
      this.#onEvent?.(event, world.seconds(Math.max(at, world.now)))
    }
    if (isOutbound) {
      const expected: Expected | undefined =
        time.kind === 'any'
          ? undefined
          : { from: base + time.at, until: base + (time.until ?? time.at), previous: this.#previous }
      expectPacket(world, event, action, expected)
      this.#previous = world.now
      return
    }
    this.#act(event, base)
    this.#previous = world.now
  }

  #act(event: ScriptEvent, base: Nanos): void {
    const { action, time } = event
    switch (action.kind) {
      case 'packet':
        inject(this.world, action)
        break
      case 'command':
        this.#shell.run(action)
        break
      case 'code':
        this.#code.run(action)
        break
      default:
        this.#call(
          event,
          action,
          time.kind === 'any' || time.returns === undefined ? undefined : base + time.returns,
        )
    }
    this.world.advanceTo(this.world.now)
  }

  #call(event: ScriptEvent, call: SystemCall, returns: Nanos | undefined): void {
    // One thread makes the calls: the one before must have returned.
    this.#finishPending()
    const attempt = makeCall(call, this.#process)
    const result = attempt()
    if (result !== undefined) {
      checkResult(call, event.text, result, this.#process)
      if (returns !== undefined) this.#checkReturn({ event, call, attempt, from: this.world.now, returns })
      return
    }
    const { now } = this.world
    this.#pending = { event, call, attempt, from: now, returns: returns ?? now }
    // A call that was not to block is waited for at once.
    if (returns === undefined) this.#finishPending()
  }

  /** Looks whether the call under way can return now. */
  #tryPending(): void {
    const pending = this.#pending
    const result = pending?.attempt()
    if (pending === undefined || result === undefined) return
    this.#pending = undefined
    const { line } = this
    this.line = pending.event.place.line
    checkResult(pending.call, pending.event.text, result, this.#process)
    this.#checkReturn(pending)
    this.line = line
  }

  #checkReturn({ event, from, returns }: PendingCall): void {
    const { world } = this
    const tolerance = toleranceFor(world.settings, returns - from)
    if (Math.abs(world.now - returns) <= tolerance) return
    throw new DrillFailure(t.returnedAt, {
      call: event.text,
      due: shown(world, returns),
      came: shown(world, world.now),
    })
  }

  /** Waits for the call under way, but not for long. */
  #finishPending(): void {
    const { world } = this
    if (this.#pending === undefined) return
    this.#tryPending()
    const until = world.now + PATIENCE
    world.waitFor(() => (this.#pending === undefined ? true : undefined), until)
    const pending = this.#pending as PendingCall | undefined
    if (pending === undefined) return
    this.line = pending.event.place.line
    throw new DrillFailure(t.neverReturned, { call: pending.event.text, until: shown(world, until) })
  }
}

/** @returns Why a script did not pass, in English; empty when it passed. */
export function whyText({ why }: DrillResult): string {
  return why === undefined ? '' : say(why.sentence, 'en', why.args)
}
