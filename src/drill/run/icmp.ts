import { own } from '../../base/index.ts'
import { drillSentences as t } from '../sentences.ts'
import {
  IpHeader,
  PacketBuffer,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  writeIpHeader,
  writeTransportChecksum,
} from '../../wire/index.ts'
import type { IcmpLine } from '../language/types.ts'
import type { ScriptFlow } from './flow.ts'
import { DrillUnsupported } from './verdict.ts'
import type { World } from './world.ts'

/** RFC 792, RFC 950, RFC 1788. */
const TYPES_4: Readonly<Record<string, number>> = {
  echo_reply: 0,
  unreachable: 3,
  source_quench: 4,
  redirect: 5,
  echo_request: 8,
  time_exceeded: 11,
  parameter_problem: 12,
  timestamp_request: 13,
  timestamp_reply: 14,
  information_request: 15,
  information_reply: 16,
  address_mask_request: 17,
  address_mask_reply: 18,
}
/** RFC 4443. */
const TYPES_6: Readonly<Record<string, number>> = {
  unreachable: 1,
  packet_too_big: 2,
  time_exceeded: 3,
  parameter_problem: 4,
  echo_request: 128,
  echo_reply: 129,
}
/** RFC 1812 §5.2.7.1, by number. */
const CODES_4 = [
  'net_unreachable',
  'host_unreachable',
  'protocol_unreachable',
  'port_unreachable',
  'frag_needed',
  'source_route_failed',
  'net_unknown',
  'host_unknown',
  'source_host_isolated',
  'net_prohibited',
  'host_prohibited',
  'net_unreachable_for_tos',
  'host_unreachable_for_tos',
  'packet_filtered',
  'precedence_violation',
  'precedence_cutoff',
] as const
/** RFC 4443 §3.1, by number; `net_unreachable` and `no_route` are one. */
const CODES_6 = [
  'no_route',
  'admin_prohibited',
  'not_neighbour',
  'address_unreachable',
  'port_unreachable',
] as const

/** @returns An ICMP error, or another message, about what the stack under test has sent. */
export function icmpPacket(world: World, flow: ScriptFlow, line: IcmpLine): Uint8Array {
  const { local, remote } = world.settings
  const isFour = local.version === 4
  const type = numberOf(isFour ? TYPES_4 : TYPES_6, 'type_', line.type)
  const quote = line.quote === undefined ? new Uint8Array(0) : quoteOf(world, flow, line.quote)
  const ip = new IpHeader()
  ip.version = local.version
  ip.protocol = isFour ? PROTOCOL_ICMP : PROTOCOL_ICMPV6
  ip.payloadLength = 8 + quote.length
  const length = (isFour ? 20 : 40) + ip.payloadLength
  const buffer = new PacketBuffer((length + 3) & ~3)
  buffer.length = length
  writeIpHeader(buffer.bytes, ip, remote.bytes, local.bytes)
  const view = new DataView(buffer.bytes.buffer, ip.payloadOffset)
  view.setUint8(0, type)
  view.setUint8(1, codeOf(line, isFour))
  if (line.mtu !== undefined) view.setUint32(4, line.mtu)
  if (line.id !== undefined) view.setUint16(4, line.id)
  buffer.bytes.set(quote, ip.payloadOffset + 8)
  writeTransportChecksum(buffer, ip)
  return buffer.bytes.subarray(0, length)
}

function codeOf({ code }: IcmpLine, isFour: boolean): number {
  if (code === undefined) return 0
  if (isFour) return numberOf(Object.fromEntries(CODES_4.map((name, i) => [name, i])), 'code_', code)
  const codes: Record<string, number> = Object.fromEntries(CODES_6.map((name, i) => [name, i]))
  return numberOf({ ...codes, net_unreachable: 0 }, 'code_', code)
}

function numberOf(names: Readonly<Record<string, number>>, prefix: string, name: string): number {
  const number =
    own(names, name) ?? (name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN)
  if (!Number.isInteger(number) || number < 0 || number > 255) {
    throw new DrillUnsupported(t.noIcmp, { name })
  }
  return number
}

/** The IP header of a packet of the stack and the 8 bytes behind it (RFC 792). */
function quoteOf(world: World, flow: ScriptFlow, quote: NonNullable<IcmpLine['quote']>): Uint8Array {
  if (quote.protocol !== 'tcp') throw new DrillUnsupported(t.noUdp)
  const { local, remote } = world.settings
  const ip = new IpHeader()
  ip.version = local.version
  ip.protocol = PROTOCOL_TCP
  ip.payloadLength = 20 + quote.length
  const bytes = new Uint8Array(60)
  const headerLength = writeIpHeader(bytes, ip, local.bytes, remote.bytes)
  const view = new DataView(bytes.buffer, headerLength)
  view.setUint16(0, flow.localPort)
  view.setUint16(2, flow.remotePort)
  view.setUint32(4, flow.localToLive(quote.seq, false))
  return bytes.slice(0, headerLength + 8)
}
