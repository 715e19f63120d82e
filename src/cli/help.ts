import type { Command, Help, Option } from 'commander'
import { cliSentences as t, displayWidth, wrapToWidth } from '../text/index.ts'
import type { CommandContext } from './context.ts'

/** Makes the help of a program, and of every command in it, speak the person's language and count its columns. */
export function speakHelp(program: Command, context: CommandContext): void {
  const { say } = context
  const titles: Readonly<Record<string, string>> = {
    'Usage:': say(t.usageTitle),
    'Arguments:': say(t.argumentsTitle),
    'Options:': say(t.optionsTitle),
    'Commands:': say(t.commandsTitle),
  }
  const everyCommand = (command: Command): void => {
    command.helpOption('-h, --help', say(t.help))
    command.configureHelp({
      styleTitle: (title) => titles[title] ?? title,
      optionDescription: (option) => describeOption(option, context),
      displayWidth,
      boxWrap: (text, width) => wrapToWidth(text, width).join('\n'),
      preformatted: () => false,
    } satisfies Partial<Help>)
    for (const inner of command.commands) everyCommand(inner)
  }
  program.helpCommand('help [command]', say(t.helpCommand))
  everyCommand(program)
}

function describeOption(option: Option, { say }: CommandContext): string {
  const notes: string[] = [option.description]
  if (option.argChoices !== undefined)
    notes.push(say(t.choicesNote, { values: option.argChoices.join(', ') }))
  const standard: unknown = option.defaultValueDescription ?? option.defaultValue
  if (typeof standard === 'string' || typeof standard === 'number')
    notes.push(say(t.defaultNote, { value: standard }))
  return notes.join(' ')
}
