import { NEVER, SECOND, SynfinError, isKeyOf, own } from '../../base/index.ts'
import type { BoundPort, TcpEndpoint, TcpListenerEndpoint } from '../../net/index.ts'
import {
  listenerInfo,
  newSocketOptions,
  type SocketOptions,
  unconnectedInfo,
  type ConnectionEvent,
  type SendFlags,
  type TcpInfo,
} from '../../tcp/index.ts'
import { ScriptFlow } from '../run/flow.ts'
import type { World } from '../run/world.ts'
import { ERRNO, errnoName } from './errno.ts'
import { DONE, fails, type Attempt, type Result } from './result.ts'
import { SYMBOLS } from './symbols.ts'

const { POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLRDNORM, POLLRDBAND, POLLWRNORM, POLLRDHUP } =
  SYMBOLS as Record<string, number>
const READABLE = (POLLIN as number) | (POLLRDNORM as number)
/** Wakes waiting readers (Linux sock_def_readable). */
const ARRIVED = READABLE | (POLLPRI as number) | (POLLRDBAND as number)
const WRITABLE = (POLLOUT as number) | (POLLWRNORM as number)

/** Where a socket is to be bound or connected. */
export interface ScriptAddress {
  readonly address: string
  readonly port: number
}

/** One TCP socket as a process on Linux has it: what each call gives in each state, and its error. */
export class StreamSocket {
  readonly kind = 'socket'
  readonly world: World
  nonBlocking = false
  reuseAddress = false
  /** Set before there is a connection or a listener: they take them over. */
  readonly options: SocketOptions
  listener: TcpListenerEndpoint | undefined = undefined
  endpoint: TcpEndpoint | undefined = undefined
  /** Called with the poll bits that something has happened for (Linux: the key of a wake-up). */
  readonly watchers: Set<(bits: number) => void> = new Set()
  readonly #flow: ScriptFlow
  #bound: BoundPort | undefined
  /** Linux sk_err: reported once. */
  #error: string | undefined
  #connected = false
  #isDisconnected = false
  #peerClosed = false
  #receiveShut = false
  #sendShut = false

  /** @param accepted - The connection that a listener has given. */
  constructor(world: World, flow: ScriptFlow, accepted?: TcpEndpoint) {
    this.world = world
    this.#flow = flow
    flow.idleInfo = () => this.#idleInfo()
    this.options = newSocketOptions(world.host.tcpSettings)
    if (accepted !== undefined) this.#adopt(accepted)
  }

  get isListening(): boolean {
    return this.listener !== undefined
  }

