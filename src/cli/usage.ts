import type { Command, CommanderError } from 'commander'
import { cliSentences as t } from './sentences/cli.ts'
import type { CommandContext } from './context.ts'
import { nearest } from './nearest.ts'

/**
 * What commander found wrong, as one line in the person's language that says the mend. Commander gives a code and an
 * English message whose quoted parts are the facts; its version is pinned, and the tests hold every code.
 */
export function sayUsageError(
  error: CommanderError & { readonly command?: Command },
  { say }: CommandContext,
): string {
  const facts = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '')
  const [first = '', second = ''] = facts
  const near = /Did you mean (?:one of )?([^?]*)\?/.exec(error.message)?.[1]
  const help = `${nameOf(error.command)} --help`
  switch (error.code) {
    case 'commander.unknownOption':
      return near === undefined
        ? say(t.unknownOption, { flag: first, help })
        : say(t.unknownOptionNear, { flag: first, near })
    case 'commander.unknownCommand':
      return near === undefined
        ? say(t.unknownCommand, { name: first, help })
        : say(t.unknownCommandNear, { name: first, near })
    case 'commander.excessArguments':
      return sayExcess(error.command, say)
    case 'commander.missingArgument':
      return say(t.missingArgument, { name: first.toUpperCase(), usage: usageOf(error.command) })
    case 'commander.optionMissingArgument':
      return say(t.missingValue, { flags: first })
    case 'commander.missingMandatoryOptionValue':
      return say(t.missingOption, { flags: first })
    case 'commander.conflictingOption':
      return say(t.conflict, { one: first, other: second })
    case 'commander.invalidArgument':
      return say(t.badChoice, {
        ...(error.message.includes('for argument')
          ? { value: first, flags: second.toUpperCase() }
          : { value: second, flags: first }),
        choices: choicesOf(error.message).split(', '),
      })
    default:
      return error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ')
  }
}

/** A command of commands was given a name that it has not; any other was given a word too many. */
function sayExcess(command: Command | undefined, say: CommandContext['say']): string {
  const name = command?.args[0]
  if (command !== undefined && name !== undefined && command.commands.length > 0) {
    const near = nearest(
      name,
      command.commands.map((inner) => inner.name()),
    )
    return near === undefined
      ? say(t.unknownCommand, { name, help: `${nameOf(command)} --help` })
      : say(t.unknownCommandNear, { name, near })
  }
  const usage = usageOf(command)
  return say(usage.endsWith('[TEXT]') || usage.endsWith('[SAMPLE]') ? t.tooManyQuote : t.tooMany, { usage })
}

function choicesOf(message: string): string {
  return /Allowed choices are (.*)\.$/.exec(message)?.[1] ?? ''
}

function nameOf(command: Command | undefined): string {
  const names: string[] = []
  for (let at: Command | null | undefined = command; at; at = at.parent) names.unshift(at.name())
  return names.length === 0 ? 'synfin' : names.join(' ')
}

function usageOf(command: Command | undefined): string {
  const words = command?.registeredArguments.map((argument) => {
    const name = `${argument.name().toUpperCase()}${argument.variadic ? '...' : ''}`
    return argument.required ? name : `[${name}]`
  })
  return [nameOf(command), ...(words ?? [])].join(' ')
}
