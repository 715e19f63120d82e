import type { Nanos } from '../base/index.ts'
import type { TcpSegment, TcpState } from '../wire/index.ts'
import { newArrivingSegment } from './arriving-segment.ts'
import * as calls from './calls.ts'
import { createTcb } from './create-tcb.ts'
import { onDeadline } from './deadlines.ts'
import { resume, type Handshake } from './handshake.ts'
import { icmpError, type IcmpErrorKind } from './icmp.ts'
import { tcpInfo, type TcpInfo } from './info.ts'
import { pollTransmit } from './output.ts'
import { routeMtu } from './path-mtu-search.ts'
import { isReadable, lengthToMark, peek, read, readableLength } from './receive/read.ts'
import type { UrgentState } from './receive/urgent.ts'
import { isWritable, writableLength } from './send-queue/send-memory.ts'
import { segmentArrives } from './segment-arrives/index.ts'
import { getOption, setKeepAliveOf, setOption } from './set-option.ts'
import { snapshot } from './snapshot.ts'
import type { SocketOptionName, SocketOptionValues } from './socket-options.ts'
import type { Tcb } from './tcb.ts'
import { acceptsReuse } from './time-wait.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { ConnectionEvent, ConnectionOptions, SendFlags, Snapshot } from './types.ts'

const NO_FLAGS: SendFlags = {}

/** Where every connection reads the segment that arrives: none keeps it beyond the call. */
const arriving = newArrivingSegment()

/**
 * One end of a TCP connection (RFC 9293), without a clock, a socket or a timer of its own. After every call that
 * takes a time: pull segments with `pollTransmit` until there is none, then events with `pollEvent`, and wake it at
 * `nextDeadline()` with `onDeadline`. The same input gives the same output.
 */
export class TcpConnection {
  readonly #tcb: Tcb

  /** @throws {SynfinError} EINVAL for an option out of range. */
  constructor(options: ConnectionOptions) {
    this.#tcb = createTcb(options, arriving)
  }

  get state(): TcpState {
    return this.#tcb.state
  }

  /** CLOSED: before OPEN, and once the connection is gone. */
  get isClosed(): boolean {
    return this.#tcb.state === 'CLOSED'
  }