  bind({ address, port }: ScriptAddress): Result {
    if (this.#bound !== undefined || this.endpoint !== undefined) return fails('EINVAL')
    return guarded(() => {
      this.#bound = this.world.host.bindTcp({ address, port }, this.reuseAddress)
      this.#flow.localPort = this.#bound.local.port
      return DONE
    })
  }

  listen(backlog: number): Result {
    if (this.endpoint !== undefined) return fails('EINVAL')
    if (this.listener !== undefined) return DONE
    return guarded(() => {
      this.listener = this.world.host.listenTcp({
        local: this.#bound ?? {},
        backlog: Math.max(0, backlog),
        settings: { socketOptions: this.options },
      })
      this.listener.onPending = () => this.#wake(READABLE)
      this.#flow.localPort = this.listener.local.port
      this.#flow.phase = 'listening'
      this.world.listening.add(this.#flow.localPort)
      return DONE
    })
  }

  accept(): Attempt {
    return () => {
      if (this.listener === undefined) return fails('EINVAL')
      const endpoint = this.listener.accept()
      if (endpoint === undefined) return this.#wouldBlock()
      const known = this.world.flows.find(
        (flow) => flow.localPort === endpoint.local.port && flow.remotePort === endpoint.remote.port,
      )
      const flow = known ?? new ScriptFlow('open', endpoint.local.port, endpoint.remote.port)
      flow.endpoint = endpoint
      return { value: 0, descriptor: new StreamSocket(this.world, flow, endpoint) }
    }
  }

  connect({ address, port }: ScriptAddress): Attempt {
    const { endpoint } = this
    if (this.listener !== undefined || this.#connected) return () => fails('EISCONN')
    if (endpoint !== undefined) {
      // A connect under way, or one that has failed since.
      return () => this.#connectResult(endpoint, 'EALREADY')
    }
    const failed = guarded(() => {
      const opened = this.world.host.openTcp({
        local: this.#bound ?? { address: this.world.localText },
        remote: { address, port },
        settings: { socketOptions: this.options },
      })
      this.#flow.phase = 'connecting'
      this.#flow.localPort = opened.local.port
      this.#flow.remotePort = port
      this.#flow.endpoint = opened
      this.#adopt(opened)
      return DONE
    })
    const { endpoint: opened } = this
    if (failed.value < 0 || opened === undefined) return () => failed
    return () => this.#connectResult(opened, 'EINPROGRESS')
  }

  #connectResult(endpoint: TcpEndpoint, pending: string): Result | undefined {
    if (this.#connected) return DONE
    if (endpoint.state === 'CLOSED') return fails(this.takeError() ?? 'ECONNABORTED')
    return this.nonBlocking ? fails(pending) : undefined
  }

  /** Sends `length` zeros. */
  write(length: number, isNull: boolean, dontWait: boolean, flags: SendFlags): Attempt {
    let sent = 0
    let waits = false
    return () => {
      const { endpoint } = this
      if (endpoint === undefined) return fails(this.takeError() ?? 'EPIPE')
      const isDead = this.#sendShut || this.#error !== undefined || endpoint.state === 'CLOSED'
      if (isDead) return sent > 0 ? { value: sent } : fails(this.takeError() ?? 'EPIPE')
      if (!this.#connected) return dontWait ? fails('EAGAIN') : this.#wouldBlock()
      if (length === 0) return DONE
      if (isNull) return fails('EFAULT')
      // Waiting writers are woken when a third of the buffer is free (Linux sk_stream_write_space).
      if (waits && !endpoint.isWritable) return undefined
      sent += endpoint.send(new Uint8Array(length - sent), flags)
      if (sent === length) return { value: sent }
      waits = !dontWait && !this.nonBlocking
      if (waits) return undefined
      return sent > 0 ? { value: sent } : fails('EAGAIN')
    }
  }

  /** @param how - 0 reading, 1 writing, 2 both. */
  shutdown(how: number): Result {
    const { endpoint } = this
    if (how < 0 || how > 2) return fails('EINVAL')
    if (this.listener !== undefined) {
      if (how !== 1) this.#stopListening()
      return DONE
    }
    // In TIME-WAIT the socket has let go of the connection (Linux tcp_time_wait).
    const isOver = endpoint === undefined || endpoint.state === 'CLOSED' || endpoint.state === 'TIME-WAIT'
    if (isOver) {
      // It fails, and is shut all the same (Linux inet_shutdown).
      if (how !== 1) this.#receiveShut = true
      if (how !== 0) this.#sendShut = true
      return fails('ENOTCONN')
    }
    if (endpoint.state === 'SYN-SENT') return this.#disconnect(endpoint)
    if (how !== 1) {
      this.#receiveShut = true
      endpoint.shutdownReceive()
    }
    if (how !== 0 && !this.#sendShut) {
      this.#sendShut = true
      endpoint.close()
    }
    this.#wake(READABLE | WRITABLE | (POLLHUP as number))
    return DONE
  }

  /** shutdown() of a connect under way gives it up, whatever `how` says (Linux inet_shutdown, tcp_disconnect). */
  #disconnect(endpoint: TcpEndpoint): Result {
    endpoint.abort()
    this.#isDisconnected = true
    this.#error = 'ECONNRESET'
    return DONE
  }

  close(): Attempt {
    this.#bound?.close()
    this.#stopListening()
    const { endpoint } = this
    if (endpoint === undefined || endpoint.state === 'CLOSED') return () => DONE
    const linger = endpoint.getOption('linger')
    // A connection in TIME-WAIT is not the socket's any more (Linux tcp_time_wait).
    if (linger === 0 && endpoint.state !== 'TIME-WAIT') {
      endpoint.abort()
      return () => DONE
    }
    endpoint.release()
    if (linger === undefined || this.nonBlocking) return () => DONE
    const until = this.world.now + linger
    this.world.wakeAt(until)
    const states = ['FIN-WAIT-1', 'CLOSING', 'LAST-ACK']
    return () => (states.includes(endpoint.state) && this.world.now < until ? undefined : DONE)
  }

  #stopListening(): void {
    if (this.listener === undefined) return
    this.listener.close()
    this.listener = undefined
    this.world.listening.delete(this.#flow.localPort)
  }

  /** @returns The pending error, which is then cleared. */
  takeError(): string | undefined {
    const error = this.#error
    this.#error = undefined
    return error
  }

  /** SO_ERROR: the number of the pending error, which is then cleared. */
  takeErrorNumber(): number {
    return own(ERRNO, this.takeError() ?? '') ?? 0
  }

  /** What poll() would report of this socket (Linux tcp_poll). */
  poll(): number {
    const { endpoint, listener } = this
    if (listener !== undefined) return listener.acceptQueueLength > 0 ? READABLE : 0
    const state = endpoint?.state ?? 'CLOSED'
    const isShut = state === 'CLOSED' && endpoint !== undefined && !this.#isDisconnected
    const receiveShut = this.#receiveShut || this.#peerClosed || isShut
    const sendShut = this.#sendShut || isShut
    let bits = 0
    if ((receiveShut && sendShut) || state === 'CLOSED') bits |= POLLHUP as number
    if (receiveShut) bits |= READABLE | (POLLRDHUP as number)
    if (state !== 'SYN-SENT' && state !== 'SYN-RECEIVED') {
      if (endpoint?.isReadable === true) bits |= READABLE
      if (endpoint?.urgentState === 'here') bits |= POLLPRI as number
      if (sendShut || this.#isDisconnected || endpoint === undefined || endpoint.isWritable) bits |= WRITABLE
    }
    if (this.#error !== undefined) bits |= POLLERR as number
    return bits
  }

  /** Bytes that wait to be read, as SIOCINQ counts them. */
  get readableLength(): number {
    return this.endpoint?.lengthToMark ?? 0
  }

  /** Numbers that wait to be acknowledged, the FIN's too, as SIOCOUTQ counts them (Linux tcp_ioctl). */
  get unacknowledged(): number {
    const { endpoint } = this
    if (endpoint === undefined || endpoint.state === 'SYN-SENT' || endpoint.state === 'SYN-RECEIVED') return 0
    // The numbers of the next connection are further on (Linux tcp_disconnect).
    if (this.#isDisconnected) return 1 + 2
    const { snd } = endpoint.snapshot()
    return snd.end - snd.una
  }

  /** TCP_CM_INQ: what waits to be read; 1 for the end of the stream. */
  get inq(): number {
    return this.readableLength || (this.#peerClosed ? 1 : 0)
  }

  get isConnected(): boolean {
    return this.#connected
  }

  /** Nothing more comes: reading was shut down, or the connection is gone (Linux tcp_done). */
  get isReceiveShut(): boolean {
    return this.#receiveShut || (this.endpoint?.state === 'CLOSED' && !this.#isDisconnected)
  }

  /** An error is pending. */
  get hasError(): boolean {
    return this.#error !== undefined
  }

  /** The peer's FIN has come: what can be read ends. */
  get isEndOfStream(): boolean {
    return this.#peerClosed
  }

  /** tcp_info of what is no connection. */
  #idleInfo(): TcpInfo {
    const { listener } = this
    const { tcpSettings } = this.world.host
    if (listener === undefined) return unconnectedInfo(tcpSettings)
    return listenerInfo(tcpSettings, listener.acceptQueueLength, listener.backlog)
  }

  #adopt(endpoint: TcpEndpoint): void {
    this.endpoint = endpoint
    const { state, error } = endpoint
    this.#connected = state !== 'SYN-SENT' && state !== 'SYN-RECEIVED'
    this.#peerClosed = ['CLOSE-WAIT', 'LAST-ACK', 'CLOSING', 'TIME-WAIT'].includes(state)
    if (error !== undefined) this.#error = error
    endpoint.onEvent = (event) => this.#onEvent(endpoint, event)
  }

  #onEvent(endpoint: TcpEndpoint, event: ConnectionEvent): void {
    switch (event.type) {
      case 'established':
        this.#connected = true
        this.#wake(WRITABLE)
        return
      case 'readable':
        this.#wake(ARRIVED)
        return
      case 'writable':
        this.#wake(WRITABLE)
        return
      case 'peer-closed':
        this.#peerClosed = true
        this.#wake(READABLE | (POLLRDHUP as number))
        return
      case 'closed':
        // Linux tcp_reset: in CLOSE-WAIT, whose user has the peer's FIN and has not closed, he finds out by writing.
        if (endpoint.error !== undefined && endpoint.error !== 'ECONNABORTED') {
          const isHalfClosed = this.#peerClosed && !this.#sendShut
          this.#error = event.reason === 'reset' && isHalfClosed ? 'EPIPE' : endpoint.error
        }
        this.#wake(READABLE | WRITABLE | (POLLERR as number) | (POLLHUP as number))
        return
      default:
    }
  }

  #wouldBlock(): Result | undefined {
    return this.nonBlocking ? fails('EAGAIN') : undefined
  }

  #wake(bits: number): void {
    for (const watcher of this.watchers) watcher(bits)
  }
}

/** @returns What `fn` gives, or the error of the engine as a call has it. */
export function guarded(fn: () => Result): Result {
  try {
    return fn()
  } catch (error) {
    if (error instanceof SynfinError && isKeyOf(ERRNO, error.code)) return fails(errnoName(error.code))
    throw error
  }
}

/** A time-out in milliseconds as poll() has it; below 0: none. */
export function timeoutAt(world: World, milliseconds: number): number {
  return milliseconds < 0 ? NEVER : world.now + Math.round((milliseconds / 1000) * SECOND)
}
