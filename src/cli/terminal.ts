import { visibleControls, wrapToWidth } from '../say/index.ts'
import type { CliIo } from './io.ts'

/**
 * Where everything goes that synfin says: no command writes to stdout or stderr by itself (`test/tidy.test.ts` holds
 * it). Arguments, file names, scripts and peers are other people's text, so no control character passes but line ends
 * and tabs, and none is needed: colour goes through `draw`, received bytes through the screen of a talk.
 */
export interface Terminal {
  /** Text on stdout; a line's end is put behind it. */
  readonly print: (text: string) => void
  /** Text on stderr; a line's end is put behind it. */
  readonly note: (text: string) => void
  /** On stdout, as it stands, text with colours of ours: made by `paint`, or drawn by a room that shows no control. */
  readonly draw: (text: string) => void
}

export function terminal({ stdout, stderr }: Pick<CliIo, 'stdout' | 'stderr'>): Terminal {
  return {
    print: (text) => void stdout.write(`${plain(text)}\n`),
    note: (text) => void stderr.write(`${plain(text)}\n`),
    draw: (text) => void stdout.write(coloured(text)),
  }
}

/** The line on stderr that says what is wrong: who says it, and one style for all, without a full stop. */
export function problemLine(text: string): string {
  return `synfin: ${text.replace(/(?<!\.)[.。]$/, '')}`
}

/** Text without a control but line ends and tabs. */
export function plain(text: string): string {
  return visibleControls(text, '\n\t')
}

/** Text without a control but line ends, tabs and colours. */
export function coloured(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const parts = text.split(/(\u001B\[\d+(?:;\d+)*m)/)
  return parts.map((part, at) => (at % 2 === 0 ? plain(part) : part)).join('')
}

/** A sentence as `coloured`, in lines of a terminal's columns; one of `paint` keeps its colour on each. */
export function wrapped(text: string, columns: number | undefined): string {
  // oxlint-disable-next-line no-control-regex
  const [, on = '', inner = '', off = ''] = /^(\u001B\[\d+m)?(.*?)(\u001B\[0m)?$/s.exec(text) ?? []
  // A pseudo-terminal that nobody has given a size says 0.
  if (columns === undefined || columns < 1 || inner.includes('\u001B')) return coloured(text)
  const lines = wrapToWidth(plain(inner), columns)
  return lines.map((line) => `${on}${line}${off}`).join('\n')
}

/** Text in a colour (a number of SGR, ECMA-48 §8.3.117); colours that came with it do not count as ours. */
export function paint(text: string, code: number, hasColor: boolean): string {
  return hasColor ? `\u001B[${code}m${plain(text)}\u001B[0m` : plain(text)
}
