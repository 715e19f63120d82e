import { own } from '../../base/index.ts'
import type { TcpState } from '../../wire/index.ts'
import type { ArrowStyle } from '../types.ts'

/** The characters one kind of arrow is drawn with. Corners are named by the two ways they open. */
export interface LineGlyphs {
  readonly line: string
  readonly upright: string
  readonly cross: string
  readonly leftDown: string
  readonly upRight: string
  readonly downRight: string
  readonly leftUp: string
}

/** All characters of a picture that are not letters or digits. */
export interface Glyphs {
  readonly bar: string
  readonly leavesRight: string
  readonly leavesLeft: string
  readonly headRight: string
  readonly headLeft: string
  readonly lost: string
  readonly cut: string
  readonly call: string
  readonly ellipsis: string
  readonly micro: string
  readonly lines: Readonly<Record<ArrowStyle, LineGlyphs>>
}

/** The seven of one kind, in the order of `LineGlyphs`. */
const glyphs = (text: string): LineGlyphs => ({
  line: text.charAt(0),
  upright: text.charAt(1),
  cross: text.charAt(2),
  leftDown: text.charAt(3),
  upRight: text.charAt(4),
  downRight: text.charAt(5),
  leftUp: text.charAt(6),
})

const thin = glyphs('─│┼╮╰╭╯')

/** Box drawing: thin by default, double for FIN, heavy for RST, dashed for retransmissions. */
export const UNICODE: Glyphs = {
  bar: '│',
  leavesRight: '├',
  leavesLeft: '┤',
  headRight: '▶',
  headLeft: '◀',
  lost: '✗',
  cut: '⋮',
  call: '•',
  ellipsis: '…',
  micro: 'µs',
  lines: {
    syn: thin,
    data: thin,
    ack: thin,
    fin: glyphs('═║╬╗╚╔╝'),
    rst: glyphs('━┃╋┓┗┏┛'),
    retransmission: glyphs('╌╎┼╮╰╭╯'),
  },
}

/** The same in ASCII. */
export const ASCII: Glyphs = {
  bar: '|',
  leavesRight: '+',
  leavesLeft: '+',
  headRight: '>',
  headLeft: '<',
  lost: 'x',
  cut: ':',
  call: '*',
  ellipsis: '...',
  micro: 'us',
  lines: {
    syn: glyphs('-|+++++'),
    data: glyphs('-|+++++'),
    ack: glyphs('-|+++++'),
    fin: glyphs('=|+++++'),
    rst: glyphs('#|+++++'),
    retransmission: glyphs('~|+++++'),
  },
}

/** What a cell is, for its colour. */
export type Ink = ArrowStyle | 'plain' | 'dim' | 'strong' | 'call' | 'lost' | `state:${TcpState}`

const INKS: Readonly<Record<Exclude<Ink, `state:${string}`>, string>> = {
  plain: '',
  dim: '2',
  strong: '1',
  call: '36',
  lost: '1;31',
  syn: '36',
  data: '94',
  ack: '37',
  fin: '35',
  rst: '1;31',
  retransmission: '33',
}

/** @returns The SGR parameters of an ink: the sixteen colours that every terminal has. */
export function sgr(ink: Ink): string {
  if (!ink.startsWith('state:')) return own(INKS, ink) ?? ''
  switch (ink.slice(6) as TcpState) {
    case 'CLOSED':
      return '2'
    case 'LISTEN':
    case 'SYN-SENT':
    case 'SYN-RECEIVED':
      return '36'
    case 'ESTABLISHED':
      return '32'
    case 'TIME-WAIT':
      return '33'
    default:
      return '35'
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '…': '...',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '×': 'x',
  µ: 'u',
  '→': '->',
  '←': '<-',
  '≥': '>=',
  '≤': '<=',
  '±': '+-',
  '·': '-',
}

/** @returns `text` in ASCII: typographic characters by their plain ones, the rest as `\uXXXX`. */
export function toAscii(text: string): string {
  let out = ''
  for (const char of text) {
    const code = char.codePointAt(0) as number
    if (code < 0x80) out += char
    else if (code >= 0x2400 && code < 0x2420) out += `\\x${(code - 0x2400).toString(16).padStart(2, '0')}`
    else
      out +=
        own(PLAIN, char) ??
        `\\u${code > 0xffff ? `{${code.toString(16)}}` : code.toString(16).padStart(4, '0')}`
  }
  return out
}
