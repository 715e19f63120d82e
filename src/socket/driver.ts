import type { Alarm, Clock, Nanos } from '../base/index.ts'
import type { SocketErrors } from './errors.ts'
import type { SocketAddress, TcpSocketOptions, UdpMessage } from './types.ts'

/**
 * What a connected socket asks of a backend. No call here waits: all waiting, order and meaning is in `Stream`,
 * which is told through `notify` that something may have changed.
 */
export interface StreamDriver {
  readonly local: SocketAddress
  /** Undefined when the peer had gone before its address could be asked for. */
  readonly remote: SocketAddress | undefined
  /** Called after any change below. */
  notify: (() => void) | undefined
  /** Bytes that `read` would give now. */
  readonly readableLength: number
  /** The peer's FIN has come: one that nobody has read yet as far as the last `look` could tell. */
  readonly peerClosed: boolean
  /** This end is about to end the connection: takes up a FIN or RST of the peer that has come and that nobody has read. */
  look(): void
  /** The peer's FIN has come and every byte before it has been read. */
  readonly endOfStream: boolean
  /** Why the connection is gone: ECONNRESET the peer's RST, ECONNABORTED ours, or another POSIX code. What is readable still is. */
  readonly failure: string | undefined
  /** Nothing more can happen. */
  readonly done: boolean
  /** Bytes that arrived and were dropped unread by `release`, `abort` or `shutdownReceive`. */
  readonly discarded: number
  /** All bytes taken by `write` are in the send buffer. While false, `write` must not be called. */
  readonly flushed: boolean
  read(target: Uint8Array): number
  /**
   * The buffer into which the oldest waiting receive wants its bytes: they may arrive in it directly. Undefined: no
   * buffer of the owner may be written to from now on.
   */
  receiveInto(target: Uint8Array | undefined): void
  /** @returns How many bytes were taken; 0 when the buffer is full: `notify` follows. */
  write(bytes: Uint8Array): number
  /** FIN after what was taken. */
  finish(): void
  shutdownReceive(): void
  /** The owner lets go: FIN, or a RST when unread bytes wait or come later. */
  release(): void
  /** RST at once. */
  abort(): void
  /** Of the bytes taken by `write`, at least so many are acknowledged; all of them once the connection has ended in order. */
  acknowledgedLength(): number | undefined
  /** Of these, at least so many are no longer in the peer's receive buffer. */
  readByPeerLength(): number | undefined
  setNoDelay(on: boolean): void
  /** @param idle - Silence before the first probe; undefined: off. */
  setKeepAlive(idle: Nanos | undefined): void
  /** Whether this connection keeps the program running; in virtual time nothing does. */
  keepRunning(on: boolean): void
  /** Somebody waits for the end of the connection: the program should not exit before it. */
  holdUntilDone(): void
}

/** What a passive socket asks of a backend. */
export interface ListenerDriver {
  readonly local: SocketAddress
  notify: (() => void) | undefined
  /** A failed accept (EMFILE), taken out, and how many clients it turned away; undefined when none. */
  takeFailure(): { readonly code: string; readonly refused: number } | undefined
  accept(): StreamDriver | undefined
  close(): void
}

/** A port that is taken and not yet used. */
export interface BoundDriver {
  readonly local: SocketAddress
  /** @throws {SocketError} EADDRINUSE and what else the platform says. */
  listen(backlog: number, options: TcpSocketOptions): ListenerDriver
  close(): void
}

/** A connection on its way. */
export interface ConnectAttempt {
  readonly connected: Promise<StreamDriver>
  /** Gives up; `connected` may then stay unsettled. */
  cancel(): void
}

/** One backend's TCP. */
export interface TcpSystem {
  readonly errors: SocketErrors
  /** The time that its sockets live in; undefined: the machine's. */
  readonly clock?: Clock | undefined
  /** Calls `run` once, so much later in that time. */
  after(delay: Nanos, run: () => void): Alarm
  bind(port: number, address: string | undefined, options: TcpSocketOptions): Promise<BoundDriver>
  connect(
    bound: BoundDriver | undefined,
    port: number,
    host: string,
    options: TcpSocketOptions,
  ): ConnectAttempt
}

/** One UDP socket of a backend. */
export interface UdpDriver {
  readonly local: SocketAddress
  notify: (() => void) | undefined
  receive(): UdpMessage | undefined
  /** An error that arrived for this socket (ECONNREFUSED), taken out; undefined when none. */
  takeFailure(): string | undefined
  connect(port: number, host: string): Promise<void>
  send(data: Uint8Array, port?: number, host?: string): Promise<void>
  close(): void
}

/** One backend's UDP. */
export interface UdpSystem {
  readonly errors: SocketErrors
  /**
   * @param towards - When not bound by the user: the host that is about to be sent to, which decides the IP version.
   * @param family - Only this IP version.
   */
  open(
    port: number,
    address: string | undefined,
    towards: string | undefined,
    family?: 4 | 6,
  ): Promise<UdpDriver>
}
