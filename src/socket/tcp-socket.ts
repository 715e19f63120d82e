import type { Clock, Nanos } from '../base/index.ts'
import type { BoundDriver, ConnectAttempt, StreamDriver, TcpSystem } from './driver.ts'
import { type ErrorAddress, SocketError } from './errors.ts'
import { bytesProblem, checkSocketOptions, checkTime, shown, waitingProblem } from './check-arguments.ts'
import { checkHost } from './check-host.ts'
import { onAbort, untilAborted } from './on-abort.ts'
import { Passive } from './passive.ts'
import { Stream } from './stream.ts'
import type {
  CloseRecord,
  SocketAddress,
  TcpSocket,
  TcpSocketOptions,
  Waiting,
  ConnectWaiting,
} from './types.ts'

const DONE: Promise<void> = Promise.resolve()
const WAYS: ReadonlySet<string> = new Set(['send', 'receive', 'both'])
const NEVER_CONNECTED: CloseRecord = {
  firstCloser: undefined,
  fins: [],
  connected: false,
  how: 'fin',
  error: undefined,
  bytesSent: 0,
  bytesAcknowledged: 0,
  bytesReceived: 0,
  bytesUnread: 0,
}

/** What the socket is at the moment; the data of one phase is not there in another. */
type Role =
  | { readonly phase: 'new' }
  | { readonly phase: 'bound'; readonly bound: BoundDriver }
  | { readonly phase: 'listening'; readonly passive: Passive }
  | {
      readonly phase: 'connecting'
      readonly attempt: ConnectAttempt
      readonly giveUp: (error: Error) => void
      readonly local: SocketAddress | undefined
    }
  | { readonly phase: 'connected'; readonly stream: Stream }
  | {
      readonly phase: 'closed'
      readonly stream: Stream | undefined
      readonly local: SocketAddress | undefined
    }

/** The TCP socket of every backend: phases and arguments are judged here, the work is the driver's. */
export class SystemTcpSocket implements TcpSocket {
  readonly #system: TcpSystem
  readonly #options: TcpSocketOptions
  #role: Role = { phase: 'new' }
  /** While bind() is under way: other calls wait for it. */
  #binding: Promise<void> | undefined
  #closed: Promise<CloseRecord> | undefined
  #resolveClosed: ((record: CloseRecord) => void) | undefined
  #record: CloseRecord | undefined
  #stopListening: (() => void) | undefined

  constructor(system: TcpSystem, options: TcpSocketOptions = {}, accepted?: StreamDriver) {
    checkSocketOptions(system.errors, options)
    this.#system = system
    this.#options = options
    if (accepted !== undefined) this.#connected(accepted)
    const { signal } = options
    if (signal === undefined) return
    if (signal.aborted) this.reset()
    else this.#stopListening = onAbort(signal, () => this.#abort(signal))
  }

  /** The forced close by the socket's own signal. */
  #abort(signal: AbortSignal): void {
    const role = this.#role
    if (role.phase !== 'connecting') return this.reset()
    this.#end(NEVER_CONNECTED)
    role.giveUp(this.#system.errors.aborted('connect', signal))
  }

  get clock(): Clock | undefined {
    return this.#system.clock
  }

  get phase(): TcpSocket['phase'] {
    return this.#role.phase
  }

  get localAddress(): SocketAddress | undefined {
    const role = this.#role
    if (role.phase === 'new') return undefined
    if (role.phase === 'bound') return role.bound.local
    if (role.phase === 'listening') return role.passive.driver.local
    if (role.phase === 'connected') return role.stream.driver.local
    return role.local
  }

  get remoteAddress(): SocketAddress | undefined {
    return this.#stream?.driver.remote
  }

  get closed(): Promise<CloseRecord> {
    const stream = this.#stream
    if (this.#closed === undefined) {
      if (this.#record !== undefined) this.#closed = Promise.resolve(this.#record)
      else this.#closed = new Promise((resolve) => (this.#resolveClosed = resolve))
      if (stream !== undefined) this.#follow(stream)
    }
    return this.#closed
  }

  get #stream(): Stream | undefined {
    const role = this.#role
    return role.phase === 'connected' || role.phase === 'closed' ? role.stream : undefined
  }

  /** Lets the end of the stream be the end of this socket, for whoever asked for it. */
  #follow(stream: Stream): void {
    if (this.#resolveClosed !== undefined) void stream.closed.then(this.#resolveClosed)
  }

