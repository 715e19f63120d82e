import { own } from '../base/index.ts'
import {
  type IcmpDescription,
  icmpBytes,
  type IcmpMessage,
  type IcmpQuote,
  readIcmp,
  readIcmpQuote,
} from './icmp.ts'
import { IpAddress } from './ip-address.ts'
import {
  IpHeader,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  isCutShort,
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
  /** The packet that an ICMP error is about. */
  readonly quote?: IcmpQuote
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
  const isCut = wrong !== undefined && isCutShort(wrong, ip)
  if (wrong !== undefined && !isCut) {
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
  const transport = ip.fragmentOffset > 0 ? {} : parseTransport(bytes, ip, isCut, problems)
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
  isCut: boolean,
  problems: WireProblem[],
): Pick<Packet, 'tcp' | 'udp' | 'icmp' | 'quote'> {
  const start = ip.payloadOffset
  const end = start + ip.payloadLength
  const note = (wrong: WireProblem | undefined): boolean => {
    if (wrong !== undefined) problems.push(wrong)
    return wrong === undefined
  }
  if (ip.protocol === PROTOCOL_TCP) {
    const tcp = new TcpSegment()
    const wrong = readTcp(bytes, start, end, tcp)
    // A capture with a short snap length cuts the options off: the fixed fields are there all the same.
    const isReadable = note(wrong) || wrong?.field === 'tcp.options' || (isCut && end - start >= 20)
    return isReadable ? { tcp } : {}
  }
  if (ip.protocol === PROTOCOL_UDP) {
    const udp = new UdpHeader()
    const wrong = readUdp(bytes, start, end, udp)
    return note(wrong) || end - start >= 8 ? { udp } : {}
  }
  if (ip.protocol === (ip.version === 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6)) {
    const read = readIcmp(bytes, start, end, ip.version)
    if ('message' in read) return { icmp: read.message, ...quoteOf(read.message) }
    note(read.problem)
  }
  return {}
}

function quoteOf(message: IcmpMessage): { readonly quote?: IcmpQuote } {
  if (message.kind === 'echo-request' || message.kind === 'echo-reply' || message.kind === 'other') return {}
  const quote = readIcmpQuote(message.body)
  return quote === undefined ? {} : { quote }
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
 * @throws {RangeError} When the addresses differ in version, a number is not one of its field's, the parts do not
 *   fit, or there is not exactly one of `tcp`, `udp` and `icmp`.
 */
export function buildPacket(description: PacketDescription): Uint8Array {
  const { source, destination, tcp, udp, icmp, payload = new Uint8Array(0) } = description
  if (source.version !== destination.version)
    throw new RangeError('source and destination differ in IP version')
  if ([tcp, udp, icmp].filter((part) => part !== undefined).length !== 1) {
    throw new RangeError('a packet has exactly one of tcp, udp and icmp')
  }
  for (const fields of [description, tcp, udp, icmp]) if (fields !== undefined) checkRanges(fields)
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
  // Before the buffer is made: writeIpHeader says the same of IPv4, and of IPv6 without its own header.
  const most = source.version === 4 ? 65_535 : 65_575
  if (length > most) throw new RangeError(`a packet of ${length} bytes is over ${most}`)
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

/** The largest value of each number in a description. */
const LARGEST: Readonly<Record<string, number>> = {
  hopLimit: 0xff,
  trafficClass: 0xff,
  identification: 0xffff,
  sourcePort: 0xffff,
  destinationPort: 0xffff,
  seq: 0xffff_ffff,
  ack: 0xffff_ffff,
  flags: 0x1ff,
  window: 0xffff,
  urgentPointer: 0xffff,
  mss: 0xffff,
  windowScale: 0xff,
  sackCount: 4,
  tsVal: 0xffff_ffff,
  tsEcr: 0xffff_ffff,
  identifier: 0xffff,
  sequence: 0xffff,
  mtu: 0xffff_ffff,
}

function checkRanges(fields: object): void {
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    const largest = own(LARGEST, name)
    if (largest === undefined || value === undefined) continue
    const isAbsent = value === -1 && (name === 'mss' || name === 'windowScale')
    const isFit = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= largest
    if (!isFit && !isAbsent)
      throw new RangeError(`${name} is an integer from 0 to ${largest}, not ${value as number}`)
  }
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
