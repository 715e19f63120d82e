/**
 * The state machine of RFC 9293 §3.3.2, followed from the wire alone: a segment moves its sender when it is sent
 * and its receiver when it arrives. Where the wire leaves a choice, the likelier state is taken and taken back when
 * a later segment proves otherwise.
 */
import type { Nanos } from '../../base/index.ts'
import { ACK, FIN, RST, SYN } from '../../wire/index.ts'
import type { TrackedConnection } from './tracked-connection.ts'
import type { EndState } from './end-state.ts'
import type { Passing } from '../segments/segment-fields.ts'
import type { Side } from '../types.ts'

/** @returns The other side. */
export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client'
}

/** What sending a segment says of its sender. */
export function whenSent(
  conn: TrackedConnection,
  side: Side,
  segment: Passing,
  index: number,
  time: Nanos,
): void {
  const self = conn.ends[side]
  const { flags } = segment
  if ((flags & RST) !== 0) sentReset(conn, side, segment, index, time)
  else if ((flags & SYN) !== 0) sentSyn(conn, side, flags, index, time)
  else {
    if ((flags & ACK) !== 0) learnFromAck(conn, side, segment, index, time)
    if ((flags & FIN) !== 0) sentFin(conn, side, segment, index, time)
  }
  if ((flags & FIN) !== 0 && self.finAt < 0) {
    self.finAt = finPosition(segment)
    conn.fin[side] = index
  }
}

function sentReset(conn: TrackedConnection, side: Side, segment: Passing, index: number, time: Nanos): void {
  const self = conn.ends[side]
  // RFC 9293 §3.10.7.3: in SYN-SENT a RST answers a stray segment with that segment's number, and the state stays.
  // With a number of its own SYN it gives up.
  if (self.state === 'SYN-SENT') {
    const gaveUp = segment.relSeq === self.nxt || segment.relSeq === 0
    if (!gaveUp || (segment.relSeq === self.strayAck && segment.relSeq !== self.nxt)) return
  }
  // Nothing listened: it was CLOSED from the start, whatever the SYN's arrival made us assume.
  if (side === 'server' && !self.hasBase && !conn.startedMidway && conn.reset === undefined) {
    conn.reviseStart(side, 'CLOSED')
  }
  // It answers for a connection that both have done with, and knows of none: it does not wait in TIME-WAIT any more.
  if (conn.isOver && conn.close !== undefined) {
    conn.endTimeWait(side, time)
    return
  }
  conn.move(side, 'CLOSED', time, index)
  conn.reset ??= { by: side, segment: index }
  conn.close ??= { first: side, how: 'rst', segment: index }
}

function sentSyn(conn: TrackedConnection, side: Side, flags: number, index: number, time: Nanos): void {
  const self = conn.ends[side]
  if ((flags & ACK) !== 0) {
    const { state } = self
    const isFree = state === 'CLOSED' || state === 'LISTEN' || state === 'SYN-SENT'
    const wasHeld = conn.oldConnection !== undefined && conn.synAcks === 1
    if (wasHeld) self.rcvNxt = 1
    if (isFree || wasHeld) {
      conn.move(side, 'SYN-RECEIVED', time, index)
    }
    answeredAgain(conn, side)
    return
  }
  askedAgain(conn, side)
  // A bare SYN: this end opens actively too. Both SYNs crossed (RFC 9293 §3.5, figure 7): it never listened.
  if (side === 'server' && (self.state === 'LISTEN' || self.state === 'SYN-RECEIVED')) {
    const crossed = self.state === 'SYN-RECEIVED'
    conn.reviseStart(side, 'CLOSED')
    conn.move(side, 'SYN-SENT', time, index)
    if (crossed) conn.move(side, 'SYN-RECEIVED', time, index)
  } else if (self.state === 'CLOSED' && conn.reset === undefined) conn.move(side, 'SYN-SENT', time, index)
}

/** A retransmitted SYN-ACK: the client has not acknowledged the one before, and may never have got it. */
function answeredAgain(conn: TrackedConnection, side: Side): void {
  const { client } = conn.ends
  if (side !== 'server' || conn.synAcks < 2 || client.lastAck >= 1 || client.state !== 'ESTABLISHED') return
  client.isDeaf = true
  conn.revise('client', 'ESTABLISHED', 'SYN-SENT')
}

/**
 * A retransmitted SYN: its sender has not got, or not taken, what answered the one before. Nor did the server get
 * that one, as far as can be seen, if it has said nothing.
 */
