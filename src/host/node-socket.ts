import type net from 'node:net'
import { Duplex } from 'node:stream'
import { millis } from '../base/index.ts'
import { VirtualClock } from '../link/index.ts'
import type { SocketAddress, TcpStream } from '../socket/index.ts'
import { Silence } from './silence.ts'

/** What `toNodeSocket` may be given, as `net.connect`. */
export interface NodeSocketOptions {
  /** Milliseconds of silence after which `timeout` is emitted, from the start. */
  readonly timeout?: number | undefined
  /** True: the peer's FIN does not end our side by itself. Default false. */
  readonly allowHalfOpen?: boolean | undefined
  readonly noDelay?: boolean | undefined
  readonly keepAlive?: boolean | undefined
  readonly keepAliveInitialDelay?: number | undefined
}

/**
 * A synfin socket in the clothes of Node's `net.Socket`, so that HTTP, Redis and other client libraries run over any
 * backend. What such libraries use is there: the Duplex itself, the events in `net.Socket`'s order, time-outs (in the
 * time of the socket's network), half-open sockets, keep-alive, `ref` and `unref`, addresses, `setNoDelay`,
 * `destroySoon`.
 *
 *     http.request({ createConnection: () => toNodeSocket(connection) })
 *
 * Over a `VirtualClock`, `runUntilSettled` then lets Node's own queues go on before time moves.
 *
 * @param socket - Connected, or about to be (`connecting` resolves once it is).
 * @param connecting - When given, `connect` is emitted after it; when it rejects, the Duplex is destroyed with it.
 */
export function toNodeSocket(
  socket: TcpStream,
  connecting?: Promise<unknown>,
  options?: NodeSocketOptions,
): NodeSocket {
  return new NodeSocket(socket, connecting, options)
}

const immediate = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** See `toNodeSocket`. */
export class NodeSocket extends Duplex {
  readonly socket: TcpStream
  /** As in `net.Socket`: node:tls follows it from the socket on top to the one that it lies on. */
  readonly _parent: null = null
  connecting: boolean
  bytesRead = 0
  bytesWritten = 0
  /** Milliseconds of silence after which `timeout` is emitted; undefined until one was set, as in Node. */
  timeout: number | undefined
  readonly #silence: Silence
  #ready: Promise<unknown> | undefined
  #reading = false
  #running = true
  #keepAlive: number | undefined
  #keepAliveDelay = TWO_HOURS
  #noDelay: boolean | undefined

  constructor(socket: TcpStream, connecting?: Promise<unknown>, options: NodeSocketOptions = {}) {
    // `close` is emitted here, with whether there was an error.
    super({ allowHalfOpen: options.allowHalfOpen === true, autoDestroy: true, emitClose: false })
    this.socket = socket
    const { clock } = socket
    if (clock instanceof VirtualClock) clock.settlesWith(immediate)
    this.#silence = new Silence(clock, () => this.emit('timeout'))
    this.connecting = connecting !== undefined
    this.#ready = connecting
    if (options.timeout !== undefined && options.timeout > 0) this.setTimeout(options.timeout)
    if (options.noDelay === true) this.setNoDelay()
    if (options.keepAlive === true) this.setKeepAlive(true, options.keepAliveInitialDelay)
    connecting?.then(
      () => this.#connected(),
      (error: Error) => this.destroy(error),
    )
  }

