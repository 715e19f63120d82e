import { flagNames } from './flags.ts'
import { type IcmpDescription, icmpBytes, type IcmpMessage, readIcmp } from './icmp.ts'
import { IpAddress } from './ip-address.ts'
import {
  IpHeader,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  readIp,
  verifyIpChecksum,
  writeIpHeader,
} from './ip-header.ts'
import { PacketBuffer } from './packet-buffer.ts'
import type { WireProblem } from './problem.ts'
import { TcpSegment } from './segment.ts'
import { readTcp, tcpHeaderLength, writeTcpHeader } from './tcp-header.ts'
import { checkTransportChecksum, writeTransportChecksum } from './transport-checksum.ts'
import { readUdp, UdpHeader, writeUdpHeader } from './udp-header.ts'

/** A whole packet, read: for whoever looks at packets one by one rather than moving millions of them. */
export interface Packet {
  readonly bytes: Uint8Array
  readonly ip: IpHeader
  /** Undefined when the IP header itself could not be read. */
  readonly source: IpAddress | undefined
  readonly destination: IpAddress | undefined
  readonly tcp?: TcpSegment
  readonly udp?: UdpHeader
  readonly icmp?: IcmpMessage
  /** Of the IPv4 header and of the payload; undefined where it cannot be told (cut short, a fragment). */
  readonly checksums: { readonly ip: boolean | undefined; readonly transport: boolean | undefined }
  /** What is wrong, in order of offset; empty for a good packet. A wrong checksum is not a problem of form. */
  readonly problems: readonly WireProblem[]
}

/**
 * Reads a packet from its IP header on. Never throws, whatever the bytes.
 *
 * @param bytes - Borrowed: the packet's parts are views of them.
 */
export function parsePacket(bytes: Uint8Array): Packet {
  const ip = new IpHeader()
  const problems: WireProblem[] = []
  const wrong = readIp(bytes, 0, bytes.length, ip)
  if (wrong !== undefined) problems.push(wrong)
  const isCut =
    wrong !== undefined && (wrong.field === 'ip.totalLength' || wrong.field === 'ip.payloadLength')
  const isReadable = wrong === undefined || (isCut && ip.totalLength >= ip.headerLength)
  if (!isReadable) {
    return {
      bytes,
      ip,
      source: undefined,
      destination: undefined,
      checksums: { ip: undefined, transport: undefined },
      problems,
    }
  }
  const width = ip.version === 4 ? 4 : 16
  const isWhole = wrong === undefined && !ip.isFragment
  const transport = ip.fragmentOffset > 0 ? {} : parseTransport(bytes, ip, problems)
  const hasChecksum = 'tcp' in transport || 'udp' in transport || 'icmp' in transport
  return {
    bytes,
    ip,
    source: new IpAddress(bytes.subarray(ip.sourceOffset, ip.sourceOffset + width)),
    destination: new IpAddress(bytes.subarray(ip.destinationOffset, ip.destinationOffset + width)),
    ...transport,
    checksums: {
      ip: verifyIpChecksum(bytes, ip),
      transport: isWhole && hasChecksum ? checkTransportChecksum(bytes, ip) : undefined,
    },
    problems,
  }
}

function parseTransport(
  bytes: Uint8Array,
  ip: IpHeader,
  problems: WireProblem[],
): Pick<Packet, 'tcp' | 'udp' | 'icmp'> {
  const start = ip.payloadOffset
  const end = start + ip.payloadLength
  const note = (wrong: WireProblem | undefined): boolean => {
    if (wrong !== undefined) problems.push(wrong)
    return wrong === undefined
  }
  if (ip.protocol === PROTOCOL_TCP) {
    const tcp = new TcpSegment()
    const wrong = readTcp(bytes, start, end, tcp)
    return note(wrong) || wrong?.field === 'tcp.options' ? { tcp } : {}
  }
  if (ip.protocol === PROTOCOL_UDP) {
    const udp = new UdpHeader()
    const wrong = readUdp(bytes, start, end, udp)
    return note(wrong) || end - start >= 8 ? { udp } : {}
  }
  if (ip.protocol === (ip.version === 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6)) {
    const read = readIcmp(bytes, start, end, ip.version)
    if ('message' in read) return { icmp: read.message }
    note(read.problem)
  }
  return {}
}

/** What `buildPacket` writes; whatever is absent has the value of an ordinary packet. */
export interface PacketDescription {
  readonly source: IpAddress
  readonly destination: IpAddress
  readonly hopLimit?: number
  readonly trafficClass?: number
  readonly identification?: number
  readonly dontFragment?: boolean
  /** One of these: a TCP segment's fields, a UDP datagram, an ICMP message. */
  readonly tcp?: Partial<
    Omit<TcpSegment, 'payload' | 'payloadOffset' | 'payloadLength' | 'sackLeft' | 'sackRight' | 'reset'>
  > & {
    readonly sack?: readonly (readonly [left: number, right: number])[]
  }
  readonly udp?: { readonly sourcePort: number; readonly destinationPort: number }
  readonly icmp?: IcmpDescription
  /** Of TCP or UDP. */
  readonly payload?: Uint8Array
}

/**
 * Writes a packet, lengths and checksums included.
 *
 * @throws {RangeError} When the addresses differ in version, the parts do not fit, or there is not exactly one of
 *   `tcp`, `udp` and `icmp`.
 */
