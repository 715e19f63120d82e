import { own } from '../../base/index.ts'
import { drillSentences as t } from '../sentences.ts'
import { ACK, AE, CWR, ECE, FIN, PSH, RST, SYN, URG } from '../../wire/index.ts'
import type { Cursor } from './cursor.ts'
import { parseTcpOptions } from './parse-tcp-options.ts'
import { DrillSyntaxError } from './syntax-error.ts'
import type { TcpLine } from './types.ts'

const LETTERS: Readonly<Record<string, number>> = {
  F: FIN,
  S: SYN,
  R: RST,
  P: PSH,
  U: URG,
  E: ECE,
  W: CWR,
  A: AE,
}

/** `P. 1:1001(1000) ack 1 win 257 urg 5 <nop,nop,TS val 1 ecr 2>` */
export function parseTcp(cursor: Cursor, direction: 'in' | 'out'): TcpLine {
  const { place } = cursor.peek
  const { flags, ace } = parseFlags(cursor)
  const { seq, length, absolute } = parseSequence(cursor)
  const ack = cursor.tryWord('ack') ? cursor.unsigned(32, 'an acknowledgment number') : undefined
  const window = cursor.tryWord('win') ? cursor.unsigned(16, 'a window') : undefined
  const urgent = cursor.tryWord('urg') ? cursor.unsigned(16, 'an urgent pointer') : undefined
  const options = cursor.tryMark('<') ? parseTcpOptions(cursor) : []
  if (direction === 'in' && window === undefined) throw new DrillSyntaxError(place, t.noWindow)
  if (direction === 'in' && options === 'any') throw new DrillSyntaxError(place, t.optionsUnsaid)
  return { kind: 'tcp', flags, ace, seq, length, absolute, ack, window, urgent, options }
}

/** Letters, then `.` for ACK, perhaps a digit for ACE; `-` for none of them. */
function parseFlags(cursor: Cursor): { flags: number; ace: number | undefined } {
  const { place } = cursor.peek
  if (cursor.tryMark('-')) return { flags: 0, ace: undefined }
  let text = ''
  if (cursor.peek.kind === 'word' || cursor.peek.kind === 'integer') text = cursor.next().text
  // `.5`: an ACK with the counter 5, which reads like a fraction.
  if (cursor.isMark('.') || (cursor.peek.kind === 'float' && /^\.[0-7]$/.test(cursor.peek.text))) {
    text += cursor.next().text
  }
  if (text === '') cursor.fail("flags (F S R P U E W A, '.', '-')")
  let flags = 0
  let ace: number | undefined
  for (const letter of text) {
    if (letter === '.') flags |= ACK
    else if (/[0-7]/.test(letter) && ace === undefined) ace = Number(letter)
    else {
      const flag = own(LETTERS, letter)
      if (flag === undefined) throw new DrillSyntaxError(place, t.badFlag, { letter, flags: text })
      flags |= flag
    }
  }
  if (ace !== undefined && (flags & (AE | CWR | ECE)) !== 0) throw new DrillSyntaxError(place, t.aceTwice)
  return { flags, ace }
}

/** `1:1001(1000)`; nplab: `1:1001(1000)!` and `...(1000)`. */
function parseSequence(cursor: Cursor): Pick<TcpLine, 'seq' | 'length' | 'absolute'> {
  const { place } = cursor.peek
  if (cursor.tryMark('...')) return { seq: -1, length: parseLength(cursor), absolute: false }
  const seq = cursor.unsigned(32, 'a sequence number')
  cursor.mark(':')
  const end = cursor.unsigned(32, 'a sequence number')
  const length = parseLength(cursor)
  if ((seq + length) % 2 ** 32 !== end) throw new DrillSyntaxError(place, t.badRange, { seq, end, length })
  return { seq, length, absolute: cursor.tryMark('!') }
}

/** `(1000)`, bytes. */
export function parseLength(cursor: Cursor): number {
  cursor.mark('(')
  const length = cursor.unsigned(16, 'a length')
  cursor.mark(')')
  return length
}
