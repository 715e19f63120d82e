import { Deque, SECOND, type Nanos } from '../../base/index.ts'
import type { SocketOptions, StackSettings, TcpStatistics } from '../../tcp/index.ts'
import { ACK, FIN, RST, SYN, type TcpSegment } from '../../wire/index.ts'
import type { Binding } from '../binding.ts'
import type { PortHolder } from '../ports.ts'
import type { HostTcpEndpoint, Parent } from './endpoint.ts'
import type { Endpoint, TcpEndpoint, TcpListenerEndpoint, TcpSettings } from '../types.ts'

/** What a listener asks of the host. */
export interface ListenerOwner {
  close(listener: TcpListener): void
}

/** What a listener knows of a handshake that is under way. */
export interface PendingHandshake {
  /** Nobody has had to wait for it yet. */
  readonly isYoung: boolean
  /** Its listener is gone: it ends without an answer. */
  cancel(): void
}

/** What a listener is made with. */
export interface ListenerOptions {
  readonly backlog: number
  /** Undefined: as many as the backlog, as Linux has it. */
  readonly synBacklog: number | undefined
  readonly reuse: boolean
  readonly given: TcpSettings
  readonly settings: StackSettings
  readonly options: SocketOptions
  readonly statistics: TcpStatistics
}

/** What becomes of a segment that belongs to no connection. */
export type SegmentVerdict = 'begin' | 'cookie' | 'acknowledge' | 'drop'

/** A cookie is taken so long after the last that was given (Linux TCP_SYNCOOKIE_VALID). */
const COOKIE_VALID: Nanos = 120 * SECOND
/** Fewest half-open connections at which SYN-ACKs are sent less often (Linux reqsk_timer_handler). */
const FEW = 8

/** A passive socket with its two queues, counted as Linux counts them. */
export class TcpListener implements TcpListenerEndpoint, PortHolder, Parent {
  readonly binding: Binding
  readonly reuse: boolean
  readonly picked = false
  /** What its connections begin with. */
  readonly inherited: TcpSettings
  readonly settings: StackSettings
  readonly options: SocketOptions
  readonly statistics: TcpStatistics
  onPending: (() => void) | undefined = undefined
  readonly #owner: ListenerOwner
  readonly #backlog: number
  readonly #synBacklog: number | undefined
  readonly #handshakes = new Set<PendingHandshake>()
  readonly #waiting = new Deque<HostTcpEndpoint>()
  #young = 0
  #lastCookieAt: Nanos = Number.NEGATIVE_INFINITY
  #closed = false

  constructor(owner: ListenerOwner, binding: Binding, options: ListenerOptions) {
    this.#owner = owner
    this.binding = binding
    this.#backlog = options.backlog
    this.#synBacklog = options.synBacklog
    this.reuse = options.reuse
    this.inherited = { ...options.given, socketOptions: options.options }
    this.settings = options.settings
    this.options = options.options
    this.statistics = options.statistics
  }

  get local(): Endpoint {
    return { address: this.binding.text, port: this.binding.port }
  }

  get listening(): boolean {
    return !this.#closed
  }

  /** As `listen()` was told, but no more than the host allows (core.somaxconn). */
  get backlog(): number {
    return Math.min(this.#backlog, this.settings.maxBacklog)
  }

  get synQueueLength(): number {
    return this.#handshakes.size
  }

  get acceptQueueLength(): number {
    return this.#waiting.size
  }

  /** Linux: full when the length is *above* the backlog, so one more than the backlog may wait. */
  get isFull(): boolean {
    return this.#waiting.size > this.backlog
  }

  /** @returns What to do with a segment that belongs to no connection. */
  judge(segment: TcpSegment, now: Nanos): SegmentVerdict {
    const { flags } = segment
    // RFC 9293 §3.10.7.2: first RST, second ACK, third SYN. Linux also drops a SYN with FIN.
    if ((flags & RST) !== 0) return 'drop'
    if ((flags & ACK) !== 0) return 'acknowledge'
    if ((flags & SYN) === 0 || (flags & FIN) !== 0) return 'drop'
    const verdict = this.#admit()
    if (verdict === 'drop') this.statistics.count('ListenDrops')
    if (verdict === 'cookie') this.#lastCookieAt = now
    return verdict
  }

  /** Linux tcp_conn_request. */
  #admit(): SegmentVerdict {
    const { synCookies, maxSynBacklog } = this.settings
    const size = this.#handshakes.size
    const isQueueFull = size >= (this.#synBacklog ?? this.backlog)
    if (isQueueFull && synCookies === 0) return 'drop'
    if (this.isFull) {
      this.statistics.count('ListenOverflows')
      return 'drop'
    }
    if (isQueueFull || synCookies === 2) return 'cookie'
    // Without cookies the last quarter is kept for peers that are known; here none is.
    const isLastQuarter = maxSynBacklog - size < Math.floor(maxSynBacklog / 4)
    return synCookies === 0 && isLastQuarter ? 'drop' : 'begin'
  }

  /** Whether an ACK may answer a cookie of ours. */
  takesCookies(now: Nanos): boolean {
    return this.settings.synCookies !== 0 && now - this.#lastCookieAt <= COOKIE_VALID
  }

  /** A handshake has begun. */
  began(half: PendingHandshake): void {
    this.#handshakes.add(half)
    this.#young++
  }

  /** A handshake is over, one way or the other. */
  ended(half: PendingHandshake): void {
    if (this.#handshakes.delete(half) && half.isYoung) this.#young--
  }

  /** A handshake has had its first time-out. */
  aged(): void {
    this.#young--
  }

  /** How often a SYN-ACK is retransmitted: less often the older those are that fill the queue, so that new ones find room. */
  synAckRetries(): number {
    let retries = this.options.synCountOr(this.settings.synAckRetries)
    const size = this.#handshakes.size
    if (size * 2 <= Math.max(FEW, this.backlog)) return retries
    for (let young = this.#young * 2; retries > 2 && size >= young; young *= 2) retries--
    return retries
  }

  established(endpoint: HostTcpEndpoint): void {
    this.#waiting.push(endpoint)
    this.onPending?.()
  }

  accept(): TcpEndpoint | undefined {
    const endpoint = this.#waiting.shift()
    endpoint?.accepted()
    return endpoint
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#owner.close(this)
    // Those who have not finished are left without an answer: what they say next meets nobody, and is reset.
    for (const half of this.#handshakes) half.cancel()
    for (const endpoint of this.#waiting) endpoint.abort()
    this.#waiting.clear()
  }
}
