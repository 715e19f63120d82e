import { AssertionError } from '../base/index.ts'
import type { TcpState } from '../wire/index.ts'

/** What moves a connection from one state to another: a call of the user, an arriving segment, or a timer. */
export type TransitionEvent =
  | 'passive OPEN'
  | 'active OPEN'
  | 'SEND'
  | 'CLOSE'
  | 'ABORT'
  | 'rcv SYN'
  | 'rcv SYN,ACK'
  | 'rcv ACK of SYN'
  | 'rcv FIN'
  | 'rcv ACK of FIN'
  | 'rcv RST'
  | 'ICMP error'
  | 'time-out'
  | '2 MSL time-out'

/** One arrow of the state diagram. */
export interface Transition {
  readonly from: TcpState
  readonly event: TransitionEvent
  readonly to: TcpState
  /** What is sent; empty for nothing. */
  readonly sends: string
  /** Where the RFC says so. */
  readonly source: string
}

const synchronized: readonly TcpState[] = [
  'ESTABLISHED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
  'CLOSING',
  'LAST-ACK',
  'TIME-WAIT',
]

/**
 * The state diagram as data: RFC 9293 §3.3.2, figure 5, then the arrows that its text adds (aborts, resets and
 * time-outs). Every change of state is checked against it.
 */
export const TRANSITIONS: readonly Transition[] = [
  arrow('CLOSED', 'passive OPEN', 'LISTEN', '', '§3.10.1'),
  arrow('CLOSED', 'active OPEN', 'SYN-SENT', 'SYN', '§3.10.1'),
  arrow('LISTEN', 'active OPEN', 'SYN-SENT', 'SYN', '§3.10.1'),
  arrow('LISTEN', 'SEND', 'SYN-SENT', 'SYN', '§3.10.2'),
  arrow('LISTEN', 'rcv SYN', 'SYN-RECEIVED', 'SYN,ACK', '§3.10.7.2'),
  arrow('LISTEN', 'CLOSE', 'CLOSED', '', '§3.10.4'),
  arrow('SYN-SENT', 'rcv SYN', 'SYN-RECEIVED', 'SYN,ACK', '§3.10.7.3'),
  arrow('SYN-SENT', 'rcv SYN,ACK', 'ESTABLISHED', 'ACK', '§3.10.7.3'),
  arrow('SYN-SENT', 'CLOSE', 'CLOSED', '', '§3.10.4'),
  arrow('SYN-RECEIVED', 'rcv ACK of SYN', 'ESTABLISHED', '', '§3.10.7.4 fifth'),
  arrow('SYN-RECEIVED', 'CLOSE', 'FIN-WAIT-1', 'FIN', '§3.10.4'),
  arrow('SYN-RECEIVED', 'rcv RST', 'LISTEN', '', '§3.10.7.4 second'),
  arrow('SYN-RECEIVED', 'rcv SYN', 'LISTEN', '', '§3.10.7.4 fourth'),
  arrow('ESTABLISHED', 'CLOSE', 'FIN-WAIT-1', 'FIN', '§3.10.4'),
  arrow('ESTABLISHED', 'rcv FIN', 'CLOSE-WAIT', 'ACK', '§3.10.7.4 eighth'),
  arrow('FIN-WAIT-1', 'rcv ACK of FIN', 'FIN-WAIT-2', '', '§3.10.7.4 fifth'),
  arrow('FIN-WAIT-1', 'rcv FIN', 'CLOSING', 'ACK', '§3.10.7.4 eighth'),
  arrow('FIN-WAIT-2', 'rcv FIN', 'TIME-WAIT', 'ACK', '§3.10.7.4 eighth'),
  arrow('CLOSE-WAIT', 'CLOSE', 'LAST-ACK', 'FIN', '§3.10.4'),
  arrow('CLOSING', 'rcv ACK of FIN', 'TIME-WAIT', '', '§3.10.7.4 fifth'),
  arrow('LAST-ACK', 'rcv ACK of FIN', 'CLOSED', '', '§3.10.7.4 fifth'),
  arrow('TIME-WAIT', '2 MSL time-out', 'CLOSED', '', '§3.10.8'),
  arrow('LISTEN', 'ABORT', 'CLOSED', '', '§3.10.5'),
  arrow('SYN-SENT', 'ABORT', 'CLOSED', '', '§3.10.5'),
  arrow('SYN-SENT', 'rcv RST', 'CLOSED', '', '§3.10.7.3'),
  arrow('SYN-SENT', 'ICMP error', 'CLOSED', '', '§3.9.2.2'),
  arrow('SYN-SENT', 'time-out', 'CLOSED', '', '§3.10.8'),
  arrow('SYN-RECEIVED', 'ABORT', 'CLOSED', 'RST', '§3.10.5'),
  arrow('SYN-RECEIVED', 'rcv RST', 'CLOSED', '', '§3.10.7.4 second'),
  arrow('SYN-RECEIVED', 'ICMP error', 'CLOSED', '', '§3.9.2.2'),
  arrow('SYN-RECEIVED', 'time-out', 'CLOSED', '', '§3.10.8'),
  ...synchronized.flatMap((from) => [
    arrow(from, 'ABORT', 'CLOSED', isClosedByBoth(from) ? '' : 'RST', '§3.10.5'),
    arrow(from, 'rcv RST', 'CLOSED', '', '§3.10.7.4 second'),
    ...(from === 'TIME-WAIT' ? [] : [arrow(from, 'time-out', 'CLOSED', '', '§3.10.8')]),
  ]),
]

const allowed = new Set(TRANSITIONS.map((t) => `${t.from}|${t.event}|${t.to}`))

/**
 * Holds a change of state against the diagram.
 *
 * @throws {AssertionError} When RFC 9293 has no such arrow.
 */
export function checkTransition(from: TcpState, event: TransitionEvent, to: TcpState): void {
  if (!allowed.has(`${from}|${event}|${to}`))
    throw new AssertionError(`no transition from ${from} to ${to} on ${event}`)
}

function isClosedByBoth(state: TcpState): boolean {
  return state === 'CLOSING' || state === 'LAST-ACK' || state === 'TIME-WAIT'
}

function arrow(
  from: TcpState,
  event: TransitionEvent,
  to: TcpState,
  sends: string,
  section: string,
): Transition {
  return { from, event, to, sends, source: `RFC 9293 ${section}` }
}
