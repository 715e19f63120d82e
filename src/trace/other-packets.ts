import type { Nanos } from '../base/index.ts'
import { type IpHeader, IpAddress, PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_UDP } from '../wire/index.ts'
import type { CapturedPacket } from '../capture/index.ts'

/** A packet that is not TCP, or not the first fragment of one. */
export interface OtherPacket {
  /** Place among all packets of the capture, from 0. */
  readonly packet: number
  readonly time: Nanos
  readonly arrival: Nanos | undefined
  readonly fate: 'delivered' | 'lost'
  readonly why: string | undefined
  readonly protocol: 'udp' | 'icmp' | 'fragment' | 'other'
  /** The IP protocol number. */
  readonly number: number
  readonly source: string
  readonly destination: string
  /** UDP only. */
  readonly sourcePort: number | undefined
  readonly destinationPort: number | undefined
  /** ICMP only. */
  readonly type: number | undefined
  readonly code: number | undefined
  /** Bytes after the IP header. */
  readonly length: number
}

/** Reads what a diagram needs to draw a packet that is not TCP. */
export function readOther(packet: CapturedPacket, ip: IpHeader, index: number): OtherPacket {
  const { bytes } = packet
  const size = ip.version === 4 ? 4 : 16
  const at = ip.payloadOffset
  const room = bytes.length - at
  const fragment = ip.fragmentOffset > 0
  const udp = ip.protocol === PROTOCOL_UDP
  const icmp = ip.protocol === PROTOCOL_ICMP || ip.protocol === PROTOCOL_ICMPV6
  const hasPorts = udp && !fragment && room >= 4
  const hasType = icmp && !fragment && room >= 2
  const u16 = (place: number): number => ((bytes[place] as number) << 8) | (bytes[place + 1] as number)
  return {
    packet: index,
    time: packet.time,
    arrival: packet.arrival,
    fate: packet.fate ?? 'delivered',
    why: packet.why,
    protocol: fragment ? 'fragment' : udp ? 'udp' : icmp ? 'icmp' : 'other',
    number: ip.protocol,
    source: new IpAddress(bytes.subarray(ip.sourceOffset, ip.sourceOffset + size)).toString(),
    destination: new IpAddress(bytes.subarray(ip.destinationOffset, ip.destinationOffset + size)).toString(),
    sourcePort: hasPorts ? u16(at) : undefined,
    destinationPort: hasPorts ? u16(at + 2) : undefined,
    type: hasType ? bytes[at] : undefined,
    code: hasType ? bytes[at + 1] : undefined,
    length: Math.max(ip.offset + ip.totalLength - at, 0),
  }
}
