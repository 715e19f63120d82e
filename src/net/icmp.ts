import type { IcmpErrorKind } from '../tcp/index.ts'
import {
  icmpBytes,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  readIcmp,
  readIcmpQuote,
  verifyTransportChecksum,
  type IcmpMessage,
  type IcmpQuote,
  type IpHeader,
  type PacketBuffer,
} from '../wire/index.ts'
import type { IpLayer } from './ip-layer.ts'

/** An ICMP error about a packet that this host has sent. */
export interface IcmpError {
  readonly kind: IcmpErrorKind
  /** Of packet too big. */
  readonly mtu: number | undefined
  readonly quote: IcmpQuote
}

/**
 * Takes an ICMP or ICMPv6 message: answers an echo request (RFC 1122 §3.2.2.6), hands an error to whom it is for.
 *
 * @param onError - Called with an error about a TCP segment or a UDP datagram of ours.
 * @returns False when the message is broken.
 */
export function receiveIcmp(
  ip: IpLayer,
  buffer: PacketBuffer,
  header: IpHeader,
  verify: boolean,
  onError: (error: IcmpError) => void,
): boolean {
  // ICMP belongs to the version of IP it is made for; the other one's is ignored.
  if (header.protocol !== (header.version === 4 ? PROTOCOL_ICMP : PROTOCOL_ICMPV6)) return true
  if (verify && !verifyTransportChecksum(buffer, header)) return false
  const { bytes } = buffer
  const end = header.payloadOffset + header.payloadLength
  const read = readIcmp(bytes, header.payloadOffset, end, header.version)
  if ('problem' in read) return false
  const { message } = read
  if (message.kind === 'echo-request') {
    answerEcho(ip, bytes, header, message)
    return true
  }
  const kind = kindOf(message)
  const quote = kind && readIcmpQuote(message.body)
  if (kind === undefined || quote?.destinationPort === undefined || !ip.isLocal(quote.source)) return true
  if (quote.ip.protocol === PROTOCOL_TCP || quote.ip.protocol === PROTOCOL_UDP) {
    onError({ kind, mtu: message.mtu, quote })
  }
  return true
}

function answerEcho(ip: IpLayer, bytes: Uint8Array, header: IpHeader, request: IcmpMessage): void {
  const back = ip.routeBack(bytes, header)
  if (back === undefined) return
  const { identifier = 0, sequence = 0, body } = request
  const reply = icmpBytes({ kind: 'echo-reply', identifier, sequence, body }, header.version)
  const buffer = ip.begin(back.source, back.destination, header.protocol, reply.length)
  buffer.bytes.set(reply, ip.header.payloadOffset)
  ip.finish(buffer, back.out)
}

function kindOf({ kind, reason }: IcmpMessage): IcmpErrorKind | undefined {
  if (kind === 'packet-too-big' || kind === 'time-exceeded') return kind
  if (kind !== 'unreachable') return undefined
  switch (reason) {
    case 'net':
      return 'unreachable-net'
    case 'protocol':
      return 'unreachable-protocol'
    case 'port':
      return 'unreachable-port'
    case 'host':
    case 'prohibited':
      // RFC 1122 §3.2.2.1: what is forbidden on the way is out of reach.
      return 'unreachable-host'
    default:
      return undefined
  }
}
