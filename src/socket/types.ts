import type { Clock, Nanos } from '../base/index.ts'
import type { Lang } from '../say/index.ts'

/** An address and a port of this socket or of its peer. */
export interface SocketAddress {
  /** Dotted IPv4, or IPv6 in the form of RFC 5952, with its `%interface` where it has one. */
  readonly address: string
  /** 0 to 65535. */
  readonly port: number
  /** The IP version. */
  readonly family: 'IPv4' | 'IPv6'
}

/** Every call that waits takes a signal; when it aborts, that call rejects with an AbortError. */
export interface Waiting {
  /** Calls the waiting call off. */
  readonly signal?: AbortSignal | undefined
}

/** A connect may also be given up after a time. */
export interface ConnectWaiting extends Waiting {
  /** ETIMEDOUT when the peer has not answered by then; absent, the system's own patience (minutes). */
  readonly timeout?: Nanos | undefined
}

/** What `socket()` may be given. */
export interface TcpSocketOptions {
  /** TCP_NODELAY: small writes leave at once. Default false. */
  readonly noDelay?: boolean
  /** SO_KEEPALIVE, with the first probe after so much silence (the kernel counts in seconds). Default off. */
  readonly keepAlive?: Nanos | undefined
  /** Only this IP version, for names that have both and for `bind` without an address. Default: both. */
  readonly family?: 4 | 6 | undefined
  /**
   * The forced close from anywhere in the program: when it aborts, the connection (or the listener) is reset,
   * every waiting call rejects, and `closed` resolves.
   */
  readonly signal?: AbortSignal | undefined
}

/** How a connection came to its end. Resolved once, when nothing more can happen on the socket. */
export interface CloseRecord {
  /** Which side's FIN or RST came first; undefined when there was none (time-out). */
  readonly firstCloser: 'us' | 'peer' | undefined
  /** Whose FINs were sent and seen, in the order in which this end saw them; a FIN that a RST overtook is not among them. */
  readonly fins: readonly ('us' | 'peer')[]
  /** The handshake had been completed. */
  readonly connected: boolean
  /** `fin`: both directions ended in order; `reset`: a RST ended it; `error`: neither (time-out, unreachable). */
  readonly how: 'fin' | 'reset' | 'error'
  /** A POSIX code when it ended badly (`ECONNRESET`, `ETIMEDOUT`), else undefined. */
  readonly error: string | undefined
  /** Bytes handed over by `send`. */
  readonly bytesSent: number
  /**
   * How many of them the peer's TCP is known to have acknowledged: all when `how` is `fin`; after a RST at least so
   * many; undefined where the platform does not report it.
   */
  readonly bytesAcknowledged: number | undefined
  /** Bytes that were read. */
  readonly bytesReceived: number
  /** Bytes that had arrived and were never read. */
  readonly bytesUnread: number
}

/** What a TCP socket does once it is connected. Errors are `SocketError`s: POSIX code, the call, the address, and a sentence. */
export interface TcpStream {
  /** The time it lives in: a simulated network's clock; undefined: the machine's. */
  readonly clock: Clock | undefined
  /** Where this end is; undefined until bound, connected or accepted. */
  readonly localAddress: SocketAddress | undefined
  /** The peer; undefined until connected. */
  readonly remoteAddress: SocketAddress | undefined
  /** `new` can bind; `bound` can listen or connect; `listening` is passive; `connected` carries data. */
  readonly phase: 'new' | 'bound' | 'listening' | 'connecting' | 'connected' | 'closed'
  /** Resolves when the socket is wholly done, never rejects. */
  readonly closed: Promise<CloseRecord>

