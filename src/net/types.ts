import type { Nanos } from '../base/index.ts'
import type {
  ConnectionEvent,
  KeepAlive,
  SendFlags,
  Snapshot,
  SocketOptionName,
  SocketOptions,
  SocketOptionValues,
  StackSettings,
  TcpInfo,
  UrgentState,
} from '../tcp/index.ts'
import type { TcpState } from '../wire/index.ts'

/** An address and a port. Addresses are text: dotted IPv4, or IPv6 in RFC 5952 form. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** What the owner of a TCP connection may choose; whatever is absent has Linux's default. */
export interface TcpSettings {
  /** In place of the host's settings. */
  readonly settings?: StackSettings
  /** Options set before there was a connection: copied. What stands below goes before them. */
  readonly socketOptions?: SocketOptions | undefined
  readonly sendBuffer?: number
  readonly receiveBuffer?: number
  readonly noDelay?: boolean
  readonly keepAlive?: KeepAlive | undefined
  readonly userTimeout?: Nanos | undefined
  readonly timestamps?: boolean
  readonly windowScaling?: boolean
  readonly sack?: boolean
  readonly msl?: Nanos
}

/**
 * One TCP connection of a host: what a process holds as a connected socket. It owns the engine's `Connection`,
 * feeds it segments and time, and puts on the wire what it asks to send. No call here waits.
 */
export interface TcpEndpoint {
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly state: TcpState
  /** Bytes that a read would give now. */
  readonly readableLength: number
  /** Whether `poll` would call it readable: so much as SO_RCVLOWAT waits, or the peer cannot send more. */
  readonly isReadable: boolean
  /** Bytes that a read would give before it stops at the urgent byte (SIOCINQ). */
  readonly lengthToMark: number
  /** What is known of the peer's urgent byte. */
  readonly urgentState: UrgentState
  /** The urgent byte comes next (SIOCATMARK). */
  readonly isAtMark: boolean
  /** The peer's FIN has arrived in order and every byte before it has been read. */
  readonly endOfStream: boolean
  /** Bytes the send buffer would take now. */
  readonly writableLength: number
  /** Whether `poll` would call it writable: a third of the send buffer is free and little waits unsent. If not, `writable` follows. */
  readonly isWritable: boolean
  /** Bytes sent by this end and acknowledged by the peer's TCP. */
  readonly acknowledgedLength: number
  /** Set once the connection is gone: a POSIX code, or undefined after an orderly end. */
  readonly error:
    | 'ECONNREFUSED'
    | 'ECONNRESET'
    | 'ETIMEDOUT'
    | 'EHOSTUNREACH'
    | 'ENETUNREACH'
    | 'ECONNABORTED'
    | undefined
  /** Called for each event, within the clock's turn that made it. */
  onEvent: ((event: ConnectionEvent) => void) | undefined
  /**
   * @returns How many bytes were copied into the send buffer: fewer than given when it is full.
   */
  send(bytes: Uint8Array, flags?: SendFlags): number
  /** @returns How many bytes were copied to `target`; 0 when none wait. */
  read(target: Uint8Array): number
  /** Copies what a read would give, which stays (MSG_PEEK). @returns How many bytes. */
  peek(target: Uint8Array): number
  /** The urgent byte out of turn (MSG_OOB). @param keep - It stays to be taken again. @returns undefined when it is not here. */
  takeUrgent(keep: boolean): number | undefined
  /** RFC 9293 CLOSE: FIN after what is buffered; reading goes on. */
  close(): void
  /**
   * shutdown(SHUT_RD), as Linux has it: an empty buffer reads as the end of the stream; what comes is still kept, and can
   * be read; once this end has closed too, it is answered with a RST.
   */
  shutdownReceive(): void
  /** The owner lets go: close(), and a RST instead of a FIN when unread bytes wait or arrive later (RFC 9293 §3.6.1, as Linux). */
  release(): void
  /** RFC 9293 ABORT: a RST, buffers dropped. */
  abort(): void
  /** TCP_NODELAY. */
  setNoDelay(on: boolean): void
  /** SO_KEEPALIVE with its times; undefined: off. */
  setKeepAlive(keepAlive: KeepAlive | undefined): void
  /** `setsockopt`. @throws {SynfinError} EINVAL for a value out of range. */
  setOption<N extends SocketOptionName>(name: N, value: SocketOptionValues[N]): void
  /** `getsockopt`. */
  getOption<N extends SocketOptionName>(name: N): SocketOptionValues[N]
  /** All variables of the connection, now. */
  snapshot(): Snapshot
  /** The fields of Linux's `tcp_info`, under its names, now. */
  info(): TcpInfo
}

/** A passive socket: the SYN queue and the accept queue, with the backlog counted as Linux counts it. */
export interface TcpListenerEndpoint {
  readonly local: Endpoint
  readonly backlog: number
  /** Handshakes not yet finished. */
  readonly synQueueLength: number
  /** Connections that wait to be accepted. */
  readonly acceptQueueLength: number
  /** What the connections that come from now on inherit; may be set at any time. */
  readonly options: SocketOptions
  /** Called when a connection has come into the accept queue. */
  onPending: (() => void) | undefined
  /** @returns The oldest waiting connection; undefined when none waits. */
  accept(): TcpEndpoint | undefined
  /** Refuses new clients (RST), resets those not yet accepted, leaves the accepted ones alone. */
  close(): void
}

/** A datagram and where it came from. */
export interface Datagram {
  readonly bytes: Uint8Array
  readonly from: Endpoint
}

/** A UDP socket of a host. */
export interface UdpEndpoint {
  readonly local: Endpoint
  readonly remote: Endpoint | undefined
  onReadable: (() => void) | undefined
  /** An ICMP error for a connected socket: port unreachable is ECONNREFUSED. */
  onError: ((code: string) => void) | undefined
  /** Sets the default peer and takes datagrams from it alone. */
  connect(remote: Endpoint): void
  /** @throws {SynfinError} EMSGSIZE, EDESTADDRREQ, ENETUNREACH, EINVAL. */
  send(bytes: Uint8Array, to?: Endpoint): void
  /** @returns The oldest datagram that waits; undefined when none does. */
  receive(): Datagram | undefined
  /** Gives the port back. */
  close(): void
}

/** A TCP port that is taken and not yet used: what a bound socket holds before it listens or connects. */
export interface BoundPort {
  readonly local: Endpoint
  /** Gives the port back, unless `openTcp` or `listenTcp` has taken it over. */
  close(): void
}