function askedAgain(conn: TrackedConnection, side: Side): void {
  const { client, server } = conn.ends
  if (side !== 'client' || conn.syns < 2) return
  if (client.state === 'ESTABLISHED' && client.lastAck < 1) {
    client.isDeaf = true
    conn.revise('client', 'ESTABLISHED', 'SYN-SENT')
  }
  const isSilent = server.segments === 0 && conn.segments[0]?.arrival === undefined
  if (isSilent && server.state === 'SYN-RECEIVED') {
    server.isDeaf = true
    conn.revise('server', 'SYN-RECEIVED', 'LISTEN')
  }
}

/** What it acknowledges has arrived, also when the capture missed it. */
function learnFromAck(
  conn: TrackedConnection,
  side: Side,
  segment: Passing,
  index: number,
  time: Nanos,
): void {
  const self = conn.ends[side]
  const peer = conn.ends[otherSide(side)]
  const known = Math.min(segment.relAck, peer.nxt)
  if (self.rcvNxt < 0) self.rcvNxt = known
  else if (known > self.rcvNxt) self.takeArrived(self.rcvNxt, known)
  if (self.state === 'SYN-SENT' && segment.relAck >= 1) conn.move(side, 'ESTABLISHED', time, index)
  if (peer.finAt >= 0 && segment.relAck > peer.finAt && self.peerFinAt < 0) {
    self.peerFinAt = peer.finAt
    finReceived(conn, side, index, time)
  }
}

function sentFin(conn: TrackedConnection, side: Side, segment: Passing, index: number, time: Nanos): void {
  const self = conn.ends[side]
  const peer = conn.ends[otherSide(side)]
  conn.close ??= { first: side, how: 'fin', segment: index }
  switch (self.state) {
    case 'SYN-SENT':
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
      conn.move(side, 'FIN-WAIT-1', time, index)
      return
    case 'CLOSE-WAIT':
      if ((segment.flags & ACK) !== 0 && peer.finAt >= 0 && segment.relAck <= peer.finAt) {
        // It does not acknowledge the peer's FIN, so that was still on its way: both closed at once (§3.6, figure 13).
        conn.revise(side, 'CLOSE-WAIT', 'ESTABLISHED')
        conn.move(side, 'FIN-WAIT-1', time, index)
        conn.move(side, 'CLOSING', time, index)
      } else conn.move(side, 'LAST-ACK', time, index)
      return
    default:
  }
}

/** What the arrival of a segment does to its receiver (RFC 9293 §3.10.7). */
export function whenArrived(
  conn: TrackedConnection,
  from: Side,
  segment: Passing,
  index: number,
  time: Nanos,
): void {
  const side = otherSide(from)
  const self = conn.ends[side]
  const { flags } = segment
  if ((flags & RST) !== 0) {
    arrivedReset(conn, side, segment, index, time)
    return
  }
  if ((flags & SYN) !== 0) {
    arrivedSyn(conn, side, segment, index, time)
    return
  }
  if (self.rcvNxt < 0) self.rcvNxt = segment.relSeq
  const end = finPosition(segment) + ((flags & FIN) !== 0 ? 1 : 0)
  // §3.10.7.4, first: an old segment is answered and dropped, its ACK unread; one beyond the window too.
  const acceptable = end > segment.relSeq ? end > self.rcvNxt : segment.relSeq >= self.rcvNxt
  if (!acceptable || segment.relSeq > self.offeredEdge) return
  if (self.state === 'CLOSED' || self.state === 'LISTEN' || self.state === 'SYN-SENT') return
  if ((flags & ACK) !== 0) arrivedAck(conn, side, segment, index, time)
  if (end > segment.relSeq) arrivedText(conn, side, segment, end, index, time)
}

function arrivedReset(
  conn: TrackedConnection,
  side: Side,
  segment: Passing,
  index: number,
  time: Nanos,
): void {
  const self = conn.ends[side]
  // Whether it ends the TIME-WAIT of the older connection (RFC 1337) is for the next answer to show.
  if (self.state === 'TIME-WAIT' && conn.oldConnection !== undefined) return
  switch (self.state) {
    case 'CLOSED':
    case 'LISTEN':
      return
    case 'SYN-SENT':
      // §3.10.7.3: only when it acknowledges our SYN.
      if ((segment.flags & ACK) !== 0 && segment.relAck > 0 && segment.relAck <= self.nxt) {
        conn.move(side, 'CLOSED', time, index)
      }
      return
    default: {
      if (!resets(self, segment.relSeq)) return
      // §3.10.7.4, second: a passive open goes back to LISTEN.
      const passive = self.state === 'SYN-RECEIVED' && side === 'server' && !self.wasSynSent
      conn.move(side, passive ? 'LISTEN' : 'CLOSED', time, index)
    }
  }
}

