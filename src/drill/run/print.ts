import { ACK, AE, CWR, ECE, FIN, PSH, RST, SYN, URG } from '../../wire/index.ts'
import type { OptionSpec } from '../language/types.ts'

/** A TCP segment as a script writes it: what is compared and what is shown. */
export interface ScriptSegment {
  readonly flags: number
  readonly seq: number
  readonly length: number
  readonly ack: number
  readonly window: number
  readonly urgent: number
  readonly options: readonly OptionSpec[] | undefined
}

const LETTERS: readonly (readonly [number, string])[] = [
  [FIN, 'F'],
  [SYN, 'S'],
  [RST, 'R'],
  [PSH, 'P'],
  [URG, 'U'],
  [ECE, 'E'],
  [CWR, 'W'],
  [AE, 'A'],
  [ACK, '.'],
]

/** @returns The flags as a script writes them. */
export function printFlags(flags: number): string {
  const text = LETTERS.filter(([bit]) => (flags & bit) !== 0).map(([, letter]) => letter)
  return text.join('') || '-'
}

/** @returns A segment as a script writes it: `P. 1:1001(1000) ack 1 win 257 <nop,nop,TS val 1 ecr 2>`. */
export function printSegment(segment: ScriptSegment): string {
  const { flags, seq, length, ack, window, urgent, options } = segment
  const parts = [printFlags(flags), `${seq}:${(seq + length) >>> 0}(${length})`]
  if ((flags & ACK) !== 0) parts.push(`ack ${ack}`)
  parts.push(`win ${window}`)
  if ((flags & URG) !== 0) parts.push(`urg ${urgent}`)
  if (options === undefined) parts.push('<unreadable options>')
  else if (options.length > 0) parts.push(`<${options.map((option) => printOption(option)).join(',')}>`)
  return parts.join(' ')
}

function printOption(option: OptionSpec): string {
  switch (option.kind) {
    case 'mss':
    case 'wscale':
      return `${option.kind} ${option.value}`
    case 'TS':
      return `TS val ${option.val} ecr ${option.ecr}`
    case 'sack':
      return `sack ${option.blocks.map(([left, right]) => `${left}:${right}`).join(' ')}`
    case 'md5':
      return `md5 ${option.digest === 'valid' ? 'valid' : hex(option.digest)}`
    case 'FO':
    case 'FOEXP':
      return option.cookie.length === 0 ? option.kind : `${option.kind} ${hex(option.cookie)}`
    case 'ECN': {
      const names = option.order === 'e0b' ? ['e0b', 'ceb', 'e1b'] : ['e1b', 'ceb', 'e0b']
      return `ECN ${option.counters.map((counter, i) => `${names[i] ?? ''} ${counter}`).join(' ')}`
    }
    default:
      return option.kind
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
