import { type SocketAddress } from '../../socket/index.ts'
import { type ConversationSocket, UdpPeers } from '../../talk/index.ts'
import type { Session } from './session.ts'
import type { Conversation } from '../../talk/index.ts'

/**
 * Waits for datagrams; every sender becomes a talk of its own.
 *
 * @param admit - Told of a new sender; undefined when it is turned away.
 * @throws What `bind` throws.
 */
export async function listenUdp(
  session: Session,
  at: { readonly port: number; readonly host: string | undefined; readonly family: 4 | 6 | undefined },
  admit: (peer: ConversationSocket) => Conversation | undefined,
): Promise<{ readonly localAddress: SocketAddress | undefined; readonly close: () => void }> {
  const peers = await UdpPeers.bind(session.sockets, {
    ...at,
    signal: session.forced.signal,
    admit: (peer) => admit(peer) !== undefined,
    failed: (error) => session.fail(error),
  })
  return { localAddress: peers.localAddress, close: () => peers.stop() }
}
