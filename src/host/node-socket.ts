import type net from 'node:net'
import { Duplex } from 'node:stream'
import type { SocketAddress, TcpSocket } from '../socket/index.ts'

/**
 * A synfin socket in the clothes of Node's `net.Socket`, so that HTTP, Redis and other client libraries run over any
 * backend. What such libraries use is there: the Duplex itself, `connect` and `close` events, time-outs, addresses,
 * `setNoDelay`, `destroySoon`; `ref`, `unref` and `setKeepAlive` change nothing (keep-alive is an option of
 * `tcp()`).
 *
 *     http.request({ createConnection: () => toNodeSocket(connection) })
 *
 * @param socket - Connected, or about to be (`connecting` resolves once it is).
 * @param connecting - When given, `connect` is emitted after it; when it rejects, the Duplex is destroyed with it.
 */
export function toNodeSocket(socket: TcpSocket, connecting?: Promise<unknown>): NodeSocket {
  return new NodeSocket(socket, connecting)
}

/** See `toNodeSocket`. */
export class NodeSocket extends Duplex {
  readonly socket: TcpSocket
  connecting: boolean
  bytesRead = 0
  bytesWritten = 0
  /** Milliseconds of silence after which `timeout` is emitted; 0 for never. */
  timeout = 0
  #idle: NodeJS.Timeout | undefined
  #ready: Promise<unknown> | undefined
  #reading = false

  constructor(socket: TcpSocket, connecting?: Promise<unknown>) {
    super({ allowHalfOpen: false, autoDestroy: true, emitClose: true })
    this.socket = socket
    this.connecting = connecting !== undefined
    this.#ready = connecting
    connecting?.then(
      () => {
        this.connecting = false
        this.#ready = undefined
        this.emit('connect')
        this.emit('ready')
      },
      (error: Error) => this.destroy(error),
    )
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

  address(): SocketAddress | object {
    return this.socket.localAddress ?? {}
  }

  setNoDelay(on = true): this {
    this.socket.setNoDelay(on)
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  setTimeout(millis: number, onTimeout?: () => void): this {
    this.timeout = millis
    if (onTimeout !== undefined) this.once('timeout', onTimeout)
    this.#active()
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
      this.#active()
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
      await this.socket.send(chunk)
      this.#active()
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
    clearTimeout(this.#idle)
    // Bytes that nobody will wait for any more: a FIN would tell the peer that it has everything.
    if (this.writableLength > 0) this.socket.reset()
    this.socket.close().then(
      () => done(error),
      (failure: Error) => done(error ?? failure),
    )
  }

  #active(): void {
    clearTimeout(this.#idle)
    this.#idle = undefined
    if (this.timeout > 0 && !this.destroyed) {
      this.#idle = setTimeout(() => this.emit('timeout'), this.timeout)
      this.#idle.unref()
    }
  }
}
