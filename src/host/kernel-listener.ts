import { Deque } from '../base/index.ts'
import type { ListenerDriver, SocketAddress, TcpSocketOptions } from '../socket/index.ts'
import { type TcpHandle, errnoName, localAddressOf, peerAddressOf } from './kernel-handle.ts'
import { KernelStream } from './kernel-stream.ts'
import { nearlyNoDescriptor } from './descriptors.ts'

interface Pending {
  readonly handle: TcpHandle
  readonly local: SocketAddress
  readonly remote: SocketAddress | undefined
}

/**
 * A listening kernel socket. Node takes every finished handshake out of the kernel's accept queue by itself and
 * cannot be told to wait (libuv accepts in a loop, and a listening handle has no pause), so the queue that `accept`
 * empties is here. It holds one more than `backlog`, as Linux's `sk_acceptq_is_full` does; a client beyond is reset,
 * where Linux by itself would drop its SYN and let it try again.
 */
export class KernelListener implements ListenerDriver {
  readonly local: SocketAddress
  notify: (() => void) | undefined
  readonly #handle: TcpHandle
  readonly #backlog: number
  readonly #options: TcpSocketOptions
  readonly #pending = new Deque<Pending>()
  #failure: { readonly code: string; readonly refused: number } | undefined
  #closed = false

  constructor(handle: TcpHandle, local: SocketAddress, backlog: number, options: TcpSocketOptions) {
    this.#handle = handle
    this.local = local
    this.#backlog = backlog
    this.#options = options
    handle.onconnection = (status, client) => this.#arrived(status, client)
  }

  takeFailure(): { readonly code: string; readonly refused: number } | undefined {
    const failure = this.#failure
    this.#failure = undefined
    return failure
  }

  accept(): KernelStream | undefined {
    const next = this.#pending.shift()
    if (next === undefined) return undefined
    const stream = KernelStream.accepted(next.handle, next.local, next.remote)
    if (this.#options.noDelay === true) stream.setNoDelay(true)
    if (this.#options.keepAlive !== undefined) stream.setKeepAlive(this.#options.keepAlive)
    return stream
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#handle.close()
    for (const { handle } of this.#pending) discard(handle)
    this.#pending.clear()
  }

  #arrived(status: number, handle: TcpHandle | undefined): void {
    if (status < 0 || handle === undefined) this.#refused(errnoName(status))
    else if (nearlyNoDescriptor(handle.fd)) {
      // libuv would accept and drop the next ones without a word.
      discard(handle)
      this.#refused('EMFILE')
    } else if (this.#closed || this.#pending.size > this.#backlog) {
      discard(handle)
      return
    } else {
      // The addresses are asked for now: a client that resets before it is accepted has none later.
      const local = localAddressOf(handle) ?? this.local
      this.#pending.push({ handle, local, remote: peerAddressOf(handle) })
    }
    this.notify?.()
  }

  #refused(code: string): void {
    this.#failure = { code, refused: (this.#failure?.refused ?? 0) + 1 }
  }
}

/** RST to a client that nobody will accept, as Linux does for those that wait when a listener closes. */
function discard(handle: TcpHandle): void {
  if (handle.reset(() => {}) !== 0) handle.close()
}
