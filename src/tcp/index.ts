/** One TCP endpoint, sans-IO: segments, calls and the time go in; segments, events and the next deadline come out. */
export { Random } from '../base/index.ts'
export { ChallengeBudget } from './challenge-budget.ts'
export { Connection } from './connection.ts'
export type { CaState } from './congestion/ca-state.ts'
export type { CongestionControl, CongestionName } from './congestion/control.ts'
export { keepSyn } from './handshake.ts'
export type { Handshake, KeptSyn } from './handshake.ts'
export { cookieOf, readCookie, stampOptions } from './syn-cookie.ts'
export type { CookieKey } from './syn-cookie.ts'
export type { IcmpErrorKind } from './icmp.ts'
export type { TcpInfo } from './info.ts'
export { listenerInfo, unconnectedInfo } from './info-idle.ts'
export { initialSequenceNumber, timestampOffset } from './initial-sequence-number.ts'
export { KEEP_ALIVE } from './profile.ts'
export { resetReply } from './reset-reply.ts'
export type { UrgentState } from './receive/urgent.ts'
export { LINUX_SETTINGS, withSettings } from './settings.ts'
export type { BufferSizes, StackSettings } from './settings.ts'
export { TcpStatistics } from './statistics.ts'
export { SocketOptions } from './socket-options.ts'
export type { SocketOptionName, SocketOptionValues } from './socket-options.ts'
export { TRANSITIONS } from './transitions.ts'
export type { Transition, TransitionEvent } from './transitions.ts'
export type {
  CloseReason,
  ConnectionEvent,
  ConnectionOptions,
  KeepAlive,
  SendFlags,
  Snapshot,
} from './types.ts'
