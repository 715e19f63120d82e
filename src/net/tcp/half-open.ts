import { SECOND, type Nanos } from '../../base/index.ts'
import type { TcpConnection, KeptSyn } from '../../tcp/index.ts'
import { FIN, SYN, type TcpSegment } from '../../wire/index.ts'
import type { IpLayer } from '../ip-layer.ts'
import type { EndpointPlace } from './place.ts'
import type { PendingHandshake, TcpListener } from './listener.ts'
import { createTimer, type Timer } from '../../link/index.ts'
import { transmit } from './transmit.ts'
import type { Tuple, TupleEntry } from './tuple-table.ts'

/** What a handshake asks of the host's TCP. */
export interface HalfOpenOwner {
  readonly ip: IpLayer
  /** @returns A connection that has not begun. */
  connectionOf(half: HalfOpen): TcpConnection
  /** The handshake is over, and nothing came of it. */
  drop(half: HalfOpen): void
  /** The handshake is done: the connection takes its place. */
  promote(half: HalfOpen, connection: TcpConnection): void
  /** RST to a segment that meets no connection. */
  refuse(segment: TcpSegment, half: HalfOpen): void
}

const FIRST_TIMEOUT: Nanos = SECOND

/**
 * A handshake before its connection (RFC 4987 §3.4; Linux request_sock): the SYN is kept, and little else. For each
 * segment that comes a connection is made of it, judges the segment by the rules of SYN-RECEIVED, and is forgotten again;
 * only the one that is established by its segment stays.
 */
export class HalfOpen implements TupleEntry, PendingHandshake {
  readonly tuple: Tuple
  readonly place: EndpointPlace
  readonly listener: TcpListener
  readonly iss: number
  readonly syn: KeptSyn
  nextInBucket: TupleEntry | undefined = undefined
  readonly #owner: HalfOpenOwner
  readonly #startedAt: Nanos
  readonly #timer: Timer
  #retransmissions = 0
  #timeouts = 0
  /** Its ACK has come, but the listener was full, or waits for data (TCP_DEFER_ACCEPT). */
  #isAcked = false
  #answeredAt: Nanos = Number.NEGATIVE_INFINITY
  #tsRecent: number | undefined
  #sentAgainAt: Nanos | undefined

  constructor(owner: HalfOpenOwner, place: EndpointPlace, listener: TcpListener, iss: number, syn: KeptSyn) {
    this.#owner = owner
    this.place = place
    this.tuple = place.tuple
    this.listener = listener
    this.iss = iss
    this.syn = syn
    this.#startedAt = owner.ip.clock.now()
    this.#timer = createTimer(owner.ip.clock, () => this.#onTimeout())
  }

  get isYoung(): boolean {
    return this.#timeouts === 0
  }

  cancel(): void {
    this.#owner.drop(this)
  }

  /** Answers the SYN. */
  begin(segment: TcpSegment): void {
    const connection = this.#owner.connectionOf(this)
    connection.listen()
    connection.receive(segment, this.#startedAt, this.syn.trafficClass)
    this.#send(connection)
    if (connection.state === 'SYN-RECEIVED') this.#timer.set(this.#startedAt + FIRST_TIMEOUT)
    else this.#owner.drop(this)
  }

  /** A segment of the peer (Linux tcp_check_req). */
  receive(segment: TcpSegment, trafficClass: number): void {
    const now = this.#owner.ip.clock.now()
    const connection = this.#resume()
    connection.receive(segment, now, trafficClass)
    const { state } = connection
    if (state === 'SYN-RECEIVED') {
      this.#answeredAt = connection.answeredAt
      this.#tsRecent = connection.tsRecent
      const sent = this.#send(connection)
      const isSynAgain = (segment.flags & SYN) !== 0 && segment.seq === this.syn.seq
      if (isSynAgain && sent > 0) {
        this.#retransmissions++
        this.#sentAgainAt = now
        this.#timer.set(now + this.#timeout())
      }
    } else if (state === 'LISTEN' || state === 'CLOSED') {
      this.#send(connection)
      this.#owner.drop(this)
    } else this.#acknowledged(segment, connection)
  }

  #acknowledged(segment: TcpSegment, connection: TcpConnection): void {
    const { listener } = this
    const { statistics, settings } = listener
    if (listener.isFull) {
      // As if the ACK had been lost; the SYN-ACK is retransmitted in its time.
      statistics.count('ListenOverflows')
      this.#isAcked = true
      if (!settings.abortOnOverflow) return
      this.#owner.refuse(segment, this)
      this.#owner.drop(this)
      return
    }
    const isBare = segment.payloadLength === 0 && (segment.flags & FIN) === 0
    if (isBare && this.#timeouts < listener.options.deferRetransmissions) this.#isAcked = true
    else this.#owner.promote(this, connection)
  }

  /** The way back is closed: no more time-outs. */
  stop(): void {
    this.#timer.set(Number.POSITIVE_INFINITY)
  }

  /** Linux reqsk_timer_handler: the SYN-ACK again, 1 s, 2 s, 4 s ... after it; fewer times while the queue is long. */
  #onTimeout(): void {
    const { listener } = this
    const retries = listener.synAckRetries()
    const deferred = listener.options.deferRetransmissions
    const isLate = this.#timeouts >= retries
    const isOver = isLate && (deferred === 0 || !this.#isAcked || this.#timeouts >= deferred)
    if (isOver) {
      this.#owner.drop(this)
      return
    }
    // Deferred, it is asked again only at the end, for a last chance to send data.
    const isAsked = deferred === 0 || !this.#isAcked || this.#timeouts >= deferred - 1
    if (this.#timeouts === 0) listener.aged()
    this.#timeouts++
    if (isAsked) this.#sendAgain()
    this.#timer.set(this.#owner.ip.clock.now() + this.#timeout())
  }

  #timeout(): Nanos {
    return Math.min(FIRST_TIMEOUT * 2 ** this.#timeouts, this.listener.settings.rtoMax)
  }

  #sendAgain(): void {
    this.#retransmissions++
    const connection = this.#resume()
    connection.sendSynAgain()
    this.#send(connection)
    this.#sentAgainAt = this.#owner.ip.clock.now()
  }

  #resume(): TcpConnection {
    const connection = this.#owner.connectionOf(this)
    connection.resume({
      syn: this.syn,
      startedAt: this.#startedAt,
      retransmissions: this.#retransmissions,
      answeredAt: this.#answeredAt,
      tsRecent: this.#tsRecent,
      sentAgainAt: this.#sentAgainAt,
    })
    return connection
  }

  #send(connection: TcpConnection): number {
    const { ip } = this.#owner
    return transmit(connection, ip, this.place.route, ip.clock.now())
  }
}
