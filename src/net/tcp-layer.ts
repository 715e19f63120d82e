import { SynfinError } from '../base/index.ts'
import {
  ChallengeBudget,
  Connection,
  initialSequenceNumber,
  LINUX_SETTINGS,
  resetReply,
  SocketOptions,
  timestampOffset,
  withSettings,
  type IcmpErrorKind,
  type StackSettings,
} from '../tcp/index.ts'
import {
  PROTOCOL_TCP,
  readTcp,
  seqAdd,
  seqDiff,
  tcpHeaderLength,
  TcpSegment,
  verifyTransportChecksum,
  writeTcpHeader,
  type IcmpQuote,
  type IpAddress,
  type IpHeader,
  type PacketBuffer,
} from '../wire/index.ts'
import { addressOf, bindingOf, bindingTo, checkPort, takes, type Binding } from './binding.ts'
import { addressAt, type IpLayer, type Route } from './ip-layer.ts'
import { PortTable, type PortHolder } from './ports.ts'
import { HostTcpEndpoint, type Parent, type Place } from './tcp-endpoint.ts'
import { TcpTotals, type TcpCounters } from './tcp-counters.ts'
import { Listener } from './tcp-listener.ts'
import { tupleOf, TupleTable } from './tuple-table.ts'
import type { BoundPort, Endpoint, TcpEndpoint, TcpListenerEndpoint, TcpSettings } from './types.ts'

/** Where a socket is to be bound. Absent address: all (`::`); absent port or 0: one is picked. */
export interface LocalOptions {
  readonly address?: string
  readonly port?: number
  /** IPV6_V6ONLY: all addresses are those of IPv6 alone. Default false. */
  readonly onlyIpv6?: boolean
}

/** What an active OPEN may be given. */
export interface OpenOptions {
  /** A port taken before with `bindTcp`, or where to bind. */
  readonly local?: LocalOptions | BoundPort
  readonly remote: Endpoint
  readonly settings?: TcpSettings
  /** SO_REUSEADDR: a bound port may have connections in TIME-WAIT. Default false. */
  readonly reuseAddress?: boolean
}

/** What a passive OPEN may be given. */
export interface ListenOptions {
  readonly local: LocalOptions | BoundPort
  /** Finished handshakes that may wait, less one, as listen() counts them. Default 128. */
  readonly backlog?: number
  /** Unfinished handshakes that may wait (`tcp_max_syn_backlog`). Default 4,096, or the backlog when that is more. */
  readonly synBacklog?: number
  readonly settings?: TcpSettings
  /** SO_REUSEADDR. Default true, as servers are written. */
  readonly reuseAddress?: boolean
}

const SYN_BACKLOG = 4_096
const BACKLOG = 128
/**
 * How far beyond the last number of a connection in TIME-WAIT the one that takes its place begins (RFC 9293 §3.6.1),
 * when the ISN clock has not got there: at more than 250 kB/s data is faster. Linux's distance.
 */
const BEYOND = 65_537
/** The largest MTU that IPv4 can fill. */
const LARGEST_4 = 65_535

/** TCP of a host: its connections, its listeners, its ports. */
export class TcpLayer {
  readonly #ip: IpLayer
  readonly #ports: PortTable
  readonly #connections = new TupleTable<HostTcpEndpoint>()
  readonly #listeners = new Map<number, Listener[]>()
  readonly #segment = new TcpSegment()
  readonly #reply = new TcpSegment()
  readonly #secret: Uint8Array
  /** One object for all connections, changed in place. */
  readonly settings: StackSettings = { ...LINUX_SETTINGS }
  readonly #totals = new TcpTotals()
  #opened = 0
  readonly #challenges: ChallengeBudget

  constructor(ip: IpLayer) {
    this.#ip = ip
    this.#ports = new PortTable(ip.random.substream('tcp-ports'))
    const random = ip.random.substream('isn')
    this.#challenges = new ChallengeBudget(ip.random.substream('challenge'))
    this.#secret = Uint8Array.from({ length: 16 }, () => random.below(256))
  }

