import { own } from '../../base/index.ts'
import { drillSentences as t } from '../sentences.ts'
import type { Cursor } from './cursor.ts'
import { parseLength, parseTcp } from './parse-tcp.ts'
import { DrillSyntaxError } from './syntax-error.ts'
import type { IcmpLine, IpInfo, PacketLine } from './types.ts'

/** `< [ect0] 40000 > 80 S 0:0(0) win 65535 <mss 1000>`, and the same with `udp` or `icmp`. */
export function parsePacket(cursor: Cursor): PacketLine {
  const { place } = cursor.peek
  const direction = cursor.next().text === '<' ? 'in' : 'out'
  const encapsulation = parseEncapsulation(cursor)
  const ip = parseIpInfo(cursor)
  if (direction === 'in' && ip.ecn === 'either') throw new DrillSyntaxError(place, t.ecnUnsaid)
  const ports = parsePorts(cursor)
  const body = cursor.isWord('icmp')
    ? parseIcmp(cursor)
    : cursor.tryWord('udp')
      ? { kind: 'udp' as const, length: parseLength(cursor) }
      : parseTcp(cursor, direction)
  if (cursor.tryMark('/')) {
    // nplab: TCP in UDP.
    const outer = cursor.rawUntil(')', place)
    return { kind: 'packet', direction, ip, encapsulation: outer.trim(), ports, body }
  }
  return { kind: 'packet', direction, ip, encapsulation, ports, body }
}

/** `encap psp spi 23`, `ipv4 1.2.3.4 > 5.6.7.8:`, `gre …:`, `mpls …:` */
function parseEncapsulation(cursor: Cursor): string | undefined {
  if (cursor.isWord('encap')) {
    const { start } = cursor.next()
    cursor.word('psp')
    if (cursor.tryWord('spi')) cursor.unsigned(32, 'an SPI')
    return cursor.textBetween(start, cursor.offset)
  }
  // One header may stand in another.
  const { start, end } = cursor.peek
  let isWithin = false
  while (['ipv4', 'ipv6', 'gre', 'mpls'].some((word) => cursor.isWord(word))) {
    isWithin = true
    while (!cursor.tryMark(':')) {
      if (cursor.peek.kind === 'end') cursor.fail("':'")
      cursor.next()
    }
  }
  return isWithin ? cursor.textBetween(start, end) : undefined
}

const ECN = { noecn: 'none', ect0: 'ect0', ect1: 'ect1', ce: 'ce', ect01: 'either' } as const
/** The two low bits of the byte, as nplab writes them. */
const ECN_BITS = ['none', 'ect1', 'ect0', 'ce'] as const

/** `[ect0]`, `(ttl 64, tos 0x10)` */
function parseIpInfo(cursor: Cursor): IpInfo {
  const close = cursor.isMark('[') ? ']' : cursor.isMark('(') ? ')' : undefined
  if (close === undefined) return {}
  cursor.next()
  let info: IpInfo = {}
  while (!cursor.tryMark(close)) {
    if (Object.keys(info).length > 0) cursor.tryMark(',')
    info = { ...info, ...parseIpField(cursor) }
  }
  return info
}

function parseIpField(cursor: Cursor): IpInfo {
  const { text: word, place } = cursor.word('a field of the IP header')
  const ecn = own(ECN, word)
  if (ecn !== undefined) return { ecn }
  switch (word) {
    case 'tos':
    case 'class':
      return { tos: cursor.unsigned(8, 'a byte') }
    case 'flowlabel':
      return { flowLabel: cursor.unsigned(20, 'a flow label') }
    case 'ttl':
    case 'hlim':
      return { ttl: cursor.unsigned(8, 'a hop limit') }
    case 'ecn':
      return { ecn: ECN_BITS[cursor.unsigned(2, 'ECN bits')] as (typeof ECN_BITS)[number] }
    default:
      throw new DrillSyntaxError(place, t.badIpField, { field: word })
  }
}

function parsePorts(cursor: Cursor): PacketLine['ports'] {
  if (cursor.peek.kind !== 'integer' || !cursor.isFollowedBy('>')) return undefined
  const source = cursor.unsigned(16, 'a port')
  cursor.mark('>')
  return { source, destination: cursor.unsigned(16, 'a port') }
}

/** `icmp unreachable frag_needed mtu 1200 [1:1001(1000)]` */
function parseIcmp(cursor: Cursor): IcmpLine {
  cursor.next()
  const type = cursor.word('an ICMP type').text
  const isCode = cursor.peek.kind === 'word' && !cursor.isWord('mtu') && !cursor.isWord('id')
  const code = isCode ? cursor.next().text : undefined
  const mtu = cursor.tryWord('mtu') ? cursor.unsigned(32, 'an MTU') : undefined
  const id = cursor.tryWord('id') ? cursor.unsigned(16, 'an identifier') : undefined
  const quote = cursor.tryMark('[') ? parseQuote(cursor) : undefined
  return { kind: 'icmp', type, code, mtu, id, quote }
}

function parseQuote(cursor: Cursor): IcmpLine['quote'] {
  let quote: IcmpLine['quote']
  if (cursor.isWord('udp') || cursor.isWord('raw')) {
    const protocol = cursor.next().text as 'udp' | 'raw'
    quote = { protocol, length: parseLength(cursor) }
  } else {
    const seq = cursor.unsigned(32, 'a sequence number')
    cursor.mark(':')
    cursor.unsigned(32, 'a sequence number')
    quote = { protocol: 'tcp', seq, length: parseLength(cursor) }
  }
  cursor.mark(']')
  return quote
}
