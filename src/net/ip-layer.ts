import { SynfinError, type Clock, type Random } from '../base/index.ts'
import {
  IpAddress,
  IpHeader,
  parseIpAddress,
  writeIpHeader,
  writeTransportChecksum,
  type PacketBuffer,
  type PacketPool,
} from '../wire/index.ts'
import type { Direction } from '../link/index.ts'
import type { Prefix } from './prefix.ts'
import { netSentences as t } from './sentences.ts'

const LOOPBACK_4 = parseIpAddress('127.0.0.1') as IpAddress
const LOOPBACK_6 = parseIpAddress('::1') as IpAddress

/** How packets get from here to there: through which direction of which link, and with which source. */
export interface Route {
  readonly out: Direction
  readonly source: IpAddress
  readonly destination: IpAddress
}

/** The largest packet that IPv4 can say the length of. */
const LARGEST_4 = 65_535

/** @returns The largest packet that this way begins with, bytes from the IP header on. */
export function largestPacket({ out, source }: Route): number {
  return source.version === 4 ? Math.min(out.link.mtu, LARGEST_4) : out.link.mtu
}

/** The IP layer of a host: its addresses, its routes, and the headers of what it sends. */
export class IpLayer {
  readonly addresses: readonly IpAddress[]
  readonly clock: Clock
  readonly random: Random
  readonly pool: PacketPool
  /** The header last written by `begin`. */
  readonly header: IpHeader = new IpHeader()
  readonly #own: ReadonlySet<string>
  readonly #neighbours = new Map<string, Direction>()
  /** Ways to whole prefixes, the longest first. */
  readonly #prefixes: { readonly prefix: Prefix; readonly out: Direction }[] = []
  readonly #hostName: string
  #loopback: Direction | undefined
  #identification: number

  constructor(
    hostName: string,
    addresses: readonly IpAddress[],
    core: { readonly clock: Clock; readonly random: Random; readonly pool: PacketPool },
  ) {
    this.#hostName = hostName
    this.addresses = addresses
    this.#own = new Set(addresses.map((address) => address.key))
    this.clock = core.clock
    this.random = core.random
    this.pool = core.pool
    this.#identification = core.random.substream('ip-id').below(65_536)
  }

  /** Puts the wire in that leads back to this host. */
  setLoopback(out: Direction): void {
    this.#loopback = out
  }

  /** A neighbour is reached at its addresses through this direction. */
  addNeighbour(addresses: readonly string[], out: Direction): void {
    for (const address of addresses) this.#neighbours.set(address, out)
  }

  /** What no neighbour has, and begins with this prefix, goes through this direction. */
  addPrefix(prefix: Prefix, out: Direction): void {
    this.#prefixes.push({ prefix, out })
    this.#prefixes.sort((a, b) => b.prefix.length - a.prefix.length)
  }

  /** @returns True for an address at which this host takes packets: its own, and all of loopback. */
  isLocal(address: IpAddress): boolean {
    return this.#own.has(address.key) || isLoopback(address)
  }

  /**
   * Finds the way to an address. `0.0.0.0` and `::` mean this host, as Linux has it.
   *
   * @param from - The source that a socket is bound to; undefined: one is chosen.
   * @throws {SynfinError} ENETUNREACH when there is no link to it; EADDRNOTAVAIL when `from` is not this host's;
   *   EINVAL when the two are of different IP versions.
   */
  route(destination: IpAddress, from?: IpAddress): Route {
    const to = unspecifiedToLoopback(destination)
    if (from !== undefined && !this.isLocal(from)) {
      throw new SynfinError('EADDRNOTAVAIL', t.notOwnAddress, { address: from.key, host: this.#hostName })
    }
    if (from !== undefined && from.version !== to.version) {
      throw new SynfinError('EINVAL', t.otherVersion, { to: to.key, from: from.key })
    }
    if (this.isLocal(to)) {
      const usual = isLoopback(to) ? (to.version === 4 ? LOOPBACK_4 : LOOPBACK_6) : to
      return { out: this.#loopback as Direction, source: from ?? usual, destination: to }
    }
    const out = this.#wayTo(to)
    const source = from ?? this.addresses.find(({ version }) => version === to.version)
    if (out === undefined || source === undefined || isLoopback(source)) {
      throw new SynfinError('ENETUNREACH', t.noLinkTo, { host: this.#hostName, to: to.key })
    }
    return { out, source, destination: to }
  }

  /** @returns The way back to where a packet came from; undefined when there is none. */
  routeBack(bytes: Uint8Array, ip: IpHeader): Route | undefined {
    const source = addressAt(bytes, ip.sourceOffset, ip.version)
    const destination = addressAt(bytes, ip.destinationOffset, ip.version)
    const out = this.isLocal(source) ? this.#loopback : this.#wayTo(source)
    return out === undefined ? undefined : { out, source: destination, destination: source }
  }

  #wayTo(address: IpAddress): Direction | undefined {
    return (
      this.#neighbours.get(address.key) ?? this.#prefixes.find(({ prefix }) => prefix.contains(address))?.out
    )
  }

  /**
   * Begins a packet: a buffer with its IP header written; the payload goes to `header.payloadOffset`.
   *
   * @param payloadLength - Bytes after the IP header.
   * @param dontFragment - IPv4: whether routers must not cut it up (RFC 791, DF).
   * @param trafficClass - DSCP and ECN (RFC 2474, RFC 3168).
   */
  begin(
    source: IpAddress,
    destination: IpAddress,
    protocol: number,
    payloadLength: number,
    trafficClass = 0,
    dontFragment = true,
  ): PacketBuffer {
    const { header } = this
    header.trafficClass = trafficClass
    header.version = source.version
    header.protocol = protocol
    header.payloadLength = payloadLength
    // Links here never fragment; the number is for routers outside, and for whoever reads the capture.
    header.dontFragment = dontFragment
    header.identification = this.#identification
    this.#identification = (this.#identification + 1) & 0xffff
    const buffer = this.pool.take((source.version === 4 ? 20 : 40) + payloadLength)
    writeIpHeader(buffer.bytes, header, source.bytes, destination.bytes)
    return buffer
  }

  /** Fills in the checksum of what `begin` began, unless it is offloaded, and sends it. */
  finish(buffer: PacketBuffer, out: Direction): void {
    if (out.link.checksums) writeTransportChecksum(buffer, this.header)
    out.send(buffer)
  }
}

/** @returns The address that stands in a packet, copied. */
export function addressAt(bytes: Uint8Array, offset: number, version: 4 | 6): IpAddress {
  return new IpAddress(bytes.subarray(offset, offset + (version === 4 ? 4 : 16)))
}

/** 127.0.0.0/8 (RFC 1122 §3.2.1.3) or ::1 (RFC 4291 §2.5.3). */
export function isLoopback(address: IpAddress): boolean {
  return address.version === 4 ? address.bytes[0] === 127 : address.key === '::1'
}

function unspecifiedToLoopback(address: IpAddress): IpAddress {
  if (address.key === '0.0.0.0') return LOOPBACK_4
  return address.key === '::' ? LOOPBACK_6 : address
}
