import { type SocketAddress, type SocketBackend, SocketError } from '../socket/index.ts'
import { type ConversationSocket, UdpPeers } from '../talk/index.ts'

/** Where to listen, and what gets the clients. */
export interface BindOptions {
  readonly transport: 'tcp' | 'udp'
  readonly port: number
  readonly host: string
  readonly backlog: number | undefined
  /** A client, or a new sender of datagrams. @returns False when it is turned away. */
  readonly admit: (socket: ConversationSocket) => boolean
  /** It failed by itself. */
  readonly failed: (error: unknown) => void
}

/** A socket that is bound and, TCP, listens; clients are admitted from `start` on. */
export interface Bound {
  readonly local: SocketAddress
  readonly udp: UdpPeers | undefined
  readonly start: () => void
  /** No new clients; those that there are stay. */
  readonly stop: () => void
}

/** @throws {SocketError} As `bind` and `listen`. */
export function bind(backend: SocketBackend, options: BindOptions): Promise<Bound> {
  return options.transport === 'udp' ? bindUdp(backend, options) : bindTcp(backend, options)
}

async function bindTcp(
  backend: SocketBackend,
  { port, host, backlog, admit, failed }: BindOptions,
): Promise<Bound> {
  const socket = backend.tcp()
  try {
    await socket.bind(port, host)
    await socket.listen(backlog)
  } catch (error) {
    await socket.close()
    throw error
  }
  const accept = async (): Promise<never> => {
    for (;;) {
      try {
        const client = await socket.accept()
        if (!admit(client)) void client.close()
      } catch (error) {
        // No descriptor for a client is no end of the others.
        if (!(error instanceof SocketError) || error.refused === 0) throw error
      }
    }
  }
  return {
    local: socket.localAddress as SocketAddress,
    udp: undefined,
    start: () => void accept().catch(failed),
    stop: () => void socket.close(),
  }
}

async function bindUdp(backend: SocketBackend, { port, host, admit, failed }: BindOptions): Promise<Bound> {
  let isStarted = false
  const udp = await UdpPeers.bind(backend, {
    port,
    host,
    admit: (peer) => isStarted && admit(peer),
    failed,
  })
  return {
    local: udp.localAddress as SocketAddress,
    udp,
    start: () => void (isStarted = true),
    stop: () => udp.stop(),
  }
}
