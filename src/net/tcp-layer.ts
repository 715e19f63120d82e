import { MILLISECOND, SynfinError } from '../base/index.ts'
import {
  ChallengeBudget,
  TcpConnection,
  cookieOf,
  initialSequenceNumber,
  keepSyn,
  LINUX_SETTINGS,
  readCookie,
  resetReply,
  SocketOptions,
  stampOptions,
  TcpStatistics,
  timestampOffset,
  withSettings,
  type CookieKey,
  type IcmpErrorKind,
  type StackSettings,
} from '../tcp/index.ts'
import {
  PROTOCOL_TCP,
  readTcp,
  seqAdd,
  seqDiff,
  SYN,
  tcpHeaderLength,
  TcpSegment,
  verifyTransportChecksum,
  writeTcpHeader,
  type IcmpQuote,
  type IpAddress,
  type IpHeader,
  type PacketBuffer,
} from '../wire/index.ts'
import { HeldPort } from './bound-port.ts'
import { addressOf, bindingOf, bindingTo, checkPort, takes, type Binding } from './binding.ts'
import { HalfOpen } from './half-open.ts'
import { addressAt, largestPacket, type IpLayer, type Route } from './ip-layer.ts'
import { PathMtuCache, type KnownPath } from './path-mtu-cache.ts'
import { PortTable } from './ports.ts'
import { HostTcpEndpoint, type Parent, type EndpointPlace } from './tcp-endpoint.ts'
import { TcpListener } from './tcp-listener.ts'
import { transmit } from './transmit.ts'
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
export interface ListenerOptions {
  readonly local: LocalOptions | BoundPort
  /** Finished handshakes that may wait, less one, as listen() counts them. Default 128. */
  readonly backlog?: number
  /** Unfinished handshakes that may wait; beyond them SYN cookies are sent. Default: as many as the backlog, as Linux. */
  readonly synBacklog?: number
  readonly settings?: TcpSettings
  /** SO_REUSEADDR. Default true, as servers are written. */
  readonly reuseAddress?: boolean
}

const BACKLOG = 128
/**
 * How far beyond the last number of a connection in TIME-WAIT the one that takes its place begins (RFC 9293 §3.6.1),
 * when the ISN clock has not got there: at more than 250 kB/s data is faster. Linux's distance.
 */
const BEYOND = 65_537
/** TCP option: MD5 signature (RFC 2385). */
const KIND_MD5 = 19

/** TCP of a host: its connections, its listeners, its ports. */
export class TcpLayer {
  readonly #ip: IpLayer
  readonly #ports: PortTable
  readonly #connections = new TupleTable<HostTcpEndpoint>()
  readonly #listeners = new Map<number, TcpListener[]>()
  readonly #segment = new TcpSegment()
  readonly #reply = new TcpSegment()
  readonly #secret: Uint8Array
  /** One object for all connections, changed in place. */
  readonly settings: StackSettings = { ...LINUX_SETTINGS }
  readonly #pathMtus = new PathMtuCache(this.settings)
  #opened = 0
  readonly #challenges: ChallengeBudget
  readonly #halfOpen = new TupleTable<HalfOpen>()
  readonly #onGone = (gone: HostTcpEndpoint): void => this.#remove(gone)
  readonly statistics: TcpStatistics = new TcpStatistics()

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

