import type { TcpSocket } from '../socket/index.ts'
import type { ConversationRecord } from './events.ts'

/** What a conversation needs of its socket: a `TcpSocket` has it, and a UDP peer (`UdpPeer`) gives the same. */
export interface ConversationSocket extends Pick<
  TcpSocket,
  | 'localAddress'
  | 'remoteAddress'
  | 'send'
  | 'recv'
  | 'shutdown'
  | 'close'
  | 'reset'
  | 'acknowledgedLength'
  | 'readByPeerLength'
> {
  readonly closed: Promise<ConversationRecord>
  /** Called with what goes wrong and does not end it: what the network says of datagrams (ICMP). TCP has none. */
  onReport?: ((error: Error) => void) | undefined
}
