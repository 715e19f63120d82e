import { SynfinError } from '../base/index.ts'
import {
  IpHeader,
  parseIpAddress,
  readIp,
  verifyIpChecksum,
  verifyTransportChecksum,
  type IpAddress,
  type PacketBuffer,
} from '../wire/index.ts'
import { type LinkEnd, type NetworkCore, Link, type LinkOptions } from '../link/index.ts'
import type { Host } from './host.ts'
import { netSentences as t } from './sentences.ts'

/** How an outside device is made. `forward` is the path from the host to the device, `back` the one to the host. */
export interface OutsideOptions extends Omit<LinkOptions, 'checksums'> {
  /**
   * Addresses and prefixes (`192.0.2.0/24`) that are reached through it; the longest prefix counts, links before
   * devices. Default: whatever has no other way.
   */
  readonly addresses?: readonly string[]
  /**
   * Largest packet that may come in, bytes. Default: the MTU. A device with segmentation offload hands over packets
   * that are larger than what fits the wire (`IFF_VNET_HDR`), up to 65,575.
   */
  readonly receiveMtu?: number
  /** What the taps call the other end. Default `outside`. */
  readonly peer?: string
  /** Takes a packet that leaves, from its IP header on, in the clock's turn. The bytes are borrowed for the call. */
  send(bytes: Uint8Array): void
}

/** A host's way out of the network: a TUN device, a WebSocket, whatever carries whole IP packets. */
export interface Outside {
  /** The wire between the host and the device: its path, its MTU, its name. */
  readonly link: Link
  /**
   * A packet has come in: it goes through the path to the host. What is no packet is dropped by the host, as on any
   * wire.
   *
   * @param bytes - The packet from its IP header on, copied.
   * @param segmentSize - Payload of each of the TCP segments that the device has put together in it (`gso_size`); absent
   *   or 0: it is one.
   * @throws {SynfinError} EINVAL when it is longer than IP allows.
   */
  receive(bytes: Uint8Array, segmentSize?: number): void
}

/** IPv6: 40 bytes of header and 65,535 of payload. */
const LARGEST_PACKET = 65_575

/** Makes the device and its wire; the network puts it in its place. */
export function createOutside(core: NetworkCore, host: Host, options: OutsideOptions): Outside {
  const peer = options.peer ?? 'outside'
  const inside = new Inside(host)
  const end = new Outer(peer, (bytes) => options.send(bytes))
  const link = new Link(core, inside, end, options.name ?? `${host.name}-${peer}`, options)
  if (options.receiveMtu !== undefined) link.back.largest = options.receiveMtu
  return {
    link,
    receive(bytes, segmentSize = 0) {
      if (bytes.length > LARGEST_PACKET) {
        throw new SynfinError('EINVAL', t.packetTooLong, { most: LARGEST_PACKET, length: bytes.length })
      }
      const buffer = core.pool.take(bytes.length)
      buffer.bytes.set(bytes)
      buffer.segmentSize = segmentSize
      link.back.send(buffer)
    },
  }
}

/** The host's end: what comes from outside may not pretend to come from the host itself. */
class Inside implements LinkEnd {
  readonly name: string
  readonly #host: Host
  readonly #own: readonly IpAddress[]
  readonly #header = new IpHeader()

  constructor(host: Host) {
    this.name = host.name
    this.#host = host
    this.#own = host.addresses.map((text) => parseIpAddress(text) as IpAddress)
  }

  receive(buffer: PacketBuffer, verify: boolean): boolean {
    const ip = this.#header
    const { bytes, length } = buffer
    if (readIp(bytes, 0, length, ip) !== undefined) return false
    // RFC 1122 §3.2.1.3 (c) and (g): a martian, dropped silently.
    if (isLoopbackAt(bytes, ip.sourceOffset, ip) || isLoopbackAt(bytes, ip.destinationOffset, ip)) return true
    for (const own of this.#own)
      if (own.version === ip.version && standsAt(bytes, ip.sourceOffset, own)) return true
    return this.#host.receive(buffer, verify)
  }
}

const LOOPBACK_6 = parseIpAddress('::1') as IpAddress

function isLoopbackAt(bytes: Uint8Array, at: number, ip: IpHeader): boolean {
  return ip.version === 4 ? bytes[at] === 127 : standsAt(bytes, at, LOOPBACK_6)
}

function standsAt(bytes: Uint8Array, at: number, address: IpAddress): boolean {
  for (let i = 0; i < address.bytes.length; i++) if (bytes[at + i] !== address.bytes[i]) return false
  return true
}

/** The device's end. */
class Outer implements LinkEnd {
  readonly name: string
  readonly #send: (bytes: Uint8Array) => void
  readonly #header = new IpHeader()

  constructor(name: string, send: (bytes: Uint8Array) => void) {
    this.name = name
    this.#send = send
  }

  receive(buffer: PacketBuffer, _verify: boolean, corrupted: boolean): boolean {
    this.#send(buffer.bytes.subarray(0, buffer.length))
    // What was corrupted leaves as it is. Nobody reports what the receiver makes of it: his checksum decides.
    return !corrupted || this.#isSound(buffer)
  }

  #isSound(buffer: PacketBuffer): boolean {
    const ip = this.#header
    if (readIp(buffer.bytes, 0, buffer.length, ip) !== undefined) return false
    return verifyIpChecksum(buffer.bytes, ip) && verifyTransportChecksum(buffer, ip)
  }
}
