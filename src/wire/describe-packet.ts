import { ACK, AE, CWR, ECE, FIN, PSH, RST, SYN, URG } from './flags.ts'
import type { Packet } from './packet.ts'
import type { TcpSegment } from './segment.ts'

/** tcpdump's letters, in its order. */
const LETTERS: readonly (readonly [number, string])[] = [
  [FIN, 'F'],
  [SYN, 'S'],
  [RST, 'R'],
  [PSH, 'P'],
  [ACK, '.'],
  [URG, 'U'],
  [ECE, 'E'],
  [CWR, 'W'],
  [AE, 'e'],
]

/**
 * @returns One line in the manner of `tcpdump -n -S` (absolute numbers), a TCP line in its very words:
 *   `IP 10.0.0.1.40000 > 10.0.0.2.8888: Flags [S], seq 1, win 65535, length 0`. What is wrong with the packet comes
 *   last, in brackets.
 */
export function describePacket(packet: Packet): string {
  const { ip, source, destination, tcp, udp, icmp, problems, checksums } = packet
  const notes = problems.map(({ offset, message }) => `${message}, at byte ${offset}`)
  if (checksums.ip === false) notes.push('wrong IP header checksum')
  if (checksums.transport === false) notes.push('wrong checksum')
  const trouble = notes.map((note) => ` [${note}]`).join('')
  if (source === undefined || destination === undefined) return `not an IP packet${trouble}`
  const protocol = ip.version === 4 ? 'IP' : 'IP6'
  const between = (from: number, to: number): string =>
    `${protocol} ${source.key}.${from} > ${destination.key}.${to}: `
  if (tcp !== undefined) {
    return `${between(tcp.sourcePort, tcp.destinationPort)}${describeTcp(packet, tcp)}${trouble}`
  }
  if (udp !== undefined) {
    return `${between(udp.sourcePort, udp.destinationPort)}UDP, length ${udp.payloadLength}${trouble}`
  }
  const alone = `${protocol} ${source.key} > ${destination.key}: `
  if (icmp === undefined) return `${alone}ip-proto-${ip.protocol}, length ${ip.payloadLength}${trouble}`
  return `${alone}${describeIcmp(packet)}, length ${icmp.body.length + 8}${trouble}`
}

function describeIcmp({ ip, icmp, quote }: Packet): string {
  if (icmp === undefined) return ''
  const name = ip.version === 4 ? 'ICMP' : 'ICMP6'
  const about = quote === undefined ? '' : ` about ${quote.destination.key}${portOf(quote.destinationPort)}`
  switch (icmp.kind) {
    case 'echo-request':
    case 'echo-reply':
      return `${name} ${icmp.kind.replace('-', ' ')}, id ${icmp.identifier}, seq ${icmp.sequence}`
    case 'unreachable':
      return `${name} ${icmp.reason === 'other' ? '' : `${icmp.reason} `}unreachable${about}`
    case 'packet-too-big':
      return `${name} packet too big, mtu ${icmp.mtu}${about}`
    case 'time-exceeded':
      return `${name} time exceeded${about}`
    default:
      return `${name} type ${icmp.type}, code ${icmp.code}`
  }
}

function portOf(port: number | undefined): string {
  return port === undefined ? '' : `.${port}`
}

function describeTcp(packet: Packet, tcp: TcpSegment): string {
  const letters = LETTERS.filter(([bit]) => (tcp.flags & bit) !== 0).map(([, letter]) => letter)
  const parts = [`Flags [${letters.length === 0 ? 'none' : letters.join('')}]`]
  const end = (tcp.seq + tcp.payloadLength) >>> 0
  // As tcpdump: a segment that takes no sequence space is known by its ACK.
  if (tcp.payloadLength > 0) parts.push(`seq ${tcp.seq}:${end}`)
  else if ((tcp.flags & (SYN | FIN | RST)) !== 0) parts.push(`seq ${tcp.seq}`)
  if ((tcp.flags & ACK) !== 0) parts.push(`ack ${tcp.ack}`)
  parts.push(`win ${tcp.window}`)
  if ((tcp.flags & URG) !== 0) parts.push(`urg ${tcp.urgentPointer}`)
  const options = describeOptions(packet, tcp)
  if (options.length > 0) parts.push(`options [${options.join(',')}]`)
  return `${parts.join(', ')}, length ${tcp.payloadLength}`
}

/** In the order of the bytes, the ones between included; stops where the options cannot be read on. */
function describeOptions({ bytes, ip }: Packet, tcp: TcpSegment): string[] {
  const options: string[] = []
  let at = ip.payloadOffset + 20
  while (at < tcp.payloadOffset) {
    const kind = bytes[at] as number
    if (kind === 0) {
      options.push('eol')
      break
    }
    const length = kind === 1 ? 1 : (bytes[at + 1] as number)
    if (kind !== 1 && (length < 2 || at + length > tcp.payloadOffset)) break
    options.push(kind === 1 ? 'nop' : describeOption(kind, length - 2, tcp))
    at += length
  }
  return options
}

function describeOption(kind: number, dataLength: number, tcp: TcpSegment): string {
  if (kind === 2 && dataLength === 2) return `mss ${tcp.mss}`
  if (kind === 3 && dataLength === 1) return `wscale ${tcp.windowScale}`
  if (kind === 4 && dataLength === 0) return 'sackOK'
  if (kind === 8 && dataLength === 8) return `TS val ${tcp.tsVal} ecr ${tcp.tsEcr}`
  if (kind === 5 && tcp.sackCount > 0) {
    const blocks = Array.from({ length: tcp.sackCount }, (_, i) => `{${tcp.sackLeft[i]}:${tcp.sackRight[i]}}`)
    return `sack ${tcp.sackCount} ${blocks.join('')}`
  }
  if (kind === 34 && tcp.fastOpenCookie !== undefined) {
    if (tcp.fastOpenCookie.length === 0) return 'tfo  cookiereq'
    return `tfo  cookie ${[...tcp.fastOpenCookie].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }
  return `unknown-${kind} of ${dataLength} bytes`
}
