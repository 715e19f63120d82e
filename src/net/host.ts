import { type Clock, SynfinError } from '../base/index.ts'
import type { StackSettings, TcpStatistics } from '../tcp/index.ts'
import {
  IpHeader,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  readIp,
  verifyIpChecksum,
  type IpAddress,
  type PacketBuffer,
  icmpErrorFor,
} from '../wire/index.ts'
import type { Direction, LinkEnd, NetworkCore, Link } from '../link/index.ts'
import { receiveIcmp, type IcmpError } from './icmp.ts'
import { addressAt, IpLayer } from './ip-layer.ts'
import type { Prefix } from './prefix.ts'
import type { ListenerOptions, LocalOptions, OpenOptions } from './tcp/open-options.ts'
import { TcpLayer } from './tcp/tcp-layer.ts'
import type { BoundPort, TcpEndpoint, TcpListenerEndpoint, UdpEndpoint } from './types.ts'
import { UdpLayer } from './udp.ts'
import { netSentences as t } from './sentences.ts'

/** A machine on the network: addresses, ports, TCP, UDP and ICMP. */
export class Host implements LinkEnd {
  readonly name: string
  /** The time of its network. */
  readonly clock: Clock
  readonly #ip: IpLayer
  readonly #tcp: TcpLayer
  readonly #udp: UdpLayer
  readonly #header = new IpHeader()
  readonly #resolve: (name: string) => readonly string[]
  #loopback: Link | undefined

  /** Made by `Network.host`. */
  constructor(
    name: string,
    addresses: readonly IpAddress[],
    core: NetworkCore,
    resolve: (name: string) => readonly string[],
  ) {
    this.name = name
    this.clock = core.clock
    this.#resolve = resolve
    const random = core.random.substream(`host/${name}`)
    this.#ip = new IpLayer(name, addresses, { clock: core.clock, pool: core.pool, random })
    this.#tcp = new TcpLayer(this.#ip)
    this.#udp = new UdpLayer(this.#ip)
  }

  /** As text: dotted IPv4, IPv6 as in RFC 5952. */
  get addresses(): readonly string[] {
    return this.#ip.addresses.map((address) => address.key)
  }

  /** The wire from this host to itself: 127.0.0.0/8, ::1 and its own addresses. Taps see it as any other. */
  get loopback(): Link {
    return this.#loopback as Link
  }

  /** The TCP connections there are, as `ss` would list them, in whatever state; handshakes of listeners are none yet. */
  get connections(): readonly TcpEndpoint[] {
    return this.#tcp.connections
  }

  /** What Linux keeps as `net.ipv4.tcp_*` for all connections of a host. Read as it is needed. */
  get tcpSettings(): StackSettings {
    return this.#tcp.settings
  }

  /** What its TCP has dropped and refused since it began, as `nstat` reports it; it goes on counting. */
  get tcpStatistics(): TcpStatistics {
    return this.#tcp.statistics
  }

  /**
   * Changes some of the settings, as `sysctl -w` does: for the connections there are too.
   *
   * @throws {SynfinError} EINVAL for a setting that does not exist or a value out of range; then none is changed.
   */
  configureTcp(changes: Partial<StackSettings>): void {
    this.#tcp.configure(changes)
  }

  /**
   * Takes a port, to be used later as the `local` of `openTcp` or `listenTcp`.
   *
   * @param local - Absent address: all; absent port or 0: one is picked.
   * @param reuseAddress - SO_REUSEADDR. Default true.
   * @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL, EINVAL.
   */
  bindTcp(local: LocalOptions = {}, reuseAddress = true): BoundPort {
    return this.#tcp.bind(local, reuseAddress)
  }

  /**
   * Active OPEN: the SYN leaves within this call.
   *
   * @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL (also when no port is left), ENETUNREACH, EINVAL.
   */
  openTcp(options: OpenOptions): TcpEndpoint {
    return this.#tcp.open(options)
  }

  /**
   * Passive OPEN.
   *
   * @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL, EINVAL.
   */
  listenTcp(options: ListenerOptions): TcpListenerEndpoint {
    return this.#tcp.listen(options)
  }

