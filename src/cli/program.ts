import { Command, CommanderError } from 'commander'
import { SynfinError } from '../base/index.ts'
import { cliSentences as t } from './sentences/cli.ts'
import { addCompletion } from './commands/completion.ts'
import { addConnect } from './commands/connect.ts'
import { addDemo } from './commands/demo.ts'
import { addDrill } from './commands/drill.ts'
import { addLab } from './commands/lab.ts'
import { addExplain } from './commands/explain.ts'
import { addEncodings } from './commands/encodings.ts'
import { addListen } from './commands/listen.ts'
import { addSend } from './commands/send.ts'
import { addWorkbench } from './commands/workbench.ts'
import { type AddCommand, type CommandContext, commandContext, UsageError } from './context.ts'
import { EXIT } from './exit-code.ts'
import { speakHelp } from './help.ts'
import type { CliIo } from './io.ts'
import { addLanguageOption } from './options.ts'
import { chooseLanguage } from './language.ts'
import { sayUsageError } from './usage.ts'
import { VERSION } from './version.ts'

/** In the order in which the help shows them. */
const commands: readonly AddCommand[] = [
  addWorkbench,
  addDemo,
  addLab,
  addDrill,
  addExplain,
  addConnect,
  addListen,
  addSend,
  addEncodings,
  addCompletion,
]

/**
 * Runs the program once.
 *
 * @param args - What the person typed after `synfin`.
 * @returns The exit code: 0 done, 1 network error, 2 usage or local error, 3 reset by peer, 4 timeout, 5 expectation
 * not met, 6 the peer went away before it had everything, 129 hung up, 130 interrupted, 143 terminated. Never rejects for anything the person or the network did.
 */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
  let code: number = EXIT.done
  const context = commandContext(io, chooseLanguage(args, io.env), (ended) => (code = ended))
  const program = buildProgram(context)
  try {
    await program.parseAsync(withHabits(args), { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help'))
      return EXIT.done
    return complain(error, context)
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
      writeOut: (text) => context.draw(text),
      writeErr: (text) => context.note(text.replace(/\n$/, '')),
      outputError: () => undefined,
      getOutHelpWidth: () => context.io.stdout.columns ?? 80,
      getErrHelpWidth: () => context.io.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
  addLanguageOption(program, context)
  for (const add of commands) add(program, context)
  speakHelp(program, context)
  everyCommand(program, (command) =>
    command.exitOverride((error) => {
      throw Object.assign(error, { command })
    }),
  )
  return program
}

/** `synfin` with no command opens the workbench; `synfin -l 9000` is what fingers that know nc write. */
function withHabits(args: readonly string[]): readonly string[] {
  if (args[0] === '-l') return ['listen', ...args.slice(1)]
  const afterLang = args[0] === '--lang' ? 2 : args[0]?.startsWith('--lang=') === true ? 1 : 0
  const next = args[afterLang]
  const isOfWorkbench = next === undefined || /^(-p|--(port|host|open|token)(=.*)?)$/.test(next)
  return isOfWorkbench ? ['workbench', ...args] : args
}

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command)
  for (const inner of command.commands) everyCommand(inner, visit)
}

/** Says on one line of stderr what is wrong; a bug keeps its trace. */
function complain(error: unknown, context: CommandContext): number {
  const complain = (line: string): void => context.note(`synfin: ${line}`)
  if (error instanceof CommanderError) complain(sayUsageError(error, context))
  else if (error instanceof UsageError) complain(error.message)
  else if (error instanceof SynfinError) {
    complain(error.message)
    return EXIT.network
  } else throw error
  return EXIT.usage
}
