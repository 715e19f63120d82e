import net from 'node:net'
import { assert, MILLISECOND, type Nanos } from '../base/index.ts'
import type { SocketAddress, StreamDriver } from '../socket/index.ts'
import { FinWatch } from './fin-watch.ts'
import { HeldSocket, handleOf } from './held-socket.ts'
import { type HiddenReset, restOf, uncoverReset } from './hidden-reset.ts'
import { type TcpHandle, localAddressOf, peerAddressOf, toAddress } from './kernel-handle.ts'
import { KernelProgress, TELLS_PROGRESS } from './kernel-progress.ts'
import { PAUSED } from './paused-streams.ts'
import { ARRIVALS, allIsSettled, mayBeReadInto, settleAfterMicrotasks } from './shared-arena.ts'

const NOTHING: Uint8Array = new Uint8Array(0)
/** As Linux's tcp_fin_timeout: how long a closed connection waits for the peer's FIN. */
const FIN_TIMEOUT_MILLIS = 60_000

/** A connected kernel socket: a `net.Socket` read through a static buffer, with its endings told apart. */
export class KernelStream implements StreamDriver {
  readonly local: SocketAddress
  readonly remote: SocketAddress | undefined
  notify: (() => void) | undefined
  failure: string | undefined = undefined
  done = false
  discarded = 0
  flushed = true
  #peerClosed = false
  readonly #socket: HeldSocket
  /** What libuv reads into: `ARRIVALS`, or the buffer of a receiver that comes back with it again and again. */
  #arena: Uint8Array = ARRIVALS
  /** The buffer of the receive that waits; undefined when none waits, or one without a buffer. */
  #offered: Uint8Array | undefined
  /** The buffer of the last read's receiver, who may come back with it. */
  #candidate: Uint8Array | undefined
  /** Direct reading is over for good once the receiver did not come back at once. */
  #mayReadDirectly = true
  /** Unread bytes: a window of the arena while it is being served, else a copy. */
  #chunk: Uint8Array = NOTHING
  #from = 0
  #to = 0
  /** A read has come that nobody waited for: libuv reads no more until it is taken. */
  #paused = false
  #receiveShut = false
  #released = false
  #isHeld = false
  #written: ((error?: Error | null) => void) | undefined
  readonly #fin: FinWatch
  #progress: KernelProgress | undefined

