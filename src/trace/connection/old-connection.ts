import type { Nanos } from '../../base/index.ts'
import { ACK, SYN, type TcpSegment, type TcpState } from '../../wire/index.ts'
import type { TrackedConnection } from './tracked-connection.ts'
import { KIND } from '../segments/kinds.ts'
import type { Side } from '../types.ts'

/** How long a connection is taken to wait in TIME-WAIT: Linux's 60 s (RFC 9293 §3.4.2 says 2 MSL, 4 minutes). */
export const TIME_WAIT_TIME: Nanos = 60_000_000_000

/** Whether a SYN meets an end that waits in TIME-WAIT (RFC 9293 §3.6.1; RFC 6191). */
export function reusesTimeWait(conn: TrackedConnection, fromClient: boolean, time: Nanos): boolean {
  const { state, waitsSince = time } = conn.ends[fromClient ? 'server' : 'client']
  return state === 'TIME-WAIT' && time - waitsSince < TIME_WAIT_TIME
}

/**
 * The server has answered a SYN from an older connection on the same ports: it is in that one's state, TIME-WAIT where
 * it closed that one first, however long ago.
 *
 * @param relAck - What it acknowledged.
 */
export function answeredFromOld(conn: TrackedConnection, relAck: number): void {
  const { server } = conn.ends
  const syn = conn.segments[conn.synAt]
  if (conn.oldConnection === undefined) {
    conn.oldConnection = heldState(conn) ?? 'ESTABLISHED'
    // Not a wait of this connection: who waits here is asked of the older one.
    conn.reviseStart('server', conn.oldConnection)
    server.rcvNxt = relAck
  }
  server.strayAck = relAck
  if (conn.oldConnection === 'TIME-WAIT' && syn !== undefined) syn.kindBits |= KIND.timeWaitReuse
}

/**
 * The server has done with the connection, and takes a SYN of it that comes late for a new request (RFC 9293 §3.5,
 * figure 9): its SYN-ACK has a number of its own choice once more, which is not one of this connection's stream.
 */
export function answersLateSyn(conn: TrackedConnection, side: Side, { flags, seq }: TcpSegment): boolean {
  const { issKnown, base } = conn.ends[side]
  if (side !== 'server' || conn.handshake === undefined || !issKnown) return false
  return (flags & (SYN | ACK)) === (SYN | ACK) && seq !== base
}

/** The state in which the same end still holds the older connection, whose wait may have been taken to be over too soon. */
function heldState(conn: TrackedConnection): TcpState | undefined {
  const { before } = conn
  if (before === undefined) return undefined
  // Several attempts one after the other fail on the same old connection.
  const held = before.held ?? { conn: before, side: isSameServer(conn, before) ? 'server' : 'client' }
  const end = held.conn.ends[held.side]
  if (end.waitsSince !== undefined) held.conn.stillTimeWait(held.side)
  const { state } = end
  if (state === 'CLOSED' || state === 'LISTEN' || state === 'SYN-RECEIVED') return undefined
  conn.held = held
  return state
}

function isSameServer(conn: TrackedConnection, before: TrackedConnection): boolean {
  return conn.server.address === before.server.address && conn.server.port === before.server.port
}