  /** The connections there are, whatever their state. */
  get connections(): readonly TcpEndpoint[] {
    return [...this.#connections]
  }

  /** Takes a port for later. @throws {SynfinError} EADDRINUSE, EADDRNOTAVAIL, EINVAL. */
  bind(local: LocalOptions, reuse: boolean): HeldPort {
    const port = local.port ?? 0
    let binding = bindingOf(local.address, port, local.onlyIpv6)
    if (binding.address !== undefined && !this.#ip.isLocal(binding.address)) {
      throw new SynfinError('EADDRNOTAVAIL', `${binding.text} is not an address of this host.`)
    }
    if (port === 0) binding = bindingOf(local.address, this.#ports.pickFree(), local.onlyIpv6)
    else this.#ports.check(binding, reuse)
    const bound = new HeldPort(this.#ports, binding, reuse)
    this.#ports.hold(bound)
    return bound
  }

  open(options: OpenOptions): TcpEndpoint {
    const { local, remote, settings = {}, reuseAddress = false } = options
    checkPort(remote.port, 1)
    const destination = addressOf(remote.address)
    const bound = local instanceof HeldPort ? local : undefined
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
    const iss = this.#iss(route.source, port, route.destination, remote.port)
    const endpoint = this.#adopt(place, this.#connectionFor(place, settings, iss), undefined)
    endpoint.open()
    return endpoint
  }

  listen(options: ListenerOptions): TcpListenerEndpoint {
    const { local, backlog = BACKLOG, settings = {}, reuseAddress = true } = options
    if (!Number.isInteger(backlog) || backlog < 0) {
      throw new SynfinError('EINVAL', `A backlog is a whole number from 0, not ${backlog}.`)
    }
    const bound = local instanceof HeldPort ? local : this.bind(local as LocalOptions, reuseAddress)
    bound.use()
    // A port bound with SO_REUSEADDR beside others is not yet one on which to listen beside them.
    this.#ports.check(bound.binding, bound.reuse)
    const sockets = settings.socketOptions?.copy() ?? new SocketOptions(settings.settings ?? this.settings)
    const { statistics } = this
    const stack = settings.settings ?? this.settings
    const { reuse } = bound
    const { synBacklog } = options
    const listener = new TcpListener(this, bound.binding, {
      backlog,
      synBacklog,
      reuse,
      given: settings,
      settings: stack,
      options: sockets,
      statistics,
    })
    this.#ports.hold(listener)
    const others = this.#listeners.get(listener.binding.port)
    if (others === undefined) this.#listeners.set(listener.binding.port, [listener])
    else others.push(listener)
    return listener
  }

  /** For listeners. */
  close(listener: TcpListener): void {
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
    // A signature that nobody has agreed on (RFC 2385): a forgery, or a mistake, and no answer (Linux tcp_inbound_hash).
    if (segment.unknownOptions?.some(({ kind }) => kind === KIND_MD5) === true) {
      this.statistics.TCPMD5Unexpected++
      return true
    }
    segment.trafficClass = ip.trafficClass
    segment.segmentSize = buffer.segmentSize
    const endpoint = this.#connections.find(buffer.words, ip)
    if (endpoint !== undefined && !this.#givesWay(endpoint, segment)) {
      endpoint.receive(segment)
      return true
    }
    const half = endpoint === undefined ? this.#halfOpen.find(buffer.words, ip) : undefined
    if (half !== undefined) {
      half.receive(segment)
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
    const tuple = tupleOf(destination, destinationPort, source, sourcePort)
    const endpoint = this.#connections.get(tuple)
    if (seq === undefined) return
    if (endpoint === undefined) {
      this.#icmpErrorOfHandshake(this.#halfOpen.get(tuple), kind, seq)
      return
    }
    // RFC 5927 §4.1: an error about a number that is not under way was made up, or comes too late to matter.
    const { snd, iss } = endpoint.snapshot()
    const position = snd.una + ((seq - (iss + snd.una)) | 0)
    if (position < snd.una || position > snd.max) this.statistics.OutOfWindowIcmps++
    else {
      if (kind !== 'packet-too-big') endpoint.icmpError(kind)
      else if (mtu !== undefined) {
        const path = this.#pathMtus.learn(destination.key, destination.version, mtu, this.#ip.clock.now())
        if (path !== undefined) endpoint.narrowed(path)
      }
    }
  }

  /** Linux tcp_req_err: only what says that nobody is there ends a handshake. */
  #icmpErrorOfHandshake(half: HalfOpen | undefined, kind: IcmpErrorKind, seq: number): void {
    if (half === undefined) return
    if (seq !== half.iss) this.statistics.OutOfWindowIcmps++
    else if (kind === 'unreachable-host' || kind === 'unreachable-net' || kind === 'time-exceeded')
      this.drop(half)
  }

  /** No connection: a listener begins one, or the answer is a RST. */
  #receiveUnknown(buffer: PacketBuffer, ip: IpHeader, segment: TcpSegment, last?: number): void {
    const { bytes } = buffer
    const local = addressAt(bytes, ip.destinationOffset, ip.version)
    const route = this.#ip.isLocal(local) ? this.#ip.routeBack(bytes, ip) : undefined
    if (route === undefined) return
    const listener = this.#listenerFor(local, segment.destinationPort)
    const now = this.#ip.clock.now()
    switch (listener?.judge(segment, now)) {
      case 'drop':
        return
      case 'begin':
        this.#begin(listener, segment, route, last)
        return
      case 'cookie':
        this.#sendCookie(listener, segment, route)
        return
      case 'acknowledge':
        if (this.#takeCookie(listener, segment, route)) return
        this.#reset(segment, route)
        return
      default:
        this.#reset(segment, route)
    }
  }

  #begin(listener: TcpListener, segment: TcpSegment, route: Route, last: number | undefined): void {
    const place = placeOf(listener, segment, route)
    const iss = this.#iss(route.source, segment.destinationPort, route.destination, segment.sourcePort)
    const beyond = last !== undefined && seqDiff(iss, last) <= 0 ? seqAdd(last, BEYOND) : iss
    const half = new HalfOpen(this, place, listener, beyond, segment)
    this.#halfOpen.add(half)
    listener.began(half)
    half.begin(segment)
  }

  /** The queue of handshakes is full: the SYN-ACK itself remembers what the SYN was (RFC 4987 §3.6). */
  #sendCookie(listener: TcpListener, segment: TcpSegment, route: Route): void {
    const now = this.#ip.clock.now()
    const syn = keepSyn(segment)
    const place = placeOf(listener, segment, route)
    const takesEcn = listener.settings.ecn !== 0 && segment.hasTimestamps
    const cookie = cookieOf(this.#cookieKey(place), syn, route.source.version === 4 ? 536 : 1220, now)
    // The clock of its timestamps stands a little back, so that the low bits say what was asked for.
    const stamp = stampOptions(syn, now, takesEcn) - Math.floor(now / MILLISECOND)
    const settings = takesEcn ? listener.settings : { ...listener.settings, ecn: 0 as const }
    const connection = this.#connectionFor(place, { ...this.#given(listener), settings }, cookie, stamp)
    connection.listen()
    connection.receive(segment, now)
    this.statistics.SyncookiesSent++
    transmit(connection, this.#ip, route, now)
  }

  /** @returns False when the ACK answers no cookie of ours. */
  #takeCookie(listener: TcpListener, segment: TcpSegment, route: Route): boolean {
    const now = this.#ip.clock.now()
    if ((segment.flags & SYN) !== 0 || !listener.takesCookies(now)) return false
    const place = placeOf(listener, segment, route)
    const offset = this.#timestampOffset(route)
    const options = segment.hasTimestamps && segment.tsEcr !== 0 ? (segment.tsEcr - offset) & 63 : -1
    const syn = readCookie(this.#cookieKey(place), segment, options, now)
    if (syn === undefined) {
      this.statistics.SyncookiesFailed++
      return false
    }
    this.statistics.SyncookiesRecv++
    if (listener.isFull) {
      this.statistics.ListenOverflows++
      return true
    }
    const connection = this.#connectionFor(place, this.#given(listener), (segment.ack - 1) >>> 0)
    connection.resume({
      syn,
      startedAt: now,
      retransmissions: 0,
      isTimeless: true,
      answeredAt: Number.NEGATIVE_INFINITY,
    })
    connection.receive(segment, now)
    this.#adopt(place, connection, listener)
    return true
  }

  #cookieKey({ route, binding, remotePort }: EndpointPlace): CookieKey {
    const { source, destination } = route
    return {
      secret: this.#secret,
      local: source.bytes,
      localPort: binding.port,
      remote: destination.bytes,
      remotePort,
    }
  }

  /** For handshakes. */
  get ip(): IpLayer {
    return this.#ip
  }

  /** For handshakes. */
  connectionOf(half: HalfOpen): TcpConnection {
    return this.#connectionFor(half.place, this.#given(half.listener), half.iss)
  }

  /** For handshakes, and the listener that closes. */
  drop(half: HalfOpen): void {
    half.stop()
    this.#halfOpen.delete(half)
    half.listener.ended(half)
  }

  /** For handshakes. */
  promote(half: HalfOpen, connection: TcpConnection): void {
    this.drop(half)
    this.#adopt(half.place, connection, half.listener)
  }

  /** For handshakes. */
  refuse(segment: TcpSegment, half: HalfOpen): void {
    this.#reset(segment, half.place.route)
  }

  #given(listener: TcpListener): TcpSettings {
    return { ...listener.given, socketOptions: listener.options }
  }

  #adopt(place: EndpointPlace, connection: TcpConnection, parent: Parent | undefined): HostTcpEndpoint {
    const endpoint = new HostTcpEndpoint(
      place,
      connection,
      this.#ip,
      parent,
      this.#onGone,
      this.#pathOf(place.route),
    )
    this.#connections.add(endpoint)
    this.#ports.hold(endpoint)
    if (parent !== undefined) endpoint.start()
    return endpoint
  }

