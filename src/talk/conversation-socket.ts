import type { TcpSocket } from '../socket/index.ts'

/** What a conversation needs of its socket: a `TcpSocket` has it, and a UDP peer (`UdpPeer`) gives the same. */
export interface ConversationSocket extends Pick<
  TcpSocket,
  | 'localAddress'
  | 'remoteAddress'
  | 'closed'
  | 'send'
  | 'recv'
  | 'shutdown'
  | 'close'
  | 'reset'
  | 'acknowledgedLength'
  | 'readByPeerLength'
> {
  /** Called with what goes wrong and does not end it: what the network says of datagrams (ICMP). TCP has none. */
  onReport?: ((error: Error) => void) | undefined
}