  /** Changes some settings, for the connections there are too. @throws {SynfinError} EINVAL; then none is changed. */
  configure(changes: Partial<StackSettings>): void {
    Object.assign(this.settings, withSettings(this.settings, changes))
  }

  /** What has been dropped and refused since the host began. */
  get counters(): TcpCounters {
    return this.#totals.sum([...this.#connections].map(({ counters }) => counters))
  }

  /** The connections there are, whatever their state. */
  get connections(): readonly TcpEndpoint[] {
    return [...this.#connections]
  }

  /** Takes a port for later. @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL, EINVAL. */
  bind(local: LocalOptions, reuse: boolean): Bound {
    const port = local.port ?? 0
    let binding = bindingOf(local.address, port, local.onlyIpv6)
    if (binding.address !== undefined && !this.#ip.isLocal(binding.address)) {
      throw new SynfinError('EADDRNOTAVAIL', `${binding.text} is not an address of this host.`)
    }
    if (port === 0) binding = bindingOf(local.address, this.#ports.pickFree(), local.onlyIpv6)
    else this.#ports.check(binding, reuse)
    const bound = new Bound(this.#ports, binding, reuse)
    this.#ports.hold(bound)
    return bound
  }

  open(options: OpenOptions): TcpEndpoint {
    const { local, remote, settings = {}, reuseAddress = false } = options
    checkPort(remote.port, 1)
    const destination = addressOf(remote.address)
    const bound = local instanceof Bound ? local : undefined
    bound?.mustBeFree()
    const wanted = bound?.binding ?? wantedBy(local as LocalOptions | undefined)
    if (!takes(wanted, destination.version)) {
      throw new SynfinError(
        'EINVAL',
        `${remote.address} cannot be reached from ${wanted.text}: other IP version.`,
      )
    }
    const route = this.#ip.route(destination, wanted.address)
    const reuse = bound?.reuse ?? reuseAddress
    const port = wanted.port === 0 ? this.#pick(route, remote.port) : wanted.port
    const binding = bindingTo(route.source, port)
    if (wanted.port !== 0 && bound === undefined) this.#ports.check(wanted, reuse)
    const tuple = tupleOf(route.destination, remote.port, route.source, port)
    if (this.#connections.get(tuple) !== undefined) {
      throw new SynfinError(
        'EADDRNOTAVAIL',
        `Port ${port} has a connection to ${remote.address} port ${remote.port} already, perhaps in TIME-WAIT.`,
      )
    }
    bound?.use()
    const place = { binding, reuse, picked: wanted.port === 0, tuple, route, remotePort: remote.port }
    const endpoint = this.#add(place, settings, undefined)
    endpoint.open()
    return endpoint
  }

  listen(options: ListenOptions): TcpListenerEndpoint {
    const { local, backlog = BACKLOG, settings = {}, reuseAddress = true } = options
    const synBacklog = options.synBacklog ?? Math.max(SYN_BACKLOG, backlog)
    if (!Number.isInteger(backlog) || backlog < 0) {
      throw new SynfinError('EINVAL', `A backlog is a whole number from 0, not ${backlog}.`)
    }
    const bound = local instanceof Bound ? local : this.bind(local as LocalOptions, reuseAddress)
    bound.use()
    // A port bound with SO_REUSEADDR beside others is not yet one on which to listen beside them.
    this.#ports.check(bound.binding, bound.reuse)
    const sockets = settings.socketOptions?.copy() ?? new SocketOptions(settings.settings ?? this.settings)
    const given = { backlog, synBacklog, reuse: bound.reuse, settings, options: sockets }
    const listener = new Listener(this, bound.binding, given)
    this.#ports.hold(listener)
    const others = this.#listeners.get(listener.binding.port)
    if (others === undefined) this.#listeners.set(listener.binding.port, [listener])
    else others.push(listener)
    return listener
  }

  /** For listeners. */
  close(listener: Listener): void {
    const { port } = listener.binding
    this.#ports.release(listener)
    const others = (this.#listeners.get(port) ?? []).filter((other) => other !== listener)
    if (others.length === 0) this.#listeners.delete(port)
    else this.#listeners.set(port, others)
  }

  /** @returns False when the segment is broken. */
  receive(buffer: PacketBuffer, ip: IpHeader, verify: boolean): boolean {
    if (verify && !verifyTransportChecksum(buffer, ip)) return false
    const segment = this.#segment
    const end = ip.payloadOffset + ip.payloadLength
    const wrong = readTcp(buffer.bytes, ip.payloadOffset, end, segment)
    // A wrong option is stepped over; anything else leaves no segment to speak of.
    if (wrong !== undefined && !wrong.field.startsWith('tcp.options')) return false
    segment.trafficClass = ip.trafficClass
    segment.segmentSize = buffer.segmentSize
    const endpoint = this.#connections.find(buffer.words, ip)
    if (endpoint !== undefined && !this.#givesWay(endpoint, segment)) {
      endpoint.receive(segment)
      return true
    }
    const last = endpoint?.lastSequence
    endpoint?.retire()
    this.#receiveUnknown(buffer, ip, segment, last)
    return true
  }

  /** Whether a connection in TIME-WAIT makes room for this SYN (RFC 9293 §3.6.1): only if somebody listens. */
  #givesWay(endpoint: HostTcpEndpoint, segment: TcpSegment): boolean {
    const { address, port } = endpoint.binding
    return (
      endpoint.state === 'TIME-WAIT' &&
      endpoint.acceptsReuse(segment) &&
      address !== undefined &&
      this.#listenerFor(address, port) !== undefined
    )
  }

  /** An ICMP error about a segment that a connection of ours sent. */
  icmpError(kind: IcmpErrorKind, mtu: number | undefined, quote: IcmpQuote): void {
    const { source, sourcePort = 0, destination, destinationPort = 0, seq } = quote
    const endpoint = this.#connections.get(tupleOf(destination, destinationPort, source, sourcePort))
    if (endpoint === undefined || seq === undefined) return
    // RFC 5927 §4.1: an error about a number that is not under way was made up, or comes too late to matter.
    const { snd, iss } = endpoint.snapshot()
    const position = snd.una + ((seq - (iss + snd.una)) | 0)
    if (position >= snd.una && position <= snd.max) endpoint.icmpError(kind, mtu)
    else this.#totals.outOfWindowIcmps++
  }

  /** No connection: a listener begins one, or the answer is a RST. */
  #receiveUnknown(buffer: PacketBuffer, ip: IpHeader, segment: TcpSegment, last?: number): void {
    const { bytes } = buffer
    const local = addressAt(bytes, ip.destinationOffset, ip.version)
    const route = this.#ip.isLocal(local) ? this.#ip.routeBack(bytes, ip) : undefined
    if (route === undefined) return
    const listener = this.#listenerFor(local, segment.destinationPort)
    const verdict = listener?.judge(segment) ?? 'reset'
    if (verdict === 'reset') this.#reset(segment, route)
    else if (verdict === 'begin' && listener !== undefined) this.#begin(listener, segment, route, last)
  }

  #begin(listener: Listener, segment: TcpSegment, route: Route, last: number | undefined): void {
    const { sourcePort, destinationPort } = segment
    const place = {
      binding: bindingTo(route.source, destinationPort),
      reuse: listener.reuse,
      picked: false,
      tuple: tupleOf(route.destination, sourcePort, route.source, destinationPort),
      route,
      remotePort: sourcePort,
    }
    const endpoint = this.#add(
      place,
      { ...listener.settings, socketOptions: listener.options },
      listener,
      last,
    )
    listener.began(endpoint)
    endpoint.receive(segment)
  }

