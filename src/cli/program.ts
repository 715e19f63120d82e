import { Command, CommanderError } from 'commander'
import { own, SynfinError } from '../base/index.ts'
import { MissingProgram } from '../host/index.ts'
import { sayError } from '../say/index.ts'
import { cliSentences as t } from './sentences/cli.ts'
import { asCalled } from './as-called.ts'
import { type AddCommand, type CommandContext, commandContext, UsageError } from './context.ts'
import { EXIT } from './exit-code.ts'
import { speakHelp } from './help.ts'
import type { CliIo } from './io.ts'
import { addLanguageOption } from './options.ts'
import { chooseLanguage } from './language.ts'
import { sayUsageError } from './usage.ts'
import { VERSION } from './version.ts'
import { problemLine } from './terminal.ts'

/** In the order in which the help shows them; each is read when it is asked for, as a start should take no longer than it must. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  workbench: async () => (await import('./commands/workbench.ts')).addWorkbench,
  demo: async () => (await import('./commands/demo.ts')).addDemo,
  lab: async () => (await import('./commands/lab.ts')).addLab,
  drill: async () => (await import('./commands/drill.ts')).addDrill,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  connect: async () => (await import('./commands/connect.ts')).addConnect,
  listen: async () => (await import('./commands/listen.ts')).addListen,
  send: async () => (await import('./commands/send.ts')).addSend,
  encodings: async () => (await import('./commands/encodings.ts')).addEncodings,
  completion: async () => (await import('./commands/completion.ts')).addCompletion,
}

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
  const wanted = withHabits(args)
  const program = await buildProgram(context, namedIn(wanted))
  try {
    await program.parseAsync(wanted, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help'))
      return EXIT.done
    return complain(error, context)
  }
}

/**
 * The program, not yet run: completion and the documentation's tests read it too.
 *
 * @param names - The commands it needs to know; default: all.
 */
export async function buildProgram(
  context: CommandContext,
  names: readonly string[] = Object.keys(commands),
): Promise<Command> {
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
  const loaded = await Promise.all(names.map(async (name) => own(commands, name)?.()))
  for (const add of loaded) add?.(program, context)
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
  const next = args[afterLanguage(args)]
  const isOfWorkbench = next === undefined || /^(-p|--(port|host|open|token)(=.*)?)$/.test(next)
  return isOfWorkbench ? ['workbench', ...args] : args
}

/** @returns The command that the arguments name; all where the help, a suggestion or a completion may speak of any. */
function namedIn(args: readonly string[]): readonly string[] | undefined {
  const [name = ''] = args.slice(afterLanguage(args))
  if (name === '-V' || name === '--version') return []
  return name !== 'completion' && own(commands, name) !== undefined ? [name] : undefined
}

/** @returns How many arguments at the start choose the language. */
function afterLanguage([first]: readonly string[]): number {
  return first === '--lang' ? 2 : first?.startsWith('--lang=') === true ? 1 : 0
}

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command)
  for (const inner of command.commands) everyCommand(inner, visit)
}

/** Says on one line of stderr what is wrong; a bug keeps its trace. */
function complain(error: unknown, context: CommandContext): number {
  const complain = (line: string): void => context.note(problemLine(asCalled(line, context.io.env)))
  if (error instanceof CommanderError) complain(sayUsageError(error, context))
  else if (error instanceof UsageError) complain(error.message)
  else if (error instanceof SynfinError) {
    complain(sayError(error, context.lang))
    return error instanceof MissingProgram ? EXIT.usage : EXIT.network
  } else throw error
  return EXIT.usage
}
