import { type Lang, type Sentence, displayWidth, padToWidth, say, wrapToWidth } from '../../say/index.ts'
import { uiSentences as u } from './sentences.ts'
import type { Tell } from './compose.ts'
import type { Screen } from './screen.ts'

/** The least columns for what a command does, beside its name. */
const LEAST_HELP = 20

/** One command of the prompt. */
export interface SlashCommand {
  readonly name: string
  /** What follows the name, for the help: `N`, `[NAME]`. */
  readonly words?: Sentence | undefined
  /** Must something follow? */
  readonly needsWords?: boolean
  readonly help: Sentence
  /** Runs at once, even while something is still being sent: what a person needs to get out of that. */
  readonly now?: boolean
  run(rest: string): void | Promise<void>
}

/** The commands of a prompt: `/name rest`; everything else is a line to send, `//` begins one with `/`. */
export class SlashCommands {
  readonly #commands: readonly SlashCommand[]
  readonly #lang: Lang
  readonly #tell: Tell
  #queue: Promise<void> = Promise.resolve()

  constructor(
    commands: readonly SlashCommand[],
    lang: Lang,
    tell: Tell,
    screen: Pick<Screen, 'note' | 'columns'>,
  ) {
    const run = (): void => screen.note(this.help(screen.columns))
    const help: SlashCommand = { name: 'help', help: u.helpHelp, now: true, run }
    this.#commands = [...commands, help].sort((one, other) => one.name.localeCompare(other.name))
    this.#lang = lang
    this.#tell = tell
  }

  /** Takes a typed line: a command, or a text for `send`. What is sent, is sent in order. */
  take(line: string, send: (text: string) => Promise<void>): void {
    if (!line.startsWith('/') || line.startsWith('//')) {
      this.inOrder(() => send(line.startsWith('/') ? line.slice(1) : line))
      return
    }
    const [, name = '', rest = ''] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? []
    const command = this.#commands.find((candidate) => candidate.name === name)
    if (command === undefined) this.#tell(u.unknownSlash, { name })
    else if (command.needsWords === true && rest === '')
      this.#tell(u.slashNeeds, { usage: this.#usage(command) })
    else if (command.now === true) void command.run(rest.trim())
    else this.inOrder(async () => command.run(rest.trim()))
  }

  /** After everything typed before it. A send that met the end of its connection is told by that end. */
  inOrder(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch(() => undefined)
  }

  /** For Tab: the commands that a line could become. */
  complete(line: string): string[] {
    if (!line.startsWith('/') || line.includes(' ')) return []
    return this.#commands.filter(({ name }) => `/${name}`.startsWith(line)).map(({ name }) => `/${name} `)
  }

  /** @param columns - To fit into; undefined: a line a command. */
  help(columns?: number): string {
    const rows = this.#commands.map(
      (command) => [this.#usage(command), say(command.help, this.#lang)] as const,
    )
    const all = [...rows, ['//', say(u.helpSlash, this.#lang)] as const]
    const width = Math.max(...all.map(([usage]) => displayWidth(usage)))
    const indent = width + 4
    const room = columns === undefined ? Infinity : Math.max(LEAST_HELP, columns - indent)
    return all
      .map(([usage, help]) => {
        const lines = wrapToWidth(help, room).join(`\n${' '.repeat(indent)}`)
        return `  ${padToWidth(usage, width)}  ${lines}`
      })
      .join('\n')
  }

  #usage({ name, words }: SlashCommand): string {
    return words === undefined ? `/${name}` : `/${name} ${say(words, this.#lang)}`
  }
}
