import type { TcpSocket } from '../socket/index.ts'

/** What a conversation needs of its socket: a `TcpSocket` has it, and a UDP peer (`UdpPeer`) gives the same. */
export type ConversationSocket = Pick<
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
>
