import { IpAddress } from './ip-address.ts'
import { IpHeader, isCutShort, PROTOCOL_TCP, PROTOCOL_UDP, readIp } from './ip-header.ts'
import { problem, type WireProblem } from './problem.ts'

/** The ICMP messages that synfin reads and writes, the same for ICMPv4 (RFC 792, 1191) and ICMPv6 (RFC 4443). */
export type IcmpKind =
  | 'echo-request'
  | 'echo-reply'
  | 'unreachable'
  | 'packet-too-big'
  | 'time-exceeded'
  | 'other'

/** What an unreachable message says could not be reached. */
export type IcmpReason = 'net' | 'host' | 'protocol' | 'port' | 'prohibited' | 'other'

/** One ICMP or ICMPv6 message. */
export interface IcmpMessage {
  readonly kind: IcmpKind
  readonly type: number
  readonly code: number
  /** Of an unreachable message. */
  readonly reason?: IcmpReason
  /** Of an echo. */
  readonly identifier?: number
  readonly sequence?: number
  /** Of packet too big: the next hop's MTU in bytes; 0 when an old router did not say. */
  readonly mtu?: number
  /** An echo's data, or the packet that an error quotes, from its IP header on (often cut short). Borrowed. */
  readonly body: Uint8Array
}

const KINDS_4: Readonly<Record<number, IcmpKind>> = {
  0: 'echo-reply',
  3: 'unreachable',
  8: 'echo-request',
  11: 'time-exceeded',
}
const KINDS_6: Readonly<Record<number, IcmpKind>> = {
  1: 'unreachable',
  2: 'packet-too-big',
  3: 'time-exceeded',
  128: 'echo-request',
  129: 'echo-reply',
}
/** RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1, by code. */
const REASONS_4: Readonly<Record<number, IcmpReason>> = {
  0: 'net',
  1: 'host',
  2: 'protocol',
  3: 'port',
  6: 'net',
  7: 'host',
  9: 'prohibited',
  10: 'prohibited',
  11: 'net',
  12: 'host',
  13: 'prohibited',
}
/** RFC 4443 §3.1, by code. */
const REASONS_6: readonly IcmpReason[] = ['net', 'prohibited', 'other', 'host', 'port']

/** Reads an ICMP (`version` 4) or ICMPv6 (6) message. @returns The message, or what is wrong. */
export function readIcmp(
  bytes: Uint8Array,
  offset: number,
  end: number,
  version: 4 | 6,
): { readonly message: IcmpMessage } | { readonly problem: WireProblem } {
  if (end - offset < 8) {
    return {
      problem: problem(
        Math.min(offset, end),
        'icmp',
        `the ICMP header is cut short: ${Math.max(0, end - offset)} of 8 bytes`,
      ),
    }
  }
  const type = bytes[offset] as number
  const code = bytes[offset + 1] as number
  const high = ((bytes[offset + 4] as number) << 8) | (bytes[offset + 5] as number)
  const low = ((bytes[offset + 6] as number) << 8) | (bytes[offset + 7] as number)
  const body = bytes.subarray(offset + 8, end)
  let kind = (version === 4 ? KINDS_4 : KINDS_6)[type] ?? 'other'
  // RFC 1191 §4: IPv4 says "packet too big" as "unreachable, fragmentation needed".
  if (version === 4 && type === 3 && code === 4) kind = 'packet-too-big'
  const common = { kind, type, code, body }
  // RFC 4443 §3.4: ICMPv6 says "protocol unreachable" as "parameter problem, unrecognized next header".
  if (version === 6 && type === 4 && code === 1) {
    return { message: { ...common, kind: 'unreachable', reason: 'protocol' } }
  }
  if (kind === 'echo-request' || kind === 'echo-reply') {
    return { message: { ...common, identifier: high, sequence: low } }
  }
  if (kind === 'packet-too-big') {
    return { message: { ...common, mtu: version === 4 ? low : ((high << 16) | low) >>> 0 } }
  }
  if (kind === 'unreachable') return { message: { ...common, reason: reasonOf(version, code) } }
  return { message: common }
}

function reasonOf(version: 4 | 6, code: number): IcmpReason {
  return (version === 6 ? REASONS_6 : REASONS_4)[code] ?? 'other'
}