  /** @param last - The last number that the connection used whose place this one takes. */
  #add(place: Place, settings: TcpSettings, parent: Parent | undefined, last?: number): HostTcpEndpoint {
    const { route, binding, remotePort } = place
    const four = route.source.version === 4
    const mtu = four ? Math.min(route.out.link.mtu, LARGEST_4) : route.out.link.mtu
    const ipHeaderLength = four ? 20 : 40
    const iss = this.#iss(route.source, binding.port, route.destination, remotePort)
    const connection = new Connection({
      settings: this.settings,
      challengeBudget: this.#challenges,
      ...settings,
      localPort: binding.port,
      remotePort,
      iss: last !== undefined && seqDiff(iss, last) <= 0 ? seqAdd(last, BEYOND) : iss,
      mss: mtu - ipHeaderLength - 20,
      ipHeaderLength,
      random: this.#ip.random.substream(`tcp/${this.#opened++}`),
      timestampOffset: timestampOffset(this.#secret, route.source.bytes, route.destination.bytes),
    })
    if (parent !== undefined) connection.listen()
    const endpoint = new HostTcpEndpoint(place, connection, this.#ip, parent, (gone) => this.#remove(gone))
    this.#connections.add(endpoint)
    this.#ports.hold(endpoint)
    return endpoint
  }

  #remove(endpoint: HostTcpEndpoint): void {
    this.#totals.retire(endpoint.counters)
    this.#connections.delete(endpoint)
    this.#ports.release(endpoint)
  }

