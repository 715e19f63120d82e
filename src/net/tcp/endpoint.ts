import type { Nanos } from '../../base/index.ts'
import type {
  TcpConnection,
  ConnectionEvent,
  IcmpErrorKind,
  KeepAlive,
  SendFlags,
  Snapshot,
  SocketOptionName,
  SocketOptionValues,
  TcpInfo,
  UrgentState,
} from '../../tcp/index.ts'
import type { TcpSegment, TcpState } from '../../wire/index.ts'
import type { Binding } from '../binding.ts'
import { largestPacket, type IpLayer, type Route } from '../ip-layer.ts'
import type { PortHolder } from '../ports.ts'
import { createTimer, type Timer } from '../../link/index.ts'
import type { KnownPath } from './path-mtu-cache.ts'
import type { EndpointPlace } from './place.ts'
import { transmit } from './transmit.ts'
import type { Tuple, TupleEntry } from './tuple-table.ts'
import type { Endpoint, TcpEndpoint } from '../types.ts'

const NO_FLAGS: SendFlags = {}

/** Where an endpoint goes whose handshake is done: into the accept queue. */
export interface Parent {
  established(endpoint: HostTcpEndpoint): void
}

/** One connection of a host: the engine's `TcpConnection`, its segments as packets, its deadline as a timer. */
export class HostTcpEndpoint implements TcpEndpoint, TupleEntry, PortHolder {
  readonly tuple: Tuple
  readonly binding: Binding
  readonly reuse: boolean
  readonly picked: boolean
  readonly listening = false
  readonly local: Endpoint
  readonly remote: Endpoint
  nextInBucket: TupleEntry | undefined = undefined
  onEvent: ((event: ConnectionEvent) => void) | undefined = undefined
  readonly #connection: TcpConnection
  readonly #ip: IpLayer
  readonly #route: Route
  readonly #timer: Timer
  readonly #remove: (endpoint: HostTcpEndpoint) => void
  #parent: Parent | undefined
  #error: TcpEndpoint['error']
  #unreachable: 'EHOSTUNREACH' | 'ENETUNREACH' = 'EHOSTUNREACH'
  /** Until then routers may cut its packets up: see `PathMtuCache`. */
  #fragmentUntil: Nanos = Number.NEGATIVE_INFINITY
  #pumping = false
  #gone = false

  constructor(
    place: EndpointPlace,
    connection: TcpConnection,
    ip: IpLayer,
    parent: Parent | undefined,
    remove: (endpoint: HostTcpEndpoint) => void,
    path: KnownPath | undefined,
  ) {
    const { binding, route } = place
    this.tuple = place.tuple
    this.binding = binding
    this.reuse = place.reuse
    this.picked = place.picked
    this.local = { address: route.source.key, port: binding.port }
    this.remote = { address: route.destination.key, port: place.remotePort }
    this.#connection = connection
    this.#ip = ip
    this.#route = route
    this.#parent = parent
    this.#remove = remove
    if (path?.mayFragment === true) this.#fragmentUntil = path.until
    this.#timer = createTimer(ip.clock, () => this.#onDeadline())
  }

  get state(): TcpState {
    return this.#connection.state
  }

  get readableLength(): number {
    return this.#connection.readableLength
  }

  get isReadable(): boolean {
    return this.#connection.isReadable
  }

  get lengthToMark(): number {
    return this.#connection.lengthToMark
  }

  get urgentState(): UrgentState {
    return this.#connection.urgentState
  }

  get isAtMark(): boolean {
    return this.#connection.isAtMark
  }

  get endOfStream(): boolean {
    return this.#connection.endOfStream
  }

  get writableLength(): number {
    return this.#connection.writableLength
  }

  get isWritable(): boolean {
    return this.#connection.isWritable
  }

  get acknowledgedLength(): number {
    return this.#connection.acknowledgedLength
  }

  get error(): TcpEndpoint['error'] {
    return this.#error
  }

  send(bytes: Uint8Array, flags: SendFlags = NO_FLAGS): number {
    const taken = this.#connection.send(bytes, this.#now(), flags)
    this.#pump()
    return taken
  }

  read(target: Uint8Array): number {
    const length = this.#connection.read(target, this.#now())
    // The window may have opened.
    if (length > 0) this.#pump()
    return length
  }

  peek(target: Uint8Array): number {
    return this.#connection.peek(target)
  }

  takeUrgent(keep: boolean): number | undefined {
    return this.#connection.takeUrgent(keep)
  }

  close(): void {
    this.#connection.close(this.#now())
    this.#pump()
  }

  shutdownReceive(): void {
    this.#connection.shutdownReceive(this.#now())
    this.#pump()
  }

