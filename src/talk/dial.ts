import { onAbort, type SocketBackend, type UdpSocket } from '../socket/index.ts'
import type { ConversationSocket } from './conversation-socket.ts'
import { isReported, UdpPeer } from './udp-peer.ts'

/** Where to, and from where. */
export interface DialOptions {
  readonly transport: 'tcp' | 'udp'
  /** A name or an address. */
  readonly host: string
  readonly port: number
  /** Bind to these first. */
  readonly localAddress?: string | undefined
  readonly localPort?: number | undefined
  readonly family?: 4 | 6 | undefined
  /** Gives the attempt up. */
  readonly signal?: AbortSignal | undefined
  /** Resets what has become of it, at any time. */
  readonly forced?: AbortSignal | undefined
  /** An address of a name, for UDP: a TCP socket tries all of them by itself (RFC 8305). */
  readonly resolve: (host: string, family: 4 | 6 | undefined) => Promise<string>
}

/**
 * Connects; over UDP, where there is nothing to connect, the socket learns its peer.
 *
 * @throws {SocketError} As `bind` and `connect`; {AbortError} when it was given up (TCP); what `resolve` throws (UDP).
 */
export function dial(backend: SocketBackend, options: DialOptions): Promise<ConversationSocket> {
  return options.transport === 'udp' ? dialUdp(backend, options) : dialTcp(backend, options)
}

async function dialTcp(
  backend: SocketBackend,
  { host, port, localAddress, localPort, family, signal, forced }: DialOptions,
): Promise<ConversationSocket> {
  const socket = backend.tcp({ family, signal: forced })
  try {
    if (localPort !== undefined || localAddress !== undefined) await socket.bind(localPort ?? 0, localAddress)
    await socket.connect(port, host, { signal })
    return socket
  } catch (error) {
    await socket.close()
    throw error
  }
}

async function dialUdp(
  backend: SocketBackend,
  { host, port, localAddress, localPort, family, signal, forced, resolve }: DialOptions,
): Promise<ConversationSocket> {
  const socket = backend.udp({ signal: forced })
  const goOn = signal && onAbort(signal, () => void socket.close())
  try {
    const address = await resolve(host, family)
    const isSix = address.includes(':')
    if (localPort !== undefined || localAddress !== undefined) {
      await socket.bind(localPort ?? 0, localAddress ?? (isSix ? '::' : '0.0.0.0'))
    }
    await socket.connect(port, address)
    return connectedPeer(socket, { address, port, family: isSix ? 'IPv6' : 'IPv4' })
  } catch (error) {
    await socket.close()
    throw error
  } finally {
    goOn?.()
  }
}

/** One peer, whose datagrams are all that comes. */
function connectedPeer(socket: UdpSocket, remote: UdpPeer['remoteAddress']): UdpPeer {
  let isOver = false
  const peer = new UdpPeer(socket, remote, true, () => {
    isOver = true
    void socket.close()
  })
  const receive = async (): Promise<void> => {
    while (!isOver) {
      try {
        peer.arrived((await socket.recv()).data)
      } catch (error) {
        if (isOver) return
        if (!isReported(error)) return peer.failed(error)
        peer.onReport?.(error)
      }
    }
  }
  void receive()
  return peer
}