  private constructor(socket: HeldSocket, local: SocketAddress, remote: SocketAddress | undefined) {
    this.#socket = socket
    this.local = local
    this.remote = remote
    socket.on('end', () => this.#ended())
    socket.on('error', (error: NodeJS.ErrnoException) => this.#failed(error.code ?? 'EIO'))
    socket.on('close', () => this.#gone())
    this.#fin = new FinWatch(socket, (failure) => {
      if (failure === undefined) return
      this.#failed(failure)
      socket.destroy()
    })
  }

  /** Takes over a handle that the kernel has accepted. */
  static accepted(handle: TcpHandle, local: SocketAddress, remote: SocketAddress | undefined): KernelStream {
    const wiring = new Wiring({ handle, manualStart: true })
    return wiring.start(new KernelStream(wiring.socket, local, remote))
  }

  /** @returns A socket to connect with, and what makes a stream of it once it has. */
  static outgoing(bound: TcpHandle | undefined): {
    readonly socket: net.Socket
    readonly connected: (to: { readonly address: string; readonly port: number }) => KernelStream
  } {
    const wiring = new Wiring(bound === undefined ? {} : { handle: bound, manualStart: true })
    return {
      socket: wiring.socket,
      connected: (to) => {
        const handle = handleOf(wiring.socket)
        const local = handle && localAddressOf(handle)
        const stream = new KernelStream(
          wiring.socket,
          local ?? { address: '', port: 0, family: 'IPv4' },
          // The kernel has no peer any more when it has reset already: it is the one that was asked for.
          (handle && peerAddressOf(handle)) ?? (net.isIP(to.address) === 0 ? undefined : toAddress(to)),
        )
        return wiring.start(stream)
      },
    }
  }

  get readableLength(): number {
    return this.#to - this.#from
  }

  get endOfStream(): boolean {
    return this.#peerClosed && this.#from === this.#to
  }

  read(target: Uint8Array): number {
    const length = Math.min(target.length, this.#to - this.#from)
    if (target !== this.#chunk) target.set(this.#chunk.subarray(this.#from, this.#from + length))
    this.#from += length
    if (this.#from === this.#to && this.#paused) this.#resume()
    return length
  }

  receiveInto(target: Uint8Array | undefined): void {
    this.#offered = target
    if (this.#arena !== ARRIVALS && target !== this.#arena) this.#readIndirectly()
  }

  /** Asked by Node at every read: what the next read shall fill. */
  nextArena(): Uint8Array {
    const next = this.#candidate
    if (next === this.#arena) return next
    this.#arena = next !== undefined && this.#mayReadDirectly && mayBeReadInto(next) ? next : ARRIVALS
    return this.#arena
  }

  /** The arena is somebody's buffer, and they did not ask for bytes in it: it must not be written to. */
  #readIndirectly(): void {
    this.#mayReadDirectly = false
    this.#arena = ARRIVALS
    handleOf(this.#socket)?.useUserBuffer(ARRIVALS)
  }

  /** Called by Node with `length` bytes in the arena. @returns False to stop reading. */
  arrived(length: number): boolean {
    this.#candidate = undefined
    if (this.#released) {
      // As Linux: data for a socket that nobody can read any more is answered with a RST.
      this.discarded += length
      this.abort()
      return false
    }
    if (this.#receiveShut) {
      this.discarded += length
      return true
    }
    assert(allIsSettled(), 'a read came before the last one was settled')
    const candidate = this.#offered
    this.#offered = undefined
    this.#chunk = this.#arena
    this.#from = 0
    this.#to = length
    this.notify?.()
    // Whoever was waiting goes on in microtasks, before libuv reads again: they may take the rest, or come back.
    if (this.#from < this.#to || candidate !== undefined) {
      this.#candidate = candidate
      settleAfterMicrotasks(this)
    }
    return true
  }

  /** The last read has been taken, and its receiver has come back. */
  get isServed(): boolean {
    return this.#from === this.#to && (this.#arena === ARRIVALS || this.#offered === this.#arena)
  }

  /**
   * All microtasks of the read are done. What nobody took is copied out of the shared buffer, and reading stops until
   * it is taken; a receiver's buffer with which it did not come back is left alone from now on.
   */
  settle(): void {
    if (this.#arena !== ARRIVALS && this.#offered !== this.#arena) this.#readIndirectly()
    if (this.#from === this.#to || this.#paused) return
    this.#chunk = new Uint8Array(this.#chunk.subarray(this.#from, this.#to))
    this.#to -= this.#from
    this.#from = 0
    this.#paused = true
    this.#socket.pause()
    PAUSED.add(this)
  }

  /** A RST ends it although it is not read: what had come before is kept, and can still be read. */
  lookWhilePaused(): void {
    this.#takeUpReset()
  }

  write(bytes: Uint8Array): number {
    const socket = this.#socket
    this.#written ??= () => this.#drained()
    socket.write(bytes, this.#written)
    this.flushed = socket.writableLength === 0
    return bytes.length
  }

  finish(): void {
    PAUSED.delete(this)
    this.#socket.end()
  }

  shutdownReceive(): void {
    this.#receiveShut = true
    this.#drop()
  }

  release(): void {
    if (this.done || this.#released) return
    if (this.readableLength > 0) {
      this.#drop()
      this.abort()
      return
    }
    this.#released = true
    const socket = this.#socket
    socket.end()
    if (socket.destroyed) return
    this.#resume()
    // One timer per connection that is closing, none per connection that is open.
    this.#limitEnd(this.acknowledgedLength())
    // A program that has closed everything may exit: the kernel finishes the four-way close without it.
    if (!this.#isHeld) socket.unref()
  }

  /** A peer that reads slowly is not one that is gone: only when nothing has moved, this end gives up. */
  #limitEnd(acknowledged: number | undefined): void {
    const socket = this.#socket
    socket.setTimeout(FIN_TIMEOUT_MILLIS, () => {
      const now = this.acknowledgedLength()
      if (now !== acknowledged) {
        this.#limitEnd(now)
        return
      }
      this.failure ??= 'ETIMEDOUT'
      socket.destroy()
    })
  }

  abort(): void {
    if (this.done || this.failure !== undefined) return
    this.#progress?.look(true)
    this.failure = 'ECONNABORTED'
    this.#drop()
    this.flushed = true
    const socket = this.#socket
    socket.ref()
    this.#fin.stop()
    // libuv refuses to reset while a FIN is on its way into the kernel: that takes one turn of the loop.
    if (!socket.writableEnded || socket.writableFinished || this.#fin.isSent) resetNow(socket)
    else socket.onFin = () => resetNow(socket)
  }

  get peerClosed(): boolean {
    return this.#peerClosed || this.#progress?.peerFinished === true
  }

  /** Until somebody reads, a FIN waits in the kernel, behind what came before it, and so may a RST. */
  look(): void {
    if (this.done || this.failure !== undefined || this.#takeUpReset() || this.#peerClosed) return
    // That looks for a FIN too.
    this.acknowledgedLength()
  }

  /** @returns Whether the connection is gone. */
  #takeUpReset(): boolean {
    const found = restOf(handleOf(this.#socket))
    if (found === undefined) return false
    // Where our FIN is not out, an end is the peer's FIN, and a RST came behind it.
    const isReset = found.failure === undefined && !this.#socket.writableEnded
    if (isReset) this.#peerClosed = true
    PAUSED.delete(this)
    this.#takeRest({ ...found, failure: isReset ? 'ECONNRESET' : found.failure })
    this.notify?.()
    return true
  }

  acknowledgedLength(): number | undefined {
    if (this.#fin.acknowledgedAll) return this.#bytesTaken
    this.#progress ??= KernelProgress.of(handleOf(this.#socket))
    if (!this.#socket.destroyed) this.#progress?.look()
    // At least none: a connection that broke before anybody looked.
    return this.#progress?.acknowledged ?? (TELLS_PROGRESS ? 0 : undefined)
  }

  readByPeerLength(): number | undefined {
    return this.#progress?.readByPeer
  }

  get #bytesTaken(): number {
    return this.#socket.bytesWritten
  }

  setNoDelay(on: boolean): void {
    this.#socket.setNoDelay(on)
  }

  setKeepAlive(idle: Nanos | undefined): void {
    // Node gives the kernel whole seconds, rounded down: less than one would be none.
    this.#socket.setKeepAlive(idle !== undefined, Math.max(1_000, Math.round((idle ?? 0) / MILLISECOND)))
  }

  keepRunning(on: boolean): void {
    if (on) this.#socket.ref()
    else this.#socket.unref()
  }

  holdUntilDone(): void {
    this.#isHeld = true
    this.#socket.ref()
    this.#fin.holdUntilDone()
  }

  #drained(): void {
    if (this.flushed || this.#socket.writableLength > 0) return
    this.flushed = true
    this.notify?.()
  }

  #resume(): void {
    this.#paused = false
    PAUSED.delete(this)
    this.#chunk = NOTHING
    this.#from = 0
    this.#to = 0
    this.#socket.resume()
  }

  #drop(): void {
    this.discarded += this.#to - this.#from
    this.#from = this.#to
    if (this.#paused && this.#receiveShut) this.#resume()
  }

  #ended(): void {
    this.#uncoverReset()
    if (this.failure === undefined) this.#peerClosed = true
    if (this.#peerClosed) {
      this.#fin.peerFinished()
      // libuv polls no more behind an end: a RST that comes before our FIN would never be told.
      if (!this.#socket.writableEnded) PAUSED.add(this)
    }
    this.notify?.()
  }

  #uncoverReset(): void {
    const hidden = uncoverReset(handleOf(this.#socket))
    if (hidden !== undefined) this.#takeRest(hidden)
  }

  #takeRest({ rest, failure }: HiddenReset): void {
    this.failure ??= failure
    if (rest.length > 0) {
      const kept = this.#chunk.subarray(this.#from, this.#to)
      this.#chunk = new Uint8Array(Buffer.concat([kept, rest]))
      this.#from = 0
      this.#to = this.#chunk.length
    }
    if (this.failure !== undefined) this.#socket.destroy()
  }

  #failed(code: string): void {
    // EPIPE from the kernel means that a RST had come before our write.
    this.failure ??= code === 'EPIPE' || code === 'ECONNRESET' ? 'ECONNRESET' : code
    this.flushed = true
    this.notify?.()
  }

  #gone(): void {
    PAUSED.delete(this)
    this.#fin.stop()
    this.done = true
    this.flushed = true
    this.notify?.()
  }
}

/** Makes the `net.Socket` whose reads reach a stream that is made only later, once it is connected. */
class Wiring {
  readonly socket: HeldSocket
  #stream: KernelStream | undefined

  constructor(options: { readonly handle?: TcpHandle; readonly manualStart?: boolean }) {
    const onread = {
      buffer: (): Uint8Array => this.#stream?.nextArena() ?? ARRIVALS,
      callback: (length: number): boolean =>
        this.#stream === undefined ? true : this.#stream.arrived(length),
    }
    this.socket = new HeldSocket({ ...options, allowHalfOpen: true, onread } as net.SocketConstructorOpts)
  }

  start(stream: KernelStream): KernelStream {
    this.#stream = stream
    this.socket.resume()
    return stream
  }
}

function resetNow(socket: net.Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy()
}
