/** The one socket API, and its backend over `net/`. */
export { type Race, raceAddresses } from './race-addresses.ts'
export { type End, type Ending, type EndingFacts, endingText, judgeEnding, sayEnding } from './ending.ts'
export { AnswerGuard, answerPauseText } from './answer-guard.ts'
export type { AnswerGuardOptions, AnswerPause } from './answer-guard.ts'
export type {
  BoundDriver,
  ConnectAttempt,
  ListenerDriver,
  StreamDriver,
  TcpSystem,
  UdpDriver,
  UdpSystem,
} from './driver.ts'
export { engineSockets } from './engine-sockets.ts'
export type { EngineSocketsOptions } from './engine-sockets.ts'
export { AbortError, SocketError, SocketErrors, formatPlace } from './errors.ts'
export type { Place, SocketErrorDetails } from './errors.ts'
export { connect, listen, TextListener } from './talk.ts'
export type { Connection, ConnectOptions, InText, Listener, ListenOptions } from './talk.ts'
export { isLoopback } from './loopback.ts'
export { PausableReader } from './pausable-reader.ts'
export { SystemTcpSocket } from './tcp-socket.ts'
export { TextConnection } from './text-connection.ts'
export { UdpPeer } from './udp-peer.ts'
export { UdpPeers } from './udp-peers.ts'
export type { UdpPeersOptions } from './udp-peers.ts'
export { SystemUdpSocket } from './udp-socket.ts'
export type {
  CloseRecord,
  SocketAddress,
  SocketBackend,
  TalkSocket,
  TcpSocket,
  TcpSocketOptions,
  UdpMessage,
  UdpSocket,
  UdpSocketOptions,
  Waiting,
} from './types.ts'
export { answerSentences } from './answers-sentences.ts'
export { endingSentences } from './ending-sentences.ts'
export { type SocketSentence, socketSentences } from './sentences.ts'