  #listenerFor(local: IpAddress, port: number): Listener | undefined {
    let best: Listener | undefined
    for (const listener of this.#listeners.get(port) ?? []) {
      const { binding } = listener
      if (!takes(binding, local.version)) continue
      if (binding.address?.equals(local) === true) return listener
      if (binding.address === undefined) best = listener
    }
    return best
  }

  /** RFC 9293 §3.10.7.1. */
  #reset(segment: TcpSegment, { out, source, destination }: Route): void {
    const reply = this.#reply
    if (!resetReply(segment, reply)) return
    const buffer = this.#ip.begin(source, destination, PROTOCOL_TCP, tcpHeaderLength(reply))
    writeTcpHeader(buffer.bytes, this.#ip.header.payloadOffset, reply)
    this.#ip.finish(buffer, out)
  }

  #pick({ source, destination }: Route, remotePort: number): number {
    let peer = remotePort
    for (const byte of [...source.bytes, ...destination.bytes]) peer = Math.imul(peer ^ byte, 0x01000193)
    const isFree = (port: number): boolean =>
      this.#connections.get(tupleOf(destination, remotePort, source, port)) === undefined
    return this.#ports.pickFor(peer, isFree)
  }

  #iss(local: IpAddress, localPort: number, remote: IpAddress, remotePort: number): number {
    const now = this.#ip.clock.now()
    return initialSequenceNumber(this.#secret, local.bytes, localPort, remote.bytes, remotePort, now)
  }
}

/** A port that is taken and not yet used. */
export class Bound implements BoundPort, PortHolder {
  readonly binding: Binding
  readonly reuse: boolean
  readonly listening = false
  readonly picked = false
  readonly #ports: PortTable
  #used = false

  constructor(ports: PortTable, binding: Binding, reuse: boolean) {
    this.#ports = ports
    this.binding = binding
    this.reuse = reuse
  }

  get local(): Endpoint {
    return { address: this.binding.text, port: this.binding.port }
  }

  close(): void {
    if (!this.#used) this.#ports.release(this)
    this.#used = true
  }

  /** @throws {SynfinError} EINVAL once it has been closed or used. */
  mustBeFree(): void {
    if (this.#used) throw new SynfinError('EINVAL', 'This port has been closed or used already.')
  }

  /** Hands the port over to a connection or a listener. @throws {SynfinError} EINVAL the second time. */
  use(): void {
    this.mustBeFree()
    this.close()
  }
}

/** Where an active OPEN that was not bound before shall come from. */
function wantedBy({ address, port = 0, onlyIpv6 = false }: LocalOptions = {}): Binding {
  return bindingOf(address, port, onlyIpv6)
}
