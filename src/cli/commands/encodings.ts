import { type Command, Option } from 'commander'
import { charset, charsets, formatHex } from '../../charset/index.ts'
import { cliSentences as t } from '../sentences/cli.ts'
import { displayWidth, padToWidth, toJson, visibleControls } from '../../say/index.ts'
import { optionSentences as o } from '../sentences/options.ts'
import type { CommandContext } from '../context.ts'
import { addLanguageOption } from '../options.ts'
import { readHex } from '../talk/typed.ts'

/** How a charset reads or writes the sample. */
interface Row {
  readonly name: string
  readonly labels: readonly string[]
  readonly hex?: string
  readonly text?: string
  /** False when some of the sample means nothing in this charset. */
  readonly fits?: boolean
}

/** `synfin encodings [SAMPLE]` */
export function addEncodings(program: Command, context: CommandContext): void {
  const { say, print } = context
  const command = program
    .command('encodings')
    .description(say(t.encodings))
    .argument('[sample]', say(o.sampleArgument))
    .addOption(new Option('--hex', say(o.hexSample)))
    .option('--json', say(o.jsonList))
    .action((sample: string | undefined, { hex, json }: { readonly hex?: true; readonly json?: true }) => {
      const rows = charsets().map(({ name, labels }) => ({
        name,
        labels,
        ...tried(name, sample, hex === true, context),
      }))
      print(json === true ? toJson(rows, 2) : table(rows))
    })
  addLanguageOption(command, context)
}

function tried(
  name: string,
  sample: string | undefined,
  isHex: boolean,
  context: CommandContext,
): Partial<Row> {
  const found = charset(name)
  if (sample === undefined || found === undefined) return {}
  if (isHex) {
    const decoder = found.decoder()
    const text = decoder.push(readHex(sample, context)) + decoder.end()
    return { text, fits: decoder.malformed === 0 }
  }
  const { bytes, unencodable } = found.encode(sample)
  return { hex: formatHex(bytes), fits: unencodable.length === 0 }
}

function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => displayWidth(name)))
  return rows
    .map(({ name, labels, hex, text, fits }) => {
      const shown = text === undefined ? (hex ?? labels.join(' ')) : visibleControls(text)
      return `${padToWidth(name, width)} ${fits === false ? '✗' : ' '} ${shown}`.trimEnd()
    })
    .join('\n')
}
