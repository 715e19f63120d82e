import type { Command } from 'commander'
import { type Lang, type Sentence, type SentenceArgs, say } from '../say/index.ts'
import { asCalled } from './as-called.ts'
import type { ExitCode } from './exit-code.ts'
import type { CliIo } from './io.ts'
import { terminal, type Terminal } from './terminal.ts'

/** What every command is given: the machine, the language, the terminal, and a way to end. */
export interface CommandContext extends Terminal {
  readonly io: CliIo
  readonly lang: Lang
  /** A sentence in the person's language. */
  readonly say: (sentence: Sentence, args?: SentenceArgs) => string
  /** The exit code that the run ends with; 0 when a command does not call it. */
  readonly exit: (code: ExitCode) => void
  /** Called by a server once it listens. */
  readonly listening?: () => void
  /** Where programs of this machine reach us, when it is not the loopback. */
  readonly reachedAt?: string | undefined
}

/** Adds one command to the program: `commands/<name>.ts` exports one. */
export type AddCommand = (program: Command, context: CommandContext) => void

/** @param exit - Called with the exit code a command ends with. */
export function commandContext(io: CliIo, lang: Lang, exit: (code: ExitCode) => void): CommandContext {
  const inWords = (sentence: Sentence, args: SentenceArgs = {}): string =>
    asCalled(say(sentence, lang, args), io.env)
  return { ...terminal(io), io, lang, say: inWords, exit }
}

/**
 * The person asked for something that cannot be: one line on stderr that says the mend, exit 2. The message is
 * already in the person's language.
 */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}
