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
const REASONS_4: readonly IcmpReason[] = ['net', 'host', 'protocol', 'port']
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
        offset,
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
  if (version === 6) return REASONS_6[code] ?? 'other'
  if (code === 9 || code === 10 || code === 13) return 'prohibited'
  return REASONS_4[code] ?? 'other'
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
/** RFC 4443 §3.1 has no "protocol unreachable": that is a parameter problem, said here as "no route". */
const CODES_6 = { net: 0, host: 3, protocol: 0, port: 4, prohibited: 1 } as const

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