/**
 * RFC 5961 §3.2: only the very next number resets. Linux (`tcp_validate_incoming`) also takes the end of what
 * arrived beyond a gap, and the number of the peer's FIN after that FIN.
 */
function resets(self: EndState, relSeq: number): boolean {
  if (self.rcvNxt < 0 || relSeq === self.rcvNxt) return true
  if (self.peerFinAt >= 0 && relSeq === self.peerFinAt) return true
  return self.beyond.covered(relSeq - 1, relSeq) > 0 && self.beyond.endOf(relSeq) === relSeq
}

function arrivedSyn(conn: TrackedConnection, side: Side, segment: Passing, index: number, time: Nanos): void {
  const self = conn.ends[side]
  if (segment.relSeq !== 0) return
  const hasAck = (segment.flags & ACK) !== 0
  if (hasAck && (segment.relAck < 1 || segment.relAck > self.nxt)) return
  if (self.rcvNxt < 1) self.rcvNxt = 1
  if (hasAck) {
    if (self.isDeaf) return
    if (self.state === 'SYN-SENT' || (self.state === 'SYN-RECEIVED' && self.issKnown)) {
      conn.move(side, 'ESTABLISHED', time, index)
    }
    takeAck(self, segment)
  } else if ((self.state === 'LISTEN' && !self.isDeaf) || self.state === 'SYN-SENT') {
    conn.move(side, 'SYN-RECEIVED', time, index)
  }
  // Data with the SYN (RFC 7413, or RFC 9293 §3.10.7.2: kept until the handshake is done).
  if (segment.length > 0 && self.state !== 'CLOSED') self.takeArrived(1, 1 + segment.length)
}

function arrivedAck(conn: TrackedConnection, side: Side, segment: Passing, index: number, time: Nanos): void {
  const self = conn.ends[side]
  if (self.state === 'SYN-RECEIVED') {
    if (segment.relAck < 1 || segment.relAck > self.nxt || !self.hasBase) return
    conn.move(side, 'ESTABLISHED', time, index)
  }
  takeAck(self, segment)
  if (self.finAt < 0 || self.una <= self.finAt) return
  if (self.state === 'FIN-WAIT-1') conn.move(side, 'FIN-WAIT-2', time, index)
  else if (self.state === 'CLOSING') conn.move(side, 'TIME-WAIT', time, index)
  else if (self.state === 'LAST-ACK') conn.move(side, 'CLOSED', time, index)
}

function takeAck(self: EndState, segment: Passing): void {
  if (segment.relAck < self.una) return
  self.una = Math.min(segment.relAck, self.nxt)
  self.peerWindow = segment.window
  self.peerEdge = segment.relAck + segment.window
}

function arrivedText(
  conn: TrackedConnection,
  side: Side,
  segment: Passing,
  end: number,
  index: number,
  time: Nanos,
): void {
  const self = conn.ends[side]
  const fin = (segment.flags & FIN) !== 0
  const textEnd = Math.min(fin ? end - 1 : end, self.offeredEdge)
  if (textEnd > segment.relSeq) self.takeArrived(segment.relSeq, textEnd)
  if (fin && textEnd === end - 1) self.peerFinAt = end - 1
  if (self.peerFinAt >= 0 && self.rcvNxt >= self.peerFinAt) finReceived(conn, side, index, time)
}

/** RFC 9293 §3.10.7.4, eighth: the peer's FIN is in order. */
function finReceived(conn: TrackedConnection, side: Side, index: number, time: Nanos): void {
  const self = conn.ends[side]
  self.rcvNxt = Math.max(self.rcvNxt, self.peerFinAt + 1)
  switch (self.state) {
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
      conn.move(side, 'CLOSE-WAIT', time, index)
      return
    case 'FIN-WAIT-1':
      conn.move(side, 'CLOSING', time, index)
      return
    case 'FIN-WAIT-2':
      conn.move(side, 'TIME-WAIT', time, index)
      return
    default:
  }
}

/** The position of a segment's FIN, or of what would follow it. */
function finPosition(segment: Passing): number {
  return segment.relSeq + segment.length + ((segment.flags & SYN) !== 0 ? 1 : 0)
}
