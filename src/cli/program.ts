import { Command, CommanderError } from 'commander'
import { SynfinError } from '../base/index.ts'
import { cliSentences as t } from '../text/index.ts'
import type { AddCommand, CommandContext } from './context.ts'
import { commandContext, UsageError } from './context.ts'
import { EXIT } from './exit-code.ts'
import { speakHelp } from './help.ts'
import type { CliIo } from './io.ts'
import { chooseLanguage } from './language.ts'
import { sayUsageError } from './usage.ts'
import { VERSION } from './version.ts'

/** In the order in which the help shows them. */
const commands: readonly AddCommand[] = []

/**
 * Runs the program once.
 *
 * @param args - What the person typed after `synfin`.
 * @returns The exit code: 0 done, 1 network error, 2 usage or local error, 3 reset by peer, 4 timeout, 5 expectation
 * not met, 130 interrupted, 143 terminated. Never rejects for anything the person or the network did.
 */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
  let code: number = EXIT.done
  const context = commandContext(io, chooseLanguage(args, io.env), (ended) => (code = ended))
  const program = buildProgram(context)
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done
    return complain(error, program, context)
  }
}

/** The program with all its commands, not yet run: completion and the documentation's tests read it too. */
export function buildProgram(context: CommandContext): Command {
  const program = new Command('synfin')
  program
    .description(context.say(t.program))
    .version(VERSION, '-V, --version', context.say(t.version))
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.io.stdout.write(text),
      writeErr: (text) => void context.io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => context.io.stdout.columns ?? 80,
      getErrHelpWidth: () => context.io.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
  program.action(() => program.help())
  for (const add of commands) add(program, context)
  speakHelp(program, context)
  return program
}

/** Says on one line of stderr what is wrong; a bug keeps its trace. */
function complain(error: unknown, program: Command, context: CommandContext): number {
  const tell = (line: string): void => void context.io.stderr.write(`synfin: ${line}\n`)
  if (error instanceof CommanderError) tell(sayUsageError(error, program, context))
  else if (error instanceof UsageError) tell(error.message)
  else if (error instanceof SynfinError) {
    tell(error.message)
    return EXIT.network
  } else throw error
  return EXIT.usage
}