export function buildPacket(description: PacketDescription): Uint8Array {
  const { source, destination, tcp, udp, icmp, payload = new Uint8Array(0) } = description
  if (source.version !== destination.version)
    throw new RangeError('source and destination differ in IP version')
  if ([tcp, udp, icmp].filter((part) => part !== undefined).length !== 1) {
    throw new RangeError('a packet has exactly one of tcp, udp and icmp')
  }
  const segment = tcp === undefined ? undefined : segmentOf(tcp)
  const message = icmp === undefined ? undefined : icmpBytes(icmp, source.version)
  const headerLength = segment === undefined ? (udp === undefined ? 0 : 8) : tcpHeaderLength(segment)
  const body = message ?? payload
  const ip = new IpHeader()
  ip.version = source.version
  ip.hopLimit = description.hopLimit ?? 64
  ip.trafficClass = description.trafficClass ?? 0
  ip.identification = description.identification ?? 0
  ip.dontFragment = description.dontFragment ?? true
  ip.payloadLength = headerLength + body.length
  if (segment !== undefined) ip.protocol = PROTOCOL_TCP
  else if (udp !== undefined) ip.protocol = PROTOCOL_UDP
  else ip.protocol = source.version === 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6
  const length = (source.version === 4 ? 20 : 40) + ip.payloadLength
  if (length > 65_535) throw new RangeError(`a packet of ${length} bytes is over 65535`)
  const buffer = new PacketBuffer((length + 3) & ~3)
  buffer.length = length
  const { bytes } = buffer
  writeIpHeader(bytes, ip, source.bytes, destination.bytes)
  if (segment !== undefined) writeTcpHeader(bytes, ip.payloadOffset, segment)
  if (udp !== undefined) {
    const header = Object.assign(new UdpHeader(), udp, { payloadLength: body.length })
    writeUdpHeader(bytes, ip.payloadOffset, header)
  }
  bytes.set(body, ip.payloadOffset + headerLength)
  writeTransportChecksum(buffer, ip)
  return bytes.subarray(0, length)
}

function segmentOf(fields: NonNullable<PacketDescription['tcp']>): TcpSegment {
  const { sack = [], ...rest } = fields
  if (sack.length > 4) throw new RangeError('at most 4 SACK blocks fit')
  const segment = Object.assign(new TcpSegment(), rest)
  if (sack.length > 0) segment.sackCount = sack.length
  for (const [i, [left, right]] of sack.entries()) {
    segment.sackLeft[i] = left
    segment.sackRight[i] = right
  }
  return segment
}

/** @returns One line in tcpdump's manner: `10.0.0.1.40000 > 10.0.0.2.8888: Flags [S], seq 1, win 65535, length 0`. */
export function describePacket(packet: Packet): string {
  const { ip, source, destination, tcp, udp, icmp, problems } = packet
  const trouble = problems.map(({ offset, message }) => ` [${message}, at byte ${offset}]`).join('')
  if (source === undefined || destination === undefined) return `not an IP packet${trouble}`
  const between = (from: number, to: number): string => `${source.key}.${from} > ${destination.key}.${to}`
  if (tcp !== undefined)
    return `${between(tcp.sourcePort, tcp.destinationPort)}: ${describeTcp(tcp)}${trouble}`
  if (udp !== undefined) {
    return `${between(udp.sourcePort, udp.destinationPort)}: UDP, length ${udp.payloadLength}${trouble}`
  }
  if (icmp !== undefined) {
    const reason = icmp.reason === undefined ? '' : ` ${icmp.reason}`
    return `${source.key} > ${destination.key}: ICMP ${icmp.kind}${reason}, length ${icmp.body.length + 8}${trouble}`
  }
  return `${source.key} > ${destination.key}: ip-proto-${ip.protocol}, length ${ip.payloadLength}${trouble}`
}

const LETTERS: Readonly<Record<string, string>> = {
  SYN: 'S',
  FIN: 'F',
  RST: 'R',
  PSH: 'P',
  ACK: '.',
  URG: 'U',
  ECE: 'E',
  CWR: 'W',
  AE: 'e',
}

function describeTcp(tcp: TcpSegment): string {
  const parts = [
    `Flags [${flagNames(tcp.flags)
      .map((name) => LETTERS[name])
      .join('')}]`,
  ]
  const end = (tcp.seq + tcp.payloadLength) >>> 0
  parts.push(tcp.payloadLength > 0 ? `seq ${tcp.seq}:${end}` : `seq ${tcp.seq}`)
  if ((tcp.flags & 0x10) !== 0) parts.push(`ack ${tcp.ack}`)
  parts.push(`win ${tcp.window}`)
  if ((tcp.flags & 0x20) !== 0) parts.push(`urg ${tcp.urgentPointer}`)
  const options: string[] = []
  if (tcp.mss >= 0) options.push(`mss ${tcp.mss}`)
  if (tcp.sackPermitted) options.push('sackOK')
  if (tcp.hasTimestamps) options.push(`TS val ${tcp.tsVal} ecr ${tcp.tsEcr}`)
  if (tcp.windowScale >= 0) options.push(`wscale ${tcp.windowScale}`)
  for (let i = 0; i < tcp.sackCount; i++) options.push(`sack {${tcp.sackLeft[i]}:${tcp.sackRight[i]}}`)
  if (tcp.fastOpenCookie !== undefined) options.push(`tfo ${tcp.fastOpenCookie.length} bytes`)
  for (const { kind, data } of tcp.unknownOptions ?? [])
    options.push(`option ${kind} of ${data.length} bytes`)
  if (options.length > 0) parts.push(`options [${options.join(',')}]`)
  return `${parts.join(', ')}, length ${tcp.payloadLength}`
}
