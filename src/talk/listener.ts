import { listen, type SocketAddress, type SocketBackend, SocketError } from '../socket/index.ts'
import type { ConversationSocket } from './conversation-socket.ts'
import { UdpPeers } from './udp-peers.ts'

/** Where to listen, and who is called with clients. */
export interface OpenListenerOptions {
  readonly transport: 'tcp' | 'udp'
  /** 0: one is picked. */
  readonly port: number
  /** An address of this machine; absent: all. */
  readonly host?: string | undefined
  readonly family?: 4 | 6 | undefined
  readonly backlog?: number | undefined
  /** Ends it by force. */
  readonly signal?: AbortSignal | undefined
  /** A client, or a new sender of datagrams. @returns False when it is turned away. */
  readonly admit: (socket: ConversationSocket) => boolean
  /** So many clients were reset, because of this code: no descriptor was left for them. It goes on. */
  readonly refused?: ((count: number, code: string) => void) | undefined
  /** It failed by itself. */
  readonly failed: (error: unknown) => void
}

/** A socket that is bound and, TCP, listens. */
export interface OpenListener {
  readonly localAddress: SocketAddress
  /** The peers of a UDP socket: one can be written to before it has sent. */
  readonly peers: UdpPeers | undefined
  /** Admits clients from now on. */
  readonly start: () => void
  /** No new clients; those that there are stay. Twice is harmless. */
  readonly stop: () => void
}

/**
 * Binds and listens. TCP and UDP alike: each client, or each sender of datagrams, is a socket of its own.
 *
 * @throws {SocketError} As `bind` and `listen`.
 */
export function openListener(backend: SocketBackend, options: OpenListenerOptions): Promise<OpenListener> {
  return options.transport === 'udp' ? openUdp(backend, options) : openTcp(backend, options)
}

async function openTcp(
  backend: SocketBackend,
  { port, host, family, backlog, signal, admit, refused, failed }: OpenListenerOptions,
): Promise<OpenListener> {
  const socket = await listen(backend, { port, host, family, backlog, signal })
  let isStopped = false
  const accept = async (): Promise<void> => {
    while (!isStopped) {
      try {
        const client = await socket.accept()
        if (isStopped || !admit(client)) void client.close()
      } catch (error) {
        if (isStopped) return
        // No descriptor for a client is no end of the others.
        if (!(error instanceof SocketError) || error.refused === 0) throw error
        refused?.(error.refused, error.code)
      }
    }
  }
  return {
    localAddress: socket.localAddress,
    peers: undefined,
    start: () => void accept().catch(failed),
    stop: () => {
      isStopped = true
      void socket.close()
    },
  }
}

async function openUdp(
  backend: SocketBackend,
  { port, host, family, signal, admit, failed }: OpenListenerOptions,
): Promise<OpenListener> {
  let isStarted = false
  const peers = await UdpPeers.bind(backend, {
    port,
    host,
    family,
    signal,
    admit: (peer) => isStarted && admit(peer),
    failed,
  })
  return {
    localAddress: peers.localAddress as SocketAddress,
    peers,
    start: () => void (isStarted = true),
    stop: () => peers.stop(),
  }
}
