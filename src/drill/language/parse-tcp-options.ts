import { drillSentences as t } from '../sentences.ts'
import type { Cursor } from './cursor.ts'
import { DrillSyntaxError } from './syntax-error.ts'
import type { OptionSpec } from './types.ts'

/** What stands between `<` and `>`, which is taken. */
export function parseTcpOptions(cursor: Cursor): readonly OptionSpec[] | 'any' {
  const { place } = cursor.peek
  if (cursor.tryMark('...')) {
    cursor.mark('>')
    return 'any'
  }
  const options: OptionSpec[] = []
  while (!cursor.tryMark('>')) {
    if (options.length > 0) cursor.mark(',')
    options.push(parseOption(cursor))
  }
  const length = optionsLength(options)
  if (length % 4 !== 0 || length > 40) throw new DrillSyntaxError(place, t.optionsLength, { length })
  return options
}

/** Bytes that the options take. */
export function optionsLength(options: readonly OptionSpec[]): number {
  return options.reduce((sum, option) => sum + lengthOf(option), 0)
}

function lengthOf(option: OptionSpec): number {
  switch (option.kind) {
    case 'nop':
    case 'eol':
      return 1
    case 'sackOK':
      return 2
    case 'wscale':
      return 3
    case 'mss':
      return 4
    case 'TS':
      return 10
    case 'md5':
      return 18
    case 'sack':
      return 2 + 8 * option.blocks.length
    case 'ECN':
      return 2 + 3 * option.counters.length
    default:
      return (option.kind === 'FO' ? 2 : 4) + option.cookie.length
  }
}

function parseOption(cursor: Cursor): OptionSpec {
  const { text: kind, place } = cursor.word('a TCP option')
  switch (kind) {
    case 'mss':
      return { kind, value: cursor.unsigned(16, 'an MSS') }
    case 'wscale':
      return { kind, value: cursor.unsigned(8, 'a shift') }
    case 'nop':
    case 'eol':
    case 'sackOK':
      return { kind }
    case 'sack':
      return parseSack(cursor)
    case 'TS': {
      if (!cursor.tryWord('val')) cursor.fail("'val'")
      const val = cursor.unsigned(32, 'a timestamp')
      if (!cursor.tryWord('ecr')) cursor.fail("'ecr'")
      return { kind, val, ecr: cursor.unsigned(32, 'a timestamp') }
    }
    case 'md5':
      return { kind, digest: cursor.tryWord('valid') ? 'valid' : parseDigest(cursor) }
    case 'FO':
    case 'FOEXP': {
      const isAlone = cursor.isMark(',') || cursor.isMark('>')
      return { kind, cookie: isAlone ? new Uint8Array(0) : parseBytes(cursor) }
    }
    case 'ECN':
      return parseAccurateEcn(cursor)
    default:
      throw new DrillSyntaxError(place, t.badOption, { option: kind })
  }
}

function parseSack(cursor: Cursor): OptionSpec {
  const blocks: [number, number][] = []
  while (cursor.peek.kind === 'integer') {
    const left = cursor.unsigned(32, 'a sequence number')
    cursor.mark(':')
    blocks.push([left, cursor.unsigned(32, 'a sequence number')])
  }
  return { kind: 'sack', blocks }
}

/** RFC 9768 §3.2.3: three counters of 24 bits, of which the last may be left out. */
function parseAccurateEcn(cursor: Cursor): OptionSpec {
  const names = cursor.isWord('e1b') ? ['e1b', 'ceb', 'e0b'] : ['e0b', 'ceb', 'e1b']
  const counters: number[] = []
  for (const name of names) {
    if (!cursor.tryWord(name)) break
    counters.push(cursor.unsigned(24, 'a counter'))
  }
  return { kind: 'ECN', order: names[0] as 'e0b' | 'e1b', counters }
}

function parseDigest(cursor: Cursor): Uint8Array {
  const { place } = cursor.peek
  const digest = parseBytes(cursor)
  if (digest.length !== 16) throw new DrillSyntaxError(place, t.badDigest, { length: digest.length })
  return digest
}

function parseBytes(cursor: Cursor): Uint8Array {
  const { kind, text, place } = cursor.peek
  if (kind !== 'word' && kind !== 'integer') return cursor.fail('bytes in hex')
  cursor.next()
  const digits = text.replace(/^0x/i, '')
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) {
    throw new DrillSyntaxError(place, t.badHex, { text })
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
