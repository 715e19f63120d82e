import { ACK, RST, SYN } from '../wire/index.ts'
import type { Fresh } from './classify.ts'
import type { Conversation } from './conversation.ts'
import { KIND } from './kinds.ts'
import type { SegmentView } from './traced-segment.ts'
import type { Side } from './types.ts'

/** Follows the three steps of the handshake. @returns The bit for its last step. */
export function handshakeStep(
  conn: Conversation,
  side: Side,
  segment: Fresh,
  bits: number,
  index: number,
): number {
  if ((bits & KIND.syn) !== 0 && side === 'client') {
    if (conn.synAckAt < 0) conn.synAt = index
  } else if ((bits & KIND.synAck) !== 0 && side === 'server') {
    conn.synAckAt = index
  } else if (
    side === 'client' &&
    conn.handshake === undefined &&
    conn.synAckAt >= 0 &&
    (segment.flags & (ACK | SYN | RST)) === ACK &&
    segment.relAck >= 1
  ) {
    if (conn.synAt >= 0) {
      const syn = answeredSyn(conn)
      const rtt = segment.time - (conn.segments[syn] as SegmentView).time
      conn.handshake = { syn, synAck: conn.synAckAt, ack: index, rtt }
      return KIND.handshakeAck
    }
  }
  return 0
}

/** The SYN that was answered: by the timestamp that the SYN-ACK echoes, else the last one before it. */
function answeredSyn(conn: Conversation): number {
  const echo = conn.segments[conn.synAckAt]?.options.timestamps?.echo
  if (echo === undefined) return conn.synAt
  for (let i = conn.synAckAt - 1; i >= 0; i--) {
    const segment = conn.segments[i] as SegmentView
    if ((segment.kindBits & KIND.syn) !== 0 && segment.options.timestamps?.value === echo) return i
  }
  return conn.synAt
}