  release(): void {
    if (this.#gone) return
    this.onEvent = undefined
    // SO_LINGER with no time at all: a RST (Linux __tcp_close).
    // TIME-WAIT is the host's, whatever the owner does (Linux tcp_time_wait).
    const isAborted = this.#connection.getOption('linger') === 0 && this.state !== 'TIME-WAIT'
    if (isAborted) this.#connection.abort(this.#now())
    else this.#connection.release(this.#now())
    this.#pump()
  }

  abort(): void {
    this.#connection.abort(this.#now())
    this.#pump()
  }

  setNoDelay(on: boolean): void {
    this.#connection.setNoDelay(on)
    this.#pump()
  }

  setKeepAlive(keepAlive: KeepAlive | undefined): void {
    this.#connection.setKeepAlive(keepAlive, this.#now())
    this.#pump()
  }

  setOption<N extends SocketOptionName>(name: N, value: SocketOptionValues[N]): void {
    this.#connection.setOption(name, value, this.#now())
    this.#pump()
  }

  getOption<N extends SocketOptionName>(name: N): SocketOptionValues[N] {
    return this.#connection.getOption(name)
  }

  snapshot(): Snapshot {
    return this.#connection.snapshot()
  }

  info(): TcpInfo {
    return this.#connection.info(this.#now())
  }

  /** Sends the SYN. */
  open(): void {
    this.#connection.open(this.#now())
    this.#pump()
  }

  /** Lets out what the handshake has left to say and to tell. */
  start(): void {
    this.#pump()
  }

  /** Taken out of the accept queue. */
  accepted(): void {
    this.#connection.accepted()
  }

  /** A segment has arrived for this connection. */
  receive(segment: TcpSegment, trafficClass: number): void {
    this.#connection.receive(segment, this.#now(), trafficClass)
    this.#pump()
  }

  /** @returns True when this connection is in TIME-WAIT and a new one may take its place (RFC 6191). */
  acceptsReuse(segment: TcpSegment): boolean {
    return this.#connection.acceptsReuse(segment)
  }

  /** One past the last sequence number used, as on the wire. */
  get lastSequence(): number {
    const { iss, snd } = this.#connection.snapshot()
    return (iss + snd.nxt) >>> 0
  }

  /** Makes room for a new connection: TIME-WAIT is over. */
  retire(): void {
    this.#finish()
    this.onEvent?.({ type: 'closed', reason: 'finished' })
  }

  /** An ICMP error about a segment of this connection. */
  icmpError(kind: Exclude<IcmpErrorKind, 'packet-too-big'>): void {
    if (kind === 'unreachable-net') this.#unreachable = 'ENETUNREACH'
    else if (kind === 'unreachable-host') this.#unreachable = 'EHOSTUNREACH'
    this.#connection.icmpError(kind, this.#now())
    this.#pump()
  }

  /** An ICMP error has reported that the path is narrower (RFC 1191, RFC 8201). */
  narrowed(path: KnownPath): void {
    if (path.mayFragment) this.#fragmentUntil = path.until
    this.#connection.icmpError('packet-too-big', this.#now(), path.mtu)
    this.#pump()
  }

  #now(): Nanos {
    return this.#ip.clock.now()
  }

  #onDeadline(): void {
    this.#connection.onDeadline(this.#now())
    this.#pump()
  }

  /**
   * Brings out all that the engine has: segments first, as Linux answers before the application runs, then the
   * events, whose owner may send and read again from within; then the time of the next deadline.
   */
  #pump(): void {
    if (this.#gone) return
    this.#transmit()
    if (this.#pumping) return
    this.#pumping = true
    try {
      const connection = this.#connection
      for (let event = connection.pollEvent(); event !== undefined; event = connection.pollEvent()) {
        this.#report(event)
        this.#transmit()
      }
    } finally {
      this.#pumping = false
    }
    if (!this.#gone) this.#timer.set(this.#connection.nextDeadline())
  }

  #transmit(): void {
    const connection = this.#connection
    const now = this.#now()
    if (!transmit(connection, this.#ip, this.#route, now, now >= this.#fragmentUntil)) return
    // The way is looked up for each packet: a link that takes larger ones now is noticed then. A smaller one is reported by ICMP.
    const mtu = largestPacket(this.#route)
    if (mtu > connection.routeMtu && connection.routeMtu > 0) connection.setRouteMtu(mtu)
  }

  #report(event: ConnectionEvent): void {
    const parent = this.#parent
    if (event.type === 'established' && parent !== undefined) {
      this.#parent = undefined
      parent.established(this)
    } else if (event.type === 'closed') {
      this.#error = this.#errorFor(event.reason)
      this.#transmit()
      this.#finish()
    }
    this.onEvent?.(event)
  }

  #finish(): void {
    this.#gone = true
    this.#timer.set(Number.POSITIVE_INFINITY)
    this.#remove(this)
  }

  #errorFor(reason: Extract<ConnectionEvent, { type: 'closed' }>['reason']): TcpEndpoint['error'] {
    switch (reason) {
      case 'finished':
        return undefined
      case 'aborted':
        return 'ECONNABORTED'
      case 'reset':
        return 'ECONNRESET'
      case 'refused':
        return 'ECONNREFUSED'
      case 'timed-out':
        return 'ETIMEDOUT'
      default:
        return this.#unreachable
    }
  }
}