  /**
   * Opens a UDP socket.
   *
   * @param options - `local.address`: default all; `local.port`: default an ephemeral one.
   * @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL, EINVAL.
   */
  openUdp(options: { readonly local?: LocalOptions } = {}): UdpEndpoint {
    return this.#udp.open(options.local)
  }

  /** @returns The addresses of a host's name, as `Network.resolve`. @throws {SynfinError} ENOTFOUND. */
  resolve(name: string): readonly string[] {
    return this.#resolve(name)
  }

  /**
   * Sends a packet as it is, as a raw socket does: nothing is filled in or checked but where it goes.
   *
   * @param bytes - The packet from its IP header on, copied.
   * @throws {SynfinError} EINVAL when it has no readable IP header, ENETUNREACH.
   */
  sendPacket(bytes: Uint8Array): void {
    const ip = new IpHeader()
    if (readIp(bytes, 0, bytes.length, ip) !== undefined) {
      throw new SynfinError('EINVAL', t.noIpHeader)
    }
    const { out } = this.#ip.route(addressAt(bytes, ip.destinationOffset, ip.version))
    const buffer = this.#ip.pool.take(bytes.length)
    buffer.bytes.set(bytes)
    out.send(buffer)
  }

  /** For links: a packet has arrived. */
  receive(buffer: PacketBuffer, verify: boolean): boolean {
    const ip = this.#header
    if (readIp(buffer.bytes, 0, buffer.length, ip) !== undefined) return false
    if (verify && !verifyIpChecksum(buffer.bytes, ip)) return false
    // Links do not fragment, so a fragment comes from outside and is never whole.
    if (ip.isFragment) return true
    if (ip.protocol === PROTOCOL_TCP) return this.#tcp.receive(buffer, ip, verify)
    if (!this.#ip.isLocal(addressAt(buffer.bytes, ip.destinationOffset, ip.version))) return true
    switch (ip.protocol) {
      case PROTOCOL_UDP: {
        const result = this.#udp.receive(buffer, ip, verify)
        if (result === 'closed') this.#refuse(buffer, ip, 'port')
        return result !== 'broken'
      }
      case PROTOCOL_ICMP:
      case PROTOCOL_ICMPV6:
        return receiveIcmp(this.#ip, buffer, ip, verify, (error) => this.#onIcmpError(error))
      default:
        this.#refuse(buffer, ip, 'protocol')
        return true
    }
  }

  /** For the network: the wire back to this host. */
  setLoopback(link: Link): void {
    this.#loopback = link
    this.#ip.setLoopback(link.forward)
  }

  /** For the network: a neighbour has come, at these addresses. */
  addNeighbour(addresses: readonly string[], out: Direction): void {
    this.#ip.addNeighbour(addresses, out)
  }

  /** For the network: what begins with this prefix, and no neighbour has, leaves by this way. */
  addPrefix(prefix: Prefix, out: Direction): void {
    this.#ip.addPrefix(prefix, out)
  }

  /** RFC 1122 §3.2.2.1: a host says "port unreachable" and "protocol unreachable". */
  #refuse(buffer: PacketBuffer, ip: IpHeader, reason: 'port' | 'protocol'): void {
    const back = this.#ip.routeBack(buffer.bytes, ip)
    const answer = back && icmpErrorFor(buffer, { kind: 'unreachable', reason }, this.#ip.pool)
    if (answer !== undefined) back?.out.send(answer)
  }

  #onIcmpError({ kind, mtu, quote }: IcmpError): void {
    const { source, sourcePort = 0, destination, destinationPort = 0 } = quote
    if (quote.ip.protocol === PROTOCOL_TCP) {
      this.#tcp.icmpError(kind, mtu, quote)
      return
    }
    const code =
      kind === 'unreachable-port' || kind === 'unreachable-protocol'
        ? 'ECONNREFUSED'
        : kind === 'packet-too-big'
          ? 'EMSGSIZE'
          : kind === 'unreachable-net'
            ? 'ENETUNREACH'
            : 'EHOSTUNREACH'
    this.#udp.error(code, source, sourcePort, destination, destinationPort)
  }
}
