import {
  formatPlace,
  type SocketAddress,
  type SocketBackend,
  type UdpSocket,
  type UdpSocketOptions,
} from '../socket/index.ts'
import { UdpPeer } from './udp-peer.ts'

/** Where to wait for datagrams, and what gets new senders. */
export interface UdpPeersOptions extends UdpSocketOptions {
  readonly port: number
  /** An address of this machine; absent: all. */
  readonly host?: string | undefined
  /** Told of a new sender. @returns False when it is turned away. */
  readonly admit: (peer: UdpPeer) => boolean
  /** The socket failed, or was closed by its signal; reported once. */
  readonly failed: (error: unknown) => void
}

/** One bound UDP socket whose every sender is a peer of its own. It closes when it is stopped and nobody uses it. */
export class UdpPeers {
  readonly #socket: UdpSocket
  readonly #options: UdpPeersOptions
  readonly #peers = new Map<string, UdpPeer>()
  #stopped = false

  private constructor(socket: UdpSocket, options: UdpPeersOptions) {
    this.#socket = socket
    this.#options = options
    void this.#take().catch((error: unknown) => {
      if (!this.#stopped) options.failed(error)
      for (const peer of this.#peers.values()) peer.failed(error)
    })
  }

  /** @throws What `bind` throws. */
  static async bind(backend: SocketBackend, options: UdpPeersOptions): Promise<UdpPeers> {
    const socket = backend.udp({ family: options.family, signal: options.signal })
    await socket.bind(options.port, options.host)
    return new UdpPeers(socket, options)
  }

  get localAddress(): SocketAddress | undefined {
    return this.#socket.localAddress
  }

  /** @returns The peer at this address, admitted as if it had sent; undefined when it is turned away, or after `stop`. */
  peerAt(remote: SocketAddress): UdpPeer | undefined {
    const key = formatPlace(remote.address, remote.port)
    const known = this.#peers.get(key)
    if (known !== undefined || this.#stopped) return known
    const peer = new UdpPeer(this.#socket, remote, false, () => {
      this.#peers.delete(key)
      this.#closeWhenUnused()
    })
    if (!this.#options.admit(peer)) return undefined
    this.#peers.set(key, peer)
    return peer
  }

  /** No new peers; those that there are stay. */
  stop(): void {
    this.#stopped = true
    this.#closeWhenUnused()
  }

  async #take(): Promise<never> {
    for (;;) {
      const { data, from } = await this.#socket.recv()
      this.peerAt(from)?.arrived(data)
    }
  }

  #closeWhenUnused(): void {
    if (this.#stopped && this.#peers.size === 0) void this.#socket.close()
  }
}
