/** What a person types to find segments: kinds, flags, numbers, text. */
import { own } from '../../../base/index.ts'
import { arrowLabel } from '../../../diagram/index.ts'
import type { Lang } from '../../../say/index.ts'
import type { TracedSegment } from '../../../trace/index.ts'
import { ACK, FIN, flagNames, PSH, RST, SYN } from '../../../wire/index.ts'

/** Says of a segment whether it is meant. */
export type Matcher = (segment: TracedSegment, index: number) => boolean

/** What a search may ask of the outside: how payloads read. */
export interface FilterContext {
  readonly lang: Lang
  readonly preview?: ((segment: TracedSegment, index: number) => string | undefined) | undefined
}

const FLAGS: Readonly<Record<string, number>> = { syn: SYN, ack: ACK, fin: FIN, rst: RST, psh: PSH }
/** Short words for kinds, as the chips and people have them. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  dup: ['duplicate-ack'],
  window: ['window-update', 'zero-window', 'zero-window-probe'],
  handshake: ['syn', 'syn-ack', 'handshake-ack'],
  data: ['data'],
}
/** Why something was retransmitted, and whether it was needed. */
const CAUSES: Readonly<Record<string, Matcher>> = {
  fast: ({ cause }) => cause === 'fast',
  rto: ({ cause }) => cause === 'rto',
  tlp: ({ cause }) => cause === 'tlp',
  spurious: ({ spurious }) => spurious === true,
}
const NUMBERS: Readonly<Record<string, (segment: TracedSegment) => readonly number[]>> = {
  seq: (segment) => [segment.relSeq, segment.seq],
  ack: (segment) => ((segment.flags & ACK) === 0 ? [] : [segment.relAck, segment.ack]),
  len: (segment) => [segment.length],
  win: (segment) => [segment.window],
}

/**
 * Reads a search: words that must all fit, in any order. `syn`, `fin`, … are flags; `retransmission`, `lost`,
 * `dup`, … kinds; `fast`, `rto`, `tlp`, `spurious` why it was retransmitted; `client`, `server` who sent it; `#12` the segment's number; `len>100`, `seq=1` numbers;
 * `-word` is a word that must not fit; anything else stands in the payload (as it reads, or byte by byte) or on the
 * arrow. `"two words"` belong together.
 *
 * @returns Undefined for an empty search: everything is meant.
 */
export function parseFilter(query: string, context: FilterContext): Matcher | undefined {
  const words = query.match(/-?"[^"]*"|\S+/g) ?? []
  const matchers = words.map((word) => {
    const negated = word.startsWith('-') && word.length > 1
    const matcher = readWord(negated ? word.slice(1) : word, context)
    return negated ? (segment: TracedSegment, index: number) => !matcher(segment, index) : matcher
  })
  if (matchers.length === 0) return undefined
  return (segment, index) => matchers.every((matcher) => matcher(segment, index))
}

function readWord(word: string, context: FilterContext): Matcher {
  const quoted = /^"([^"]*)"?$/.exec(word)
  if (quoted !== null) return matchText(quoted[1] as string, context)
  const low = word.toLowerCase()
  const number = /^#(\d+)$/.exec(low)
  if (number !== null) return (_, index) => index + 1 === Number(number[1])
  const compared = /^(seq|ack|len|win)(=|:|>=|<=|>|<)(\d+)$/.exec(low)
  if (compared !== null) return matchNumber(compared[1] as string, compared[2] as string, Number(compared[3]))
  const flag = own(FLAGS, low)
  if (flag !== undefined) return (segment) => (segment.flags & flag) !== 0
  if (low === 'lost') return (segment) => segment.fate === 'lost'
  if (low === 'client' || low === 'server') return (segment) => segment.from === low
  const cause = own(CAUSES, low)
  if (cause !== undefined) return cause
  const kinds = own(KINDS, low)
  if (kinds !== undefined) return (segment) => segment.kinds.some((kind) => kinds.includes(kind))
  if (/^\d+$/.test(low)) return matchAnyNumber(Number(low), matchText(word, context))
  return matchText(word, context)
}

function matchNumber(name: string, sign: string, value: number): Matcher {
  const read = own(NUMBERS, name) as (segment: TracedSegment) => readonly number[]
  const fits: Readonly<Record<string, (n: number) => boolean>> = {
    '=': (n) => n === value,
    ':': (n) => n === value,
    '>': (n) => n > value,
    '<': (n) => n < value,
    '>=': (n) => n >= value,
    '<=': (n) => n <= value,
  }
  const test = own(fits, sign) as (n: number) => boolean
  // Absolute numbers only mean something when they are asked for exactly.
  const exact = sign === '=' || sign === ':'
  return (segment) => {
    const numbers = read(segment)
    return exact ? numbers.some(test) : numbers.length > 0 && test(numbers[0] as number)
  }
}

/** A bare number: a segment's number, its numbers on the wire, or digits in what it carries. */
function matchAnyNumber(value: number, text: Matcher): Matcher {
  return (segment, index) =>
    index + 1 === value ||
    segment.relSeq === value ||
    segment.seq === value ||
    ((segment.flags & ACK) !== 0 && (segment.relAck === value || segment.ack === value)) ||
    (segment.length > 0 && segment.length === value) ||
    text(segment, index)
}

function matchText(text: string, { lang, preview }: FilterContext): Matcher {
  const wanted = text.toLowerCase()
  const bytes = new TextEncoder().encode(text)
  return (segment, index) => {
    if (wanted === '') return true
    if (segment.kinds.some((kind) => kind.includes(wanted))) return true
    if (flagNames(segment.flags).join(', ').toLowerCase().includes(wanted)) return true
    if (indexOfBytes(segment.payload, bytes) >= 0) return true
    if (arrowLabel(segment, lang).tag.toLowerCase().includes(wanted)) return true
    return segment.length > 0 && preview?.(segment, index)?.toLowerCase().includes(wanted) === true
  }
}

/** @returns Where `part` first stands in `whole`; -1: nowhere. ASCII letters match in either case. */
export function indexOfBytes(whole: Uint8Array, part: Uint8Array): number {
  const last = whole.length - part.length
  const first = lower(part[0] ?? 0)
  for (let at = 0; at <= last; at++) {
    if (lower(whole[at] as number) !== first) continue
    let i = 1
    while (i < part.length && lower(whole[at + i] as number) === lower(part[i] as number)) i++
    if (i >= part.length) return at
  }
  return -1
}

function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte
}