  /** Bytes that a read would give now. */
  get readableLength(): number {
    return readableLength(this.#tcb)
  }

  /** Whether `poll` would call it readable: so much as SO_RCVLOWAT waits, or the window is shut. */
  get isReadable(): boolean {
    return isReadable(this.#tcb)
  }

  /** Bytes that a read would give before it stops at the urgent byte (SIOCINQ). */
  get lengthToMark(): number {
    return lengthToMark(this.#tcb)
  }

  /** What is known of the peer's urgent byte. */
  get urgentState(): UrgentState {
    return this.#tcb.urgent.state
  }

  /** The urgent byte comes next (SIOCATMARK): reads stop here once. */
  get isAtMark(): boolean {
    const { urgent, rcv } = this.#tcb
    return urgent.isAt(rcv.read)
  }

  /** Bytes the send buffer would take now; 0 once this side is closed. */
  get writableLength(): number {
    const { snd, state } = this.#tcb
    return snd.finQueued || state === 'CLOSED' ? 0 : writableLength(this.#tcb)
  }

  /** Whether `poll` would call it writable: a third of the send buffer is free, and less than TCP_NOTSENT_LOWAT waits. If not, `writable` follows. */
  get isWritable(): boolean {
    const { snd, state } = this.#tcb
    if (snd.finQueued || state === 'CLOSED') return false
    const is = isWritable(this.#tcb)
    if (!is) snd.block()
    return is
  }

  /** Bytes sent by this end and acknowledged by the peer. */
  get acknowledgedLength(): number {
    const { snd } = this.#tcb
    return Math.max(0, Math.min(snd.una, snd.end) - 1)
  }

  /** A read would give the end: the peer's FIN has arrived and every byte before it has been read, or reading is shut down and nothing waits. */
  get endOfStream(): boolean {
    const { rcv } = this.#tcb
    const isOver = rcv.fin >= 0 && rcv.read >= rcv.fin
    return isOver || (rcv.isShutdown && this.readableLength === 0)
  }

  /** Active OPEN (RFC 9293 §3.10.1): the SYN is the next segment. @throws {SynfinError} EISCONN unless CLOSED or LISTEN. */
  open(_now: Nanos): void {
    calls.activeOpen(this.#tcb)
  }

  /** Passive OPEN (RFC 9293 §3.10.1) for one peer. A RST during the handshake comes back here, silently. @throws {SynfinError} EISCONN unless CLOSED. */
  listen(): void {
    calls.passiveOpen(this.#tcb)
  }

  /** Passive OPEN of a handshake whose SYN-ACK has left already: in SYN-RECEIVED, with nothing to send. @throws {SynfinError} EISCONN unless CLOSED. */
  resume(handshake: Handshake): void {
    resume(this.#tcb, handshake)
  }

  /** In SYN-RECEIVED: the SYN-ACK is the next segment, again. */
  sendSynAgain(): void {
    this.#tcb.pending.sendSyn()
  }

  /** TS.Recent (RFC 7323 §4.3). */
  get tsRecent(): number {
    return this.#tcb.recent.value
  }

  /** When an invalid segment was answered last; -Infinity for never. */
  get answeredAt(): Nanos {
    return this.#tcb.lastChallengeAt
  }

  /**
   * SEND (RFC 9293 §3.10.2).
   *
   * @returns Bytes copied into the send buffer: fewer than given when it is full; `writable` follows then.
   * @throws {SynfinError} ENOTCONN in CLOSED, EPIPE after `close`.
   */
  send(bytes: Uint8Array, now: Nanos, flags: SendFlags = NO_FLAGS): number {
    return calls.send(this.#tcb, bytes, flags, now)
  }

  /** RECEIVE (RFC 9293 §3.10.3). @returns Bytes copied to `target`, 0 when none wait. */
  read(target: Uint8Array, now: Nanos): number {
    return read(this.#tcb, target, now)
  }

  /** Copies what a read would give, which stays (MSG_PEEK). @returns Bytes copied to `target`. */
  peek(target: Uint8Array): number {
    return peek(this.#tcb, target)
  }

  /** The urgent byte out of turn (MSG_OOB). @param keep - It stays to be taken again. @returns undefined when it is not here. */
  takeUrgent(keep: boolean): number | undefined {
    return this.#tcb.urgent.take(keep)
  }

  /** CLOSE (RFC 9293 §3.10.4): FIN after what is queued; reading goes on. Twice is harmless. */
  close(_now: Nanos): void {
    calls.close(this.#tcb)
  }

  /** The owner releases it for good: `close`, but a RST when unread bytes wait or arrive later, and at most 60 s in FIN-WAIT-2. */
  release(now: Nanos): void {
    calls.release(this.#tcb, now)
  }

  /** shutdown(SHUT_RD): an empty buffer reads as the end of the stream. As in Linux, what comes is still kept, and can be read. */
  shutdownReceive(_now: Nanos): void {
    calls.shutdownReceive(this.#tcb)
  }

  /** ABORT (RFC 9293 §3.10.5): a RST is the next segment, buffers are dropped. */
  abort(_now: Nanos): void {
    calls.abort(this.#tcb)
  }

  /**
   * SEGMENT ARRIVES (RFC 9293 §3.10.7). The segment is borrowed for the call.
   *
   * @param trafficClass - DSCP and ECN of the packet around it (RFC 2474, RFC 3168 §5).
   */
  receive(segment: TcpSegment, arrivalTime: Nanos, trafficClass = 0): void {
    segmentArrives(this.#tcb, segment, trafficClass, arrivalTime)
  }

  /** DSCP and ECN for the packet around the segment just polled. */
  get trafficClass(): number {
    return this.#tcb.outTrafficClass
  }

  /** @returns The next segment to send, one object that all connections reuse, without its payload (see `copyPayload`); undefined when nothing is due. */
  pollTransmit(now: Nanos): TcpSegment | undefined {
    return pollTransmit(this.#tcb, now)
  }

  /** Copies the payload of the segment just polled, `payloadLength` bytes, into `target` at `offset`. */
  copyPayload(target: Uint8Array, offset: number): void {
    const { sendRing, outPosition, out } = this.#tcb
    sendRing.copyTo(target, offset, outPosition, out.payloadLength)
  }

  /** @returns When `onDeadline` wants to be called, NEVER when no timer runs. */
  nextDeadline(): Nanos {
    return this.#tcb.timers.next()
  }

  /** TIMEOUTS (RFC 9293 §3.10.8): handles every timer due by `now`; too early is harmless. */
  onDeadline(now: Nanos): void {
    onDeadline(this.#tcb, now)
  }

  /** @returns What happened, oldest first; undefined when all has been reported. */
  pollEvent(): ConnectionEvent | undefined {
    return this.#tcb.events.shift()
  }

  /** An ICMP error about a segment of ours whose number the caller has checked (RFC 5927 §4.1). @param mtu - Of "packet too big". */
  icmpError(kind: IcmpErrorKind, now: Nanos, mtu?: number): void {
    icmpError(this.#tcb, kind, mtu, now)
  }

  /** Largest packet of the link that the way to the peer begins with, from its IP header on; 0 before the peer is known. */
  get routeMtu(): number {
    return this.#tcb.path.route
  }

  /** That link takes packets of another size from now on. */
  setRouteMtu(mtu: number): void {
    routeMtu(this.#tcb, mtu)
  }

  /** TCP_NODELAY: Nagle off (RFC 9293 §3.7.4). */
  setNoDelay(on: boolean): void {
    this.#tcb.options.set('noDelay', on)
  }

  /** SO_KEEPALIVE (RFC 9293 §3.8.4). @throws {SynfinError} EINVAL for a figure out of range. */
  setKeepAlive(keepAlive: KeepAlive | undefined, now: Nanos): void {
    setKeepAliveOf(this.#tcb, keepAlive, now)
  }

  /**
   * `setsockopt`: takes effect at once.
   *
   * @throws {SynfinError} EINVAL for a value out of range.
   */
  setOption<N extends SocketOptionName>(name: N, value: SocketOptionValues[N], now: Nanos): void {
    setOption(this.#tcb, name, value, now)
  }

  /** `getsockopt`: what is in use where that is not what was set (maximum segment size, quick ACKs). */
  getOption<N extends SocketOptionName>(name: N): SocketOptionValues[N] {
    return getOption(this.#tcb, name)
  }

  /** The owner has taken it out of the accept queue: from now on its buffer may grow. */
  accepted(): void {
    this.#tcb.accepted()
  }

  /** Whether a new SYN may take the place of this connection, which is in TIME-WAIT (RFC 9293 §3.6.1, RFC 6191). */
  acceptsReuse(segment: TcpSegment): boolean {
    return acceptsReuse(this.#tcb, segment)
  }

  /** @returns All variables, copied. */
  snapshot(): Snapshot {
    return snapshot(this.#tcb)
  }

  /** @returns The fields of Linux's tcp_info at `now`. */
  info(now: Nanos): TcpInfo {
    return tcpInfo(this.#tcb, now)
  }
}
