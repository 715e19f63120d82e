import type { Command } from 'commander'
import { Option } from 'commander'
import { renderText, type SequenceLayout } from '../../diagram/index.ts'
import { labSentences as t } from '../../lab/index.ts'
import { type CommandContext, UsageError } from '../context.ts'
import { addCommonOptions } from '../options.ts'

/** How a diagram is shown on the terminal. */
export interface ShowOptions {
  readonly ascii?: true
  readonly width?: number
  readonly sentences: boolean
  readonly calls: boolean
  readonly color: 'auto' | 'always' | 'never'
}

const NARROWEST = 60
const WIDEST = 1000
/** Wider terminals are not filled: a sentence should be near its arrow. */
const WIDEST_UNASKED = 160

/** The options of every command that draws. */
export function addShowOptions(command: Command, context: CommandContext): Command {
  const { say } = context
  command
    .option('--ascii', say(t.ascii))
    .addOption(widthOption(context))
    .option('--no-sentences', say(t.noSentences))
    .option('--no-calls', say(t.noCalls))
  return addCommonOptions(command, context)
}

/** `--width`, for a command that draws. */
export function widthOption(context: CommandContext): Option {
  return new Option('--width <COLUMNS>', context.say(t.width)).argParser((value) => readWidth(value, context))
}

/** @returns The diagram as text for this terminal. */
export function showPicture(layout: SequenceLayout, options: ShowOptions, context: CommandContext): string {
  return renderText(layout, {
    width: pictureWidth(options, context),
    unicode: options.ascii !== true,
    color: wantsColor(options, context),
    lang: context.lang,
    sentences: options.sentences,
  })
}

/** @returns The columns there are: as told, else those of the terminal. */
export function pictureWidth(options: Pick<ShowOptions, 'width'>, context: CommandContext): number {
  return options.width ?? terminalWidth(context)
}

/** `--color`, then NO_COLOR and FORCE_COLOR, then whether it is a terminal that has colours. */
export function wantsColor({ color }: Pick<ShowOptions, 'color'>, { io }: CommandContext): boolean {
  if (color !== 'auto') return color === 'always'
  if ((io.env['NO_COLOR'] ?? '') !== '') return false
  const forced = io.env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0'
  return io.stdout.isTTY === true && io.env['TERM'] !== 'dumb'
}

function terminalWidth({ io }: CommandContext): number {
  const columns = io.stdout.isTTY === true ? (io.stdout.columns ?? 80) : 80
  return Math.min(WIDEST_UNASKED, Math.max(NARROWEST, columns))
}

function readWidth(value: string, { say }: CommandContext): number {
  const width = /^\d{1,4}$/.test(value) ? Number(value) : 0
  if (width < NARROWEST || width > WIDEST) throw new UsageError(say(t.badWidth, { value }))
  return width
}