  async bind(port: number, address?: string): Promise<void> {
    const { errors } = this.#system
    if (!isPort(port)) throw errors.invalid('bind', 'badPort', { value: shown(port) })
    if (address !== undefined) checkHost(errors, 'bind', address)
    this.#expect('bind', 'new')
    this.#binding = this.#system.bind(port, address, this.#options).then((bound) => {
      if (this.#role.phase === 'new') this.#role = { phase: 'bound', bound }
      else bound.close()
    })
    try {
      await this.#binding
    } finally {
      this.#binding = undefined
    }
    if (this.phase === 'closed') throw errors.make('ECONNABORTED', 'bind')
  }

  async listen(backlog = 128): Promise<void> {
    const { errors } = this.#system
    if (!(Number.isSafeInteger(backlog) && backlog >= 1)) {
      throw errors.invalid('listen', 'badBacklog', { value: shown(backlog) })
    }
    if (this.#binding !== undefined) await this.#binding
    this.#expect('listen', 'new', 'bound')
    // As Linux: a socket that listens without a bind gets a port picked.
    if (this.#role.phase === 'new') await this.bind(0)
    const role = this.#role
    if (role.phase !== 'bound') throw this.#wrongPhase('listen')
    const driver = role.bound.listen(backlog, this.#options)
    this.#role = { phase: 'listening', passive: new Passive(driver, errors) }
  }

  async accept(options?: Waiting): Promise<TcpSocket> {
    const role = this.#role
    this.#checkWaiting('accept', options)
    if (role.phase === 'closed') throw this.#system.errors.make('ECONNABORTED', 'accept', role.local)
    if (role.phase !== 'listening') throw this.#wrongPhase('accept')
    const client = await role.passive.accept(options?.signal)
    const { signal: _own, ...inherited } = this.#options
    return new SystemTcpSocket(this.#system, inherited, client)
  }

  async connect(port: number, host: string, options?: ConnectWaiting): Promise<void> {
    const { errors } = this.#system
    if (!isPort(port) || port === 0) {
      throw errors.invalid('connect', 'badPeerPort', { value: shown(port) })
    }
    checkHost(errors, 'connect', host)
    this.#checkWaiting('connect', options)
    checkTime(errors, 'connect', 'timeout', options?.timeout)
    const signal = options?.signal
    if (signal?.aborted === true) throw errors.aborted('connect', signal)
    if (this.#binding !== undefined) await this.#binding
    if (this.phase === 'connected') throw errors.make('EISCONN', 'connect', this.remoteAddress)
    if (this.phase === 'connecting') throw errors.make('EALREADY', 'connect', { address: host, port })
    this.#expect('connect', 'new', 'bound')
    const bound = this.#role.phase === 'bound' ? this.#role.bound : undefined
    const attempt = this.#system.connect(bound, port, host, this.#options)
    const connecting = this.#await(attempt, bound?.local, signal)
    const limit = options?.timeout
    const alarm = limit && this.#system.after(limit, () => this.#timedOut({ address: host, port }))
    try {
      await connecting
    } finally {
      if (alarm) alarm.cancel()
    }
  }

  #timedOut(place: ErrorAddress): void {
    const role = this.#role
    if (role.phase !== 'connecting') return
    this.#end({ ...NEVER_CONNECTED, how: 'error', error: 'ETIMEDOUT' })
    role.giveUp(this.#system.errors.make('ETIMEDOUT', 'connect', place))
  }

  #await(attempt: ConnectAttempt, local: SocketAddress | undefined, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: Error): void => {
        stopListening?.()
        attempt.cancel()
        reject(error)
      }
      const stopListening =
        signal && signal !== this.#options.signal ? onAbort(signal, () => this.#abort(signal)) : undefined
      this.#role = { phase: 'connecting', attempt, giveUp, local }
      attempt.connected.then(
        (driver) => {
          stopListening?.()
          if (this.phase !== 'connecting') return driver.abort()
          this.#connected(driver)
          resolve()
        },
        (error: Error) => {
          stopListening?.()
          // A socket that failed to connect is used up: the next attempt takes a new one (POSIX leaves it undefined).
          const code = 'code' in error ? String(error.code) : 'EIO'
          if (this.phase === 'connecting') this.#end({ ...NEVER_CONNECTED, how: 'error', error: code })
          reject(error)
        },
      )
    })
  }

  #connected(driver: StreamDriver): void {
    const stream = new Stream(driver, this.#system.errors)
    stream.onDone = () => {
      this.#role = { phase: 'closed', stream, local: driver.local }
      this.#stopListening?.()
    }
    this.#role = { phase: 'connected', stream }
    this.#follow(stream)
  }

  send(data: Uint8Array, options?: Waiting): Promise<void> {
    const { errors } = this.#system
    const wrong = bytesProblem(errors, 'send', data) ?? waitingProblem(errors, 'send', options)
    if (wrong !== undefined) return Promise.reject(wrong)
    const stream = this.#stream
    return stream === undefined ? this.#notConnected('send') : stream.send(data, options?.signal)
  }

  recv(max = 65_536, options?: Waiting): Promise<Uint8Array> {
    const wrong = waitingProblem(this.#system.errors, 'recv', options)
    if (wrong !== undefined) return Promise.reject(wrong)
    const stream = this.#stream
    return stream === undefined ? this.#notConnected('recv') : stream.recv(max, options?.signal)
  }

  recvInto(target: Uint8Array, options?: Waiting): Promise<number> {
    const wrong = waitingProblem(this.#system.errors, 'recv', options)
    if (wrong !== undefined) return Promise.reject(wrong)
    const stream = this.#stream
    return stream === undefined ? this.#notConnected('recv') : stream.recvInto(target, options?.signal)
  }

  async shutdown(how: 'send' | 'receive' | 'both', options?: Waiting): Promise<void> {
    if (!WAYS.has(how)) {
      const choices = [...WAYS].map((way) => `'${way}'`).join(' / ')
      throw this.#system.errors.invalid('shutdown', 'notOneOf', { name: 'how', choices, value: shown(how) })
    }
    this.#checkWaiting('shutdown', options)
    const stream = this.#stream
    if (stream === undefined || stream.isReleased) return this.#notConnected('shutdown')
    if (how !== 'send') stream.shutdownReceive()
    if (how !== 'receive') await this.#until(stream.shutdownSend(), 'shutdown', options)
  }

  close(options?: Waiting): Promise<void> {
    const closing = this.#close()
    return options === undefined ? closing : this.#closeUntil(closing, options)
  }

  async #closeUntil(closing: Promise<void>, options: Waiting): Promise<void> {
    this.#checkWaiting('close', options)
    await this.#until(closing, 'close', options)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #close(): Promise<void> {
    const role = this.#role
    if (role.phase === 'connected') {
      this.#role = { phase: 'closed', stream: role.stream, local: role.stream.driver.local }
      return role.stream.close()
    }
    if (role.phase === 'closed') return role.stream?.close() ?? DONE
    this.#dismiss('ECONNABORTED')
    return DONE
  }

  reset(): void {
    const role = this.#role
    if (role.phase === 'connected' || (role.phase === 'closed' && role.stream !== undefined)) {
      const stream = role.stream as Stream
      this.#role = { phase: 'closed', stream, local: stream.driver.local }
      stream.reset()
      return
    }
    if (role.phase !== 'closed') this.#dismiss('ECONNABORTED')
  }

  acknowledgedLength(): number | undefined {
    return this.#stream?.driver.acknowledgedLength()
  }

  readByPeerLength(): number | undefined {
    return this.#stream?.driver.readByPeerLength()
  }

  setNoDelay(on: boolean): void {
    this.#stream?.driver.setNoDelay(on)
  }

  setKeepAlive(idle: Nanos | undefined): void {
    checkTime(this.#system.errors, 'setKeepAlive', 'idle', idle)
    this.#stream?.driver.setKeepAlive(idle)
  }

  keepRunning(on: boolean): void {
    this.#stream?.driver.keepRunning(on)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TcpSocket | Uint8Array, void, undefined> {
    const listening: boolean = this.phase === 'listening'
    for (;;) {
      let next: TcpSocket | Uint8Array
      try {
        next = await (listening ? this.accept() : this.recv())
      } catch (error) {
        // Closed by this side, perhaps from elsewhere in the program: the loop simply ends.
        if (listening ? this.#role.phase === 'closed' : this.#stream?.isReleased === true) return
        // Clients that could not be taken are no end of the others.
        if (error instanceof SocketError && error.refused > 0) continue
        throw error
      }
      if (next instanceof Uint8Array && next.length === 0) return
      yield next
    }
  }

  /** Ends a socket that carries no connection. */
  #dismiss(code: string): void {
    const role = this.#role
    if (role.phase === 'listening') role.passive.close()
    if (role.phase === 'bound') role.bound.close()
    this.#end(NEVER_CONNECTED)
    if (role.phase === 'connecting') role.giveUp(this.#system.errors.make(code, 'connect'))
  }

  #end(record: CloseRecord): void {
    const local = this.localAddress
    this.#role = { phase: 'closed', stream: undefined, local }
    this.#stopListening?.()
    this.#record = record
    this.#resolveClosed?.(record)
  }

  #expect(call: string, ...phases: readonly TcpSocket['phase'][]): void {
    if (!phases.includes(this.phase) || (call === 'bind' && this.#binding !== undefined)) {
      throw this.#wrongPhase(call)
    }
  }

  /** The call is called off; what it began goes on. */
  #until(doing: Promise<void>, call: string, options: Waiting | undefined): Promise<void> {
    const signal = options?.signal
    return signal === undefined
      ? doing
      : untilAborted(doing, signal, () => this.#system.errors.aborted(call, signal))
  }

  /** @throws {SocketError} EINVAL. */
  #checkWaiting(call: string, options: Waiting | undefined): void {
    const wrong = waitingProblem(this.#system.errors, call, options)
    if (wrong !== undefined) throw wrong
  }

  #wrongPhase(call: string): Error {
    const { errors } = this.#system
    if (this.phase === 'closed') return errors.make('EBADF', call)
    return errors.invalid(call, 'wrongPhase', { phase: this.phase })
  }

  #notConnected(call: string): Promise<never> {
    const code = this.phase === 'closed' && this.#stream === undefined ? 'EBADF' : 'ENOTCONN'
    return Promise.reject(this.#system.errors.make(code, call))
  }
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535
}