  #connected(): void {
    if (this.destroyed) return
    this.connecting = false
    this.#ready = undefined
    // What was asked for before there was a connection.
    if (this.#noDelay !== undefined) this.socket.setNoDelay(this.#noDelay)
    if (this.#keepAlive !== undefined) this.socket.setKeepAlive(millis(this.#keepAlive))
    if (!this.#running) this.socket.keepRunning(false)
    this.#silence.stirred()
    this.emit('connect')
    this.emit('ready')
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress?.address
  }

  get remotePort(): number | undefined {
    return this.socket.remoteAddress?.port
  }

  get remoteFamily(): SocketAddress['family'] | undefined {
    return this.socket.remoteAddress?.family
  }

  get localAddress(): string | undefined {
    return this.socket.localAddress?.address
  }

  get localPort(): number | undefined {
    return this.socket.localAddress?.port
  }

  get pending(): boolean {
    return this.connecting
  }

  get readyState(): net.SocketReadyState {
    if (this.connecting) return 'opening'
    if (this.readable && this.writable) return 'open'
    if (this.readable) return 'readOnly'
    return this.writable ? 'writeOnly' : 'closed'
  }

  /** As `net.Socket`: this end, or an empty object before there is one. */
  address(): SocketAddress | object {
    return this.socket.localAddress ?? {}
  }

  /** As `net.Socket`: TCP_NODELAY. */
  setNoDelay(on = true): this {
    this.#noDelay = on
    this.socket.setNoDelay(on)
    return this
  }

  /** @param initialDelay - Milliseconds of silence before the first probe; 0: as before, two hours at first. */
  setKeepAlive(on = false, initialDelay = 0): this {
    if (on && initialDelay > 0) this.#keepAliveDelay = initialDelay
    this.#keepAlive = on ? this.#keepAliveDelay : undefined
    this.socket.setKeepAlive(on ? millis(this.#keepAliveDelay) : undefined)
    return this
  }

  /** As `net.Socket`: the connection keeps the program running. */
  ref(): this {
    return this.#keepRunning(true)
  }

  /** As `net.Socket`: it does not. */
  unref(): this {
    return this.#keepRunning(false)
  }

  #keepRunning(on: boolean): this {
    this.#running = on
    this.socket.keepRunning(on)
    return this
  }

  /** @param millis - Of silence, after which `timeout` is emitted; 0: never. @throws RangeError, TypeError as Node. */
  setTimeout(millis: number, onTimeout?: () => void): this {
    if (typeof millis !== 'number')
      throw new TypeError(`A time-out is a number of milliseconds, not ${String(millis)}.`)
    if (!(millis >= 0 && Number.isFinite(millis)))
      throw new RangeError(`A time-out is 0 milliseconds or more, not ${millis}.`)
    this.timeout = millis
    if (this.destroyed) return this
    this.#silence.watch(millis)
    if (onTimeout !== undefined) {
      if (millis === 0) this.off('timeout', onTimeout)
      else this.once('timeout', onTimeout)
    }
    return this
  }

  /** Ends, then destroys once everything is written. */
  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  /** The forced close: a RST on the wire. */
  resetAndDestroy(): this {
    this.socket.reset()
    return this.destroy()
  }

  override _read(): void {
    if (this.#reading) return
    this.#reading = true
    const receive = async (): Promise<void> => {
      await this.#ready
      const chunk = await this.socket.recv()
      this.#reading = false
      if (this.destroyed) return
      this.#silence.stirred()
      this.bytesRead += chunk.length
      this.push(chunk.length === 0 ? null : chunk)
    }
    receive().catch((error: unknown) => {
      this.#reading = false
      // Its own destroy() comes here too, and is no news then.
      if (!this.destroyed) this.destroy(error as Error)
    })
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const send = async (): Promise<void> => {
      await this.#ready
      this.#silence.stirred()
      await this.socket.send(chunk)
      this.#silence.stirred()
      this.bytesWritten += chunk.length
    }
    send().then(() => done(), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    const shut = async (): Promise<void> => {
      await this.#ready
      if (this.socket.phase === 'connected') await this.socket.shutdown('send')
    }
    shut().then(() => done(), done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.connecting = false
    this.#silence.end()
    // Bytes that nobody will wait for any more: a FIN would tell the peer that it has everything.
    if (this.writableLength > 0) this.socket.reset()
    const over = (failure: Error | null): void => {
      done(failure)
      // Behind `error`, which Node emits in the next tick.
      process.nextTick(() => this.emit('close', failure !== null))
    }
    this.socket.close().then(
      () => over(error),
      (failure: Error) => over(error ?? failure),
    )
  }
}

/** Linux's tcp_keepalive_time. */
const TWO_HOURS = 7_200_000
