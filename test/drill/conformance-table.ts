import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import {
  IP_VERSIONS,
  parseScript,
  runScript,
  suiteDefines,
  versionsOf,
  type IpVersion,
} from '../../src/drill/index.ts'
import { classOf, CLASSES, linuxVerdict } from './classes.ts'

/** Our verdicts on one script. */
export interface Row {
  readonly name: string
  /** `pass`, `fail`, `unsupported`; `–` where the script is not for that version. */
  readonly verdicts: Readonly<Record<IpVersion, string>>
}

/** @returns The names of the scripts below some folders: relative to `gtests/net`, or to the folder; without `.pkt`. */
export function scriptsBelow(
  folders: readonly string[],
): readonly { readonly name: string; readonly file: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.pkt'))
      .sort()
      .map((name) => {
        const file = join(folder, name)
        const path = file.split(sep).join('/')
        const short = /gtests\/net\/(.*)\.pkt$/.exec(path)?.[1] ?? name.replace(/\.pkt$/, '')
        return { name: short, file }
      }),
  )
}

/** Runs one script in every variant. @throws {DrillSyntaxError} When it does not parse. */
export function rowOf(name: string, file: string): Row {
  const text = readFileSync(file, 'utf8')
  const verdict = (ipVersion: IpVersion): string => {
    const script = parseScript(text, suiteDefines(ipVersion))
    return versionsOf(script, file).includes(ipVersion) ? runScript(script, ipVersion).verdict : '–'
  }
  const verdicts = Object.fromEntries(IP_VERSIONS.map((version) => [version, verdict(version)]))
  return { name, verdicts: verdicts as Row['verdicts'] }
}

/** Whether a script passes in every variant that it is for. */
export function passes({ verdicts }: Row): boolean {
  return Object.values(verdicts).every((verdict) => verdict === 'pass' || verdict === '–')
}

const START = '<!-- the table: generated -->'

/** @returns The page with a new table, and nothing else changed. */
export function withTable(page: string, rows: readonly Row[]): string {
  const [before = ''] = page.split(START)
  return `${before}${START}\n\n${tables(rows)}`
}

/** @returns The rows that stand in a page, by name. */
export function rowsOf(page: string): ReadonlyMap<string, Row> {
  const [, table = ''] = page.split(START)
  const rows = [...table.matchAll(/^\| `([^`]+)`\s*\|([^|]*)\|([^|]*)\|([^|]*)\|/gm)]
  return new Map(
    rows.map(([, name = '', four = '', six = '', mapped = '']) => [
      name,
      { name, verdicts: { ipv4: four.trim(), ipv6: six.trim(), 'ipv4-mapped-ipv6': mapped.trim() } },
    ]),
  )
}

function tables(rows: readonly Row[]): string {
  const parts = CLASSES.flatMap((group) => {
    const own = rows.filter(({ name }) => classOf(name) === group)
    if (own.length === 0) return []
    return [`## ${group.title}: ${own.filter(passes).length} of ${own.length}\n\n${table(own)}`]
  })
  return parts.join('\n')
}

function table(rows: readonly Row[]): string {
  const cells = [
    ['script', 'ipv4', 'ipv6', 'mapped', 'Linux'],
    ...rows.map(({ name, verdicts }) => [
      `\`${name}\``,
      verdicts.ipv4,
      verdicts.ipv6,
      verdicts['ipv4-mapped-ipv6'],
      linuxVerdict(name),
    ]),
  ]
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`
  const [head = [], ...body] = cells
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + body.map(line).join('')
}
