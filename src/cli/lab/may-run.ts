import { createInterface } from 'node:readline'
import type { Nanos } from '../../base/index.ts'
import {
  estimateRun,
  isLarge,
  sayEstimate,
  sayStopped,
  type LabRun,
  type Scenario,
  labSentences as t,
} from '../../lab/index.ts'
import { UsageError, type CommandContext } from '../context.ts'
import { EXIT } from '../exit-code.ts'

/**
 * Asks before a run that would take long or much memory: a link is often somebody else's.
 *
 * @param yes - `--yes`: not asked.
 * @returns Whether to run it.
 * @throws {UsageError} When there is nobody to ask.
 */
export async function mayRun(scenario: Scenario, yes: boolean, context: CommandContext): Promise<boolean> {
  const cost = estimateRun(scenario)
  if (yes || !isLarge(cost)) return true
  const { io, say, lang } = context
  const estimate = sayEstimate(cost, lang)
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) throw new UsageError(say(t.largeYes, { estimate }))
  const prompt = createInterface({ input: io.stdin, output: io.stderr })
  const line = await new Promise<string | undefined>((resolve) => {
    prompt.once('close', () => resolve(''))
    prompt.once('SIGINT', () => resolve(undefined))
    prompt.question(say(t.largeAsk, { estimate }), resolve)
  })
  prompt.close()
  if (line === undefined) context.exit(EXIT.interrupted)
  return /^\s*(y|yes|是)\s*$/i.test(line ?? '')
}

/** Says that a run was stopped, and why; at a limit the exit code says so too. */
export function reportStopped(run: LabRun, { note, lang, exit }: CommandContext): void {
  const why = sayStopped(run, lang)
  if (why === undefined) return
  note(why)
  if (run.stopped !== 'time') exit(EXIT.timeout)
}

/** The processor time that this process has used. */
export function cpuTime(): Nanos {
  const { user, system } = process.cpuUsage()
  return (user + system) * 1_000
}
