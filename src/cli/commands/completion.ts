import { Argument, type Command } from 'commander'
import { cliSentences as t } from '../sentences/cli.ts'
import { optionSentences as o } from '../sentences/options.ts'
import { bashCompletion, fishCompletion, treeOf, zshCompletion } from '../completion.ts'
import type { CommandContext } from '../context.ts'
import { addLanguageOption } from '../options.ts'

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const

/** `synfin completion bash|zsh|fish`: made from the program itself, so that it knows every option. */
export function addCompletion(program: Command, context: CommandContext): void {
  const command = program
    .command('completion')
    .description(context.say(t.completion))
    .addArgument(new Argument('<shell>', context.say(o.shellArgument)).choices(Object.keys(scripts)))
    .action((shell: keyof typeof scripts) => {
      context.draw(scripts[shell](treeOf(program)))
    })
  addLanguageOption(command, context)
}