  /** @param stamp - Added to the offset of the timestamps, in ticks. */
  #connectionFor(
    { route, binding, remotePort }: EndpointPlace,
    settings: TcpSettings,
    iss: number,
    stamp = 0,
  ): TcpConnection {
    const ipHeaderLength = route.source.version === 4 ? 20 : 40
    const { random } = this.#ip
    const name = `tcp/${this.#opened++}`
    return new TcpConnection({
      settings: this.settings,
      statistics: this.statistics,
      challengeBudget: this.#challenges,
      ...settings,
      localPort: binding.port,
      remotePort,
      iss,
      mss: largestPacket(route) - ipHeaderLength - 20,
      pathMtu: this.#pathOf(route)?.mtu,
      ipHeaderLength,
      // Made when it is needed, which is for BBR alone.
      get random() {
        return random.substream(name)
      },
      timestampOffset: (this.#timestampOffset(route) + stamp) >>> 0,
    })
  }

  /** What ICMP has reported of the way there. */
  #pathOf({ destination }: Route): KnownPath | undefined {
    return this.#pathMtus.get(destination.key, this.#ip.clock.now())
  }

  #timestampOffset({ source, destination }: Route): number {
    return timestampOffset(this.#secret, source.bytes, destination.bytes)
  }

  #remove(endpoint: HostTcpEndpoint): void {
    this.#connections.delete(endpoint)
    this.#ports.release(endpoint)
  }

  #listenerFor(local: IpAddress, port: number): TcpListener | undefined {
    let best: TcpListener | undefined
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

/** Where the connection will stand that a segment to a listener begins. */
function placeOf(
  listener: TcpListener,
  { sourcePort, destinationPort }: TcpSegment,
  route: Route,
): EndpointPlace {
  return {
    binding: bindingTo(route.source, destinationPort),
    reuse: listener.reuse,
    picked: false,
    tuple: tupleOf(route.destination, sourcePort, route.source, destinationPort),
    route,
    remotePort: sourcePort,
  }
}

/** Where an active OPEN that was not bound before shall come from. */
function wantedBy({ address, port = 0, onlyIpv6 = false }: LocalOptions = {}): Binding {
  return bindingOf(address, port, onlyIpv6)
}
