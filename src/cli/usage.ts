import type { Command, CommanderError } from 'commander'
import { cliSentences as t } from '../text/index.ts'
import type { CommandContext } from './context.ts'

/**
 * What commander found wrong, as one line in the person's language that says the mend. Commander gives a code and an
 * English message whose quoted parts are the facts; the version is pinned, and the tests hold every code.
 */
export function sayUsageError(error: CommanderError, program: Command, context: CommandContext): string {
  const [first = '', second = ''] = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '')
  const near = /Did you mean (?:one of )?([^?]*)\?/.exec(error.message)?.[1]
  const { say } = context
  const help = `${program.name()} --help`
  switch (error.code) {
    case 'commander.unknownOption':
      return near === undefined
        ? say(t.unknownOption, { flag: first, help })
        : say(t.unknownOptionNear, { flag: first, near })
    case 'commander.unknownCommand':
    case 'commander.excessArguments':
      return near === undefined
        ? say(t.tooMany, { usage: program.name() })
        : say(t.unknownCommandNear, { name: first, near })
    case 'commander.missingArgument':
      return say(t.missingArgument, { name: first.toUpperCase(), usage: help })
    case 'commander.optionMissingArgument':
      return say(t.missingValue, { flags: first })
    case 'commander.missingMandatoryOptionValue':
      return say(t.missingOption, { flags: first })
    case 'commander.conflictingOption':
      return say(t.conflict, { one: first, other: second })
    default:
      return error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
  }
}
