import type { SocketAddress } from '../../socket/index.ts'
import { showAddress } from '../values.ts'
import type { Session } from './session.ts'
import type { Talk, TalkSocket } from './talk.ts'
import { UdpPeer } from './udp.ts'

/**
 * Waits for datagrams; every sender becomes a talk of its own.
 *
 * @param admit - Told of a new sender; undefined when it is turned away.
 * @throws What `bind` throws.
 */
export async function listenUdp(
  session: Session,
  at: { readonly port: number; readonly host: string | undefined; readonly family: 4 | 6 | undefined },
  admit: (peer: TalkSocket) => Talk | undefined,
): Promise<{ readonly localAddress: SocketAddress | undefined; readonly close: () => void }> {
  const socket = session.sockets.udp({ family: at.family, signal: session.forced.signal })
  await socket.bind(at.port, at.host)
  const peers = new Map<string, UdpPeer>()
  let stopped = false
  /** One socket serves all: it closes when nobody needs it. */
  const closeWhenUnused = (): void => {
    if (stopped && peers.size === 0) void socket.close()
  }
  const take = async (): Promise<void> => {
    for (;;) {
      const { data, from } = await socket.recv()
      const key = showAddress(from)
      let peer = peers.get(key)
      if (peer === undefined && !stopped) {
        peer = new UdpPeer(socket, from, false, () => {
          peers.delete(key)
          closeWhenUnused()
        })
        if (admit(peer) === undefined) continue
        peers.set(key, peer)
      }
      peer?.arrived(data)
    }
  }
  void take().catch((error: unknown) => {
    if (!stopped) session.fail(error)
    for (const peer of peers.values()) peer.failed(error)
  })
  return {
    localAddress: socket.localAddress,
    close: () => {
      stopped = true
      closeWhenUnused()
    },
  }
}
