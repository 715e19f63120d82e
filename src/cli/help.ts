import { own } from '../base/index.ts'
import { type Argument, type Command, Help, type Option } from 'commander'
import { cliSentences as t } from './sentences/cli.ts'
import { displayWidth, wrapToWidth } from '../say/index.ts'
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
      styleTitle: (title) => own(titles, title) ?? title,
      optionDescription: (option) => describe(option, context),
      argumentDescription: (argument) => describe(argument, context),
      subcommandTerm: (inner) => [inner.name(), ...inner.aliases()].join(', '),
      displayWidth,
      boxWrap: (text, width) => wrapToWidth(text, width).join('\n'),
      minWidthToWrap: 20,
      preformatted: () => false,
      formatHelp: (shown, help) => {
        const text = Help.prototype.formatHelp.call(help, shown, help)
        // Commander puts a space behind every title; a fullwidth colon has its own.
        return text.replaceAll('： ', '：')
      },
    } satisfies Partial<Help>)
    for (const inner of command.commands) everyCommand(inner)
  }
  program.helpCommand('help [command]', say(t.helpCommand))
  everyCommand(program)
}

/** @returns What an option or an argument means, then what may be given and what is taken when nothing is. */
function describe(item: Option | Argument, { say, lang }: CommandContext): string {
  const notes: string[] = [item.description]
  if (item.argChoices !== undefined) {
    notes.push(say(t.choicesNote, { values: item.argChoices }))
  }
  const standard: unknown = item.defaultValueDescription ?? item.defaultValue
  if (typeof standard === 'string' || typeof standard === 'number')
    notes.push(say(t.defaultNote, { value: standard }))
  return notes.join(lang === 'zh' ? '' : ' ')
}
