import type { Command, Option } from 'commander'
import { commandContext } from '../../src/cli/context.ts'
import { buildProgram } from '../../src/cli/index.ts'
import { nodeIo } from '../../src/cli/node-io.ts'
import { code, table } from './markdown.ts'

interface Row {
  readonly flags: string
  readonly description: string
  readonly commands: string[]
}

/** @returns A Markdown table, one row an option; one that means the same in several commands has one row. */
export async function optionTable(): Promise<string> {
  const program = await buildProgram(commandContext(nodeIo(), 'en', () => undefined))
  const rows = new Map<string, Row>()
  visit(program, '', (command, path) => {
    for (const option of command.options) {
      const description = describe(option)
      const key = `${option.flags}\n${description}`
      const row = rows.get(key) ?? { flags: option.flags, description, commands: [] }
      row.commands.push(path)
      rows.set(key, row)
    }
  })
  const lines = [...rows.values()]
    .filter(({ flags }) => !/^-h,|^-V,/.test(flags))
    .sort((a, b) => nameOf(a.flags).localeCompare(nameOf(b.flags), 'en'))
    .map(({ flags, description, commands }) => [code(flags), description, commands.map(code).join(', ')])
  return table(['option', 'does', 'of'], lines)
}

function visit(command: Command, path: string, see: (command: Command, path: string) => void): void {
  see(command, path === '' ? 'synfin' : path)
  for (const inner of command.commands) visit(inner, `${path} ${inner.name()}`.trim(), see)
}

/** What the help says of it: choices and the value taken when none is given come last. */
function describe(option: Option): string {
  const choices = option.argChoices === undefined ? [] : [`one of ${option.argChoices.join(', ')}`]
  const value: unknown = option.defaultValueDescription ?? option.defaultValue
  const standard = typeof value === 'string' || typeof value === 'number' ? [`default ${value}`] : []
  const notes = [...choices, ...standard].join('; ')
  return notes === '' ? option.description : `${option.description} (${notes})`
}

/** Sorted by the long name. */
const nameOf = (flags: string): string => /--(?:no-)?([\w-]+)/.exec(flags)?.[1] ?? flags