/** The packet that an ICMP error quotes, as far as the error shows it. */
export interface IcmpQuote {
  /** Offsets are from the start of the quote; `totalLength` is that of the packet that was sent. */
  readonly ip: IpHeader
  readonly source: IpAddress
  readonly destination: IpAddress
  /** Of TCP and UDP, where the quote reaches that far. */
  readonly sourcePort?: number
  readonly destinationPort?: number
  /** TCP's sequence number: an error for a number that was never sent is forged (RFC 5927 §4.1). */
  readonly seq?: number
}

/**
 * Reads what an ICMP error quotes: enough to find the socket that it is for. RFC 792 promises 8 bytes after the IP
 * header, which is just that.
 *
 * @param body - The `body` of the message.
 * @returns The quote, or undefined when not even its IP header can be read.
 */
export function readIcmpQuote(body: Uint8Array): IcmpQuote | undefined {
  const ip = new IpHeader()
  const wrong = readIp(body, 0, body.length, ip)
  if (wrong !== undefined && !isCutShort(wrong, ip)) return undefined
  const width = ip.version === 4 ? 4 : 16
  const quote = {
    ip,
    source: new IpAddress(body.subarray(ip.sourceOffset, ip.sourceOffset + width)),
    destination: new IpAddress(body.subarray(ip.destinationOffset, ip.destinationOffset + width)),
  }
  const hasPorts = ip.protocol === PROTOCOL_TCP || ip.protocol === PROTOCOL_UDP
  if (!hasPorts || ip.fragmentOffset > 0 || ip.payloadLength < 4) return quote
  const view = new DataView(body.buffer, body.byteOffset + ip.payloadOffset, ip.payloadLength)
  const ports = { ...quote, sourcePort: view.getUint16(0), destinationPort: view.getUint16(2) }
  return ip.protocol === PROTOCOL_TCP && ip.payloadLength >= 8 ? { ...ports, seq: view.getUint32(4) } : ports
}

/** What `icmpBytes` writes. */
export type IcmpDescription =
  | {
      readonly kind: 'echo-request' | 'echo-reply'
      readonly identifier: number
      readonly sequence: number
      readonly body: Uint8Array
    }
  | {
      readonly kind: 'unreachable'
      readonly reason: 'net' | 'host' | 'protocol' | 'port' | 'prohibited'
      readonly body: Uint8Array
    }
  | { readonly kind: 'packet-too-big'; readonly mtu: number; readonly body: Uint8Array }
  | { readonly kind: 'time-exceeded'; readonly body: Uint8Array }

const CODES_4 = { net: 0, host: 1, protocol: 2, port: 3, prohibited: 13 } as const
const CODES_6 = { net: 0, host: 3, protocol: 1, port: 4, prohibited: 1 } as const
/** Where the next header field stands in the quoted IPv6 header: what an ICMPv6 "protocol unreachable" points at. */
const NEXT_HEADER_AT = 6

/** @returns The message's bytes, checksum 0: `writeTransportChecksum` fills it in. */
export function icmpBytes(message: IcmpDescription, version: 4 | 6): Uint8Array {
  const bytes = new Uint8Array(8 + message.body.length)
  bytes.set(message.body, 8)
  const four = version === 4
  let type: number
  let code = 0
  let rest = 0
  switch (message.kind) {
    case 'echo-request':
    case 'echo-reply':
      type = message.kind === 'echo-request' ? (four ? 8 : 128) : four ? 0 : 129
      rest = message.identifier * 0x1_0000 + message.sequence
      break
    case 'unreachable':
      type = four ? 3 : 1
      if (!four && message.reason === 'protocol') {
        type = 4
        rest = NEXT_HEADER_AT
      }
      code = (four ? CODES_4 : CODES_6)[message.reason]
      break
    case 'packet-too-big':
      type = four ? 3 : 2
      code = four ? 4 : 0
      rest = message.mtu
      break
    case 'time-exceeded':
      type = four ? 11 : 3
  }
  bytes[0] = type
  bytes[1] = code
  new DataView(bytes.buffer).setUint32(4, rest)
  return bytes
}
