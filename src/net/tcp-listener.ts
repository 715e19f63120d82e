import { Deque } from '../base/index.ts'
import type { SocketOptions } from '../tcp/index.ts'
import { ACK, FIN, RST, SYN, type TcpSegment } from '../wire/index.ts'
import type { Binding } from './binding.ts'
import type { PortHolder } from './ports.ts'
import type { HostTcpEndpoint, Parent } from './tcp-endpoint.ts'
import type { Endpoint, TcpEndpoint, TcpListenerEndpoint, TcpSettings } from './types.ts'

/** What a listener asks of the host. */
export interface ListenerOwner {
  close(listener: Listener): void
}

/** A passive socket with its two queues, counted as Linux counts them. */
export class Listener implements TcpListenerEndpoint, PortHolder, Parent {
  readonly binding: Binding
  readonly reuse: boolean
  readonly picked = false
  readonly backlog: number
  readonly synBacklog: number
  readonly settings: TcpSettings
  readonly options: SocketOptions
  onPending: (() => void) | undefined = undefined
  readonly #owner: ListenerOwner
  readonly #handshakes = new Set<HostTcpEndpoint>()
  readonly #waiting = new Deque<HostTcpEndpoint>()
  #closed = false

  constructor(
    owner: ListenerOwner,
    binding: Binding,
    options: {
      backlog: number
      synBacklog: number
      reuse: boolean
      settings: TcpSettings
      options: SocketOptions
    },
  ) {
    this.#owner = owner
    this.binding = binding
    this.backlog = options.backlog
    this.synBacklog = options.synBacklog
    this.reuse = options.reuse
    this.settings = options.settings
    this.options = options.options
  }

  get local(): Endpoint {
    return { address: this.binding.text, port: this.binding.port }
  }

  get listening(): boolean {
    return !this.#closed
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
  judge(segment: TcpSegment): 'begin' | 'reset' | 'drop' {
    const { flags } = segment
    // RFC 9293 §3.10.7.2: first RST, second ACK, third SYN. Linux also drops a SYN with FIN.
    if ((flags & RST) !== 0) return 'drop'
    if ((flags & ACK) !== 0) return 'reset'
    if ((flags & SYN) === 0 || (flags & FIN) !== 0) return 'drop'
    return this.isFull || this.#handshakes.size >= this.synBacklog ? 'drop' : 'begin'
  }

  /** A handshake has begun. */
  began(endpoint: HostTcpEndpoint): void {
    this.#handshakes.add(endpoint)
  }

  established(endpoint: HostTcpEndpoint): void {
    this.#handshakes.delete(endpoint)
    this.#waiting.push(endpoint)
    this.onPending?.()
  }

  failed(endpoint: HostTcpEndpoint): void {
    this.#handshakes.delete(endpoint)
  }

  accept(): TcpEndpoint | undefined {
    return this.#waiting.shift()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#owner.close(this)
    for (const endpoint of [...this.#handshakes, ...this.#waiting]) endpoint.abort()
    this.#handshakes.clear()
    this.#waiting.clear()
  }
}