  /** Resolves when every byte is in the send buffer: back-pressure, not delivery. @throws ENOTCONN, EPIPE, ECONNRESET, ETIMEDOUT. */
  send(data: Uint8Array, options?: Waiting): Promise<void>
  /** @returns 1 to `max` bytes; zero bytes once the peer has closed its side. @throws ENOTCONN, ECONNRESET, ETIMEDOUT. */
  recv(max?: number, options?: Waiting): Promise<Uint8Array>
  /** As `recv`, into the caller's buffer: the fastest way to take much data. @returns How many bytes; 0 once the peer has closed its side. */
  recvInto(target: Uint8Array, options?: Waiting): Promise<number>
  /** Ends one direction: `send` is the FIN after everything sent so far; `receive` drops what comes. @throws ENOTCONN. */
  shutdown(how: 'send' | 'receive' | 'both', options?: Waiting): Promise<void>
  /** The four-way close, after everything sent. A listener refuses new clients and keeps the accepted ones. Twice is harmless. */
  close(options?: Waiting): Promise<void>
  /** The forced close: RST at once, buffers dropped; waiting calls reject with ECONNABORTED. Twice is harmless. */
  reset(): void
  /**
   * Bytes sent by us and acknowledged by the peer's TCP, at least: the kernel's figure may be a few milliseconds old,
   * and after a RST it is the last one seen. Undefined where the platform does not report it.
   */
  acknowledgedLength(): number | undefined
  /** Bytes sent by us that the peer's program has read, at least; undefined unless the peer is on this machine and reports it. */
  readByPeerLength(): number | undefined
  /** Sets TCP_NODELAY. */
  setNoDelay(on: boolean): void
  /** Sets SO_KEEPALIVE on a connection. @param idle - Silence before the first probe; undefined: off. @throws EINVAL. */
  setKeepAlive(idle: Nanos | undefined): void
  /** Whether a connection of the machine keeps the program from ending, as Node's `ref` and `unref`; in a simulated network nothing does. */
  keepRunning(on: boolean): void
  /** `await using`: as `close`. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A TCP socket, in the order in which everyone learns it: socket, bind, listen, accept, connect, send, recv,
 * shutdown, close.
 */
export interface TcpSocket extends TcpStream {
  /** Takes a port (0: one is picked) on an address (absent: all). A client need not. @throws EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL. */
  bind(port: number, address?: string): Promise<void>
  /** Makes the socket passive. @param backlog - How many finished handshakes may wait, default 128. @throws EINVAL. */
  listen(backlog?: number): Promise<void>
  /** @returns A new, connected socket for one client; the listener stays as it is. @throws EINVAL when not listening, ECONNABORTED once closed. */
  accept(options?: Waiting): Promise<TcpSocket>
  /** @throws ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, EISCONN, EADDRINUSE, ENOTFOUND (no such host), ECONNRESET (made, and reset at once). */
  connect(port: number, host: string, options?: ConnectWaiting): Promise<void>
  /** `for await` over a listener gives its clients, over a connection its chunks until the peer closes. */
  [Symbol.asyncIterator](): AsyncIterator<TcpSocket | Uint8Array>
}

/** A UDP datagram. */
export interface UdpMessage {
  /** Its payload; may be empty. */
  readonly data: Uint8Array
  /** Who sent it. */
  readonly from: SocketAddress
}

/** What a UDP socket may be given. */
export interface UdpSocketOptions {
  /** Only this IP version, for all addresses and for names. Default: both. */
  readonly family?: 4 | 6 | undefined
  /** Closes the socket when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** A UDP socket: no connection, it just sends. */
export interface UdpSocket {
  /** Undefined until bound, or until it has sent. */
  readonly localAddress: SocketAddress | undefined
  /** Takes a port (0: one is picked) on an address (absent: all). @throws EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL. */
  bind(port: number, address?: string): Promise<void>
  /** Sets a default peer; sends nothing. @throws ENOTFOUND, EINVAL. */
  connect(port: number, host: string, options?: Waiting): Promise<void>
  /** One datagram, to the default peer or to `host`. @throws EDESTADDRREQ, EMSGSIZE, ECONNREFUSED (told of an earlier one), EISCONN. */
  send(data: Uint8Array, port?: number, host?: string, options?: Waiting): Promise<void>
  /** The next datagram. @throws ECONNREFUSED when nobody is there (a connected socket), ECONNABORTED once closed. */
  recv(options?: Waiting): Promise<UdpMessage>
  /** Gives the port back; waiting calls reject with ECONNABORTED. Twice is harmless. */
  close(): Promise<void>
  /** `await using`: as `close`. */
  [Symbol.asyncDispose](): Promise<void>
  /** `for await` gives the datagrams until the socket is closed. */
  [Symbol.asyncIterator](): AsyncIterator<UdpMessage>
}

/** Where sockets come from: the kernel (`host/`), or a host of a simulated network (`engineSockets`). */
export interface SocketBackend {
  /** Whose TCP it is: this machine's, or synfin's own. */
  readonly name: 'kernel' | 'engine'
  /** The language of the sentences in its errors. */
  readonly lang: Lang
  /** A new TCP socket, not yet bound. @throws {SocketError} EINVAL for an option that is none. */
  tcp(options?: TcpSocketOptions): TcpSocket
  /** A new UDP socket. @throws {SocketError} EINVAL for an option that is none. */
  udp(options?: UdpSocketOptions): UdpSocket
}
