import type { Nanos } from '../base/index.ts'
import type { TcpEndpoint } from '../net/index.ts'
import { type ConnectionEvent, KEEP_ALIVE } from '../tcp/index.ts'
import type { StreamDriver } from './driver.ts'
import { toAddress } from './engine-address.ts'
import type { SocketAddress } from './types.ts'

/** A connection of a simulated host, as a connected socket. */
export class EngineStream implements StreamDriver {
  readonly local: SocketAddress
  readonly remote: SocketAddress
  notify: (() => void) | undefined
  peerClosed = false
  done = false
  discarded = 0
  /** The engine copies what it takes. */
  readonly flushed = true
  readonly #endpoint: TcpEndpoint
  #receiveShut = false
  #released = false
  #aborted = false

  constructor(endpoint: TcpEndpoint) {
    this.#endpoint = endpoint
    this.local = toAddress(endpoint.local)
    this.remote = toAddress(endpoint.remote)
    // What happened before anyone took this connection out of the accept queue can be read off its state.
    const { state } = endpoint
    this.peerClosed = state === 'CLOSE-WAIT' || state === 'LAST-ACK' || state === 'CLOSING'
    this.done = state === 'CLOSED' || state === 'TIME-WAIT'
    // A stream shows every byte that the peer has sent (RFC 6093 §4).
    endpoint.setOption('urgentInline', true)
    endpoint.onEvent = (event) => this.#happened(event)
  }

  get failure(): string | undefined {
    return this.#aborted ? 'ECONNABORTED' : this.#endpoint.error
  }

  get readableLength(): number {
    return this.#released || this.#receiveShut ? 0 : this.#endpoint.readableLength
  }

  get endOfStream(): boolean {
    return this.#endpoint.endOfStream
  }

  read(target: Uint8Array): number {
    return this.#endpoint.read(target)
  }

  /** The engine copies: it needs no buffer of the owner. */
  receiveInto(): void {}

  write(bytes: Uint8Array): number {
    return this.#endpoint.send(bytes)
  }

  finish(): void {
    this.#endpoint.close()
  }

  shutdownReceive(): void {
    // Reading and throwing away, not SHUT_RD: that would make a RST of what comes after our own FIN (Linux).
    this.#receiveShut = true
    this.#discard()
  }

  /** Reads what nobody wants: as long as it stayed, the peer's window would be shut. */
  #discard(): void {
    const into = new Uint8Array(4096)
    for (let length = -1; length !== 0;) {
      length = this.#endpoint.read(into)
      this.discarded += length
    }
  }

  release(): void {
    if (this.done || this.#released) return
    if (this.readableLength > 0) {
      this.abort()
      return
    }
    this.#released = true
    this.#endpoint.close()
    if (this.#endpoint.state === 'CLOSED') this.#end()
  }

  abort(): void {
    if (this.done || this.failure !== undefined) return
    this.discarded += this.readableLength
    this.#released = true
    this.#aborted = true
    this.#endpoint.abort()
    this.#end()
  }

  /** The engine tells at once. */
  look(): void {}

  acknowledgedLength(): number {
    return this.#endpoint.acknowledgedLength
  }

  /** The other host is asked for nothing. */
  readByPeerLength(): undefined {
    return undefined
  }

  setNoDelay(on: boolean): void {
    this.#endpoint.setNoDelay(on)
  }

  setKeepAlive(idle: Nanos | undefined): void {
    this.#endpoint.setKeepAlive(idle === undefined ? undefined : { ...KEEP_ALIVE, idle })
  }

  /** The clock decides how long there is something to do. */
  keepRunning(): void {}

  /** Virtual time runs as long as something is to happen: nothing must be held. */
  holdUntilDone(): void {}

  #happened(event: ConnectionEvent): void {
    switch (event.type) {
      case 'peer-closed':
        this.peerClosed = true
        break
      case 'readable':
        // As Linux: data for a socket that nobody can read any more is answered with a RST.
        if (this.#released) {
          this.discarded += this.#endpoint.readableLength
          this.abort()
        } else if (this.#receiveShut) this.#discard()
        break
      case 'time-wait':
      case 'closed':
        this.#end()
        return
      default:
    }
    this.notify?.()
  }

  #end(): void {
    if (this.done) return
    this.done = true
    this.notify?.()
  }
}
