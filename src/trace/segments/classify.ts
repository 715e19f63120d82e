/**
 * What a segment is beside its flags. The rules keep every byte range that was sent, and tell a retransmission from
 * a copy and from a segment that was overtaken by its IPv4 identification and its timestamp.
 */
import { ACK, FIN, RST, SYN } from '../../wire/index.ts'
import type { TrackedConnection } from '../connection/tracked-connection.ts'
import { isCopy } from './copies.ts'
import type { EndState } from '../connection/end-state.ts'
import { KIND } from './kinds.ts'
import type { Fresh, Passing } from './segment-fields.ts'
import { otherSide } from '../connection/states.ts'
import type { Side } from '../types.ts'

/** Nothing that a peer allows is further from what was sent than the largest window (RFC 7323 §2.3). */
export const FARTHEST: number = 2 ** 30
/** What a gap is measured by when the handshake was not seen. */
const SHORT_GAP = 3_000_000

/** The answer: bits of `KIND`, and how many payload bytes had been sent before. */
export class Classification {
  bits = 0
  likely = false
  retransmittedBytes = 0
  newBytes = 0
  /** Index of the last segment that sent some of it before; -1: none was seen. */
  previous = -1
}

/** @returns Whether a segment's numbers lie so far off that it cannot belong to the stream. */
export function isStray(self: EndState, segment: Passing): boolean {
  return Math.abs(segment.relSeq - self.nxt) > FARTHEST
}

/** Classifies a segment against what its sender sent before and what had reached it. */
export function classify(conn: TrackedConnection, side: Side, segment: Fresh, verdict: Classification): void {
  const self = conn.ends[side]
  const { flags, length } = segment
  const syn = (flags & SYN) !== 0
  const fin = (flags & FIN) !== 0
  verdict.bits = 0
  verdict.likely = false
  verdict.retransmittedBytes = 0
  verdict.newBytes = 0
  verdict.previous = -1
  if (segment.answersLateSyn) {
    verdict.bits |= KIND.lateSynAck
    return
  }
  if (isCopy(conn, side, segment)) verdict.bits |= KIND.copy
  if ((flags & RST) !== 0) {
    verdict.bits |= KIND.rst
    return
  }
  if (syn) verdict.bits |= (flags & ACK) !== 0 ? KIND.synAck : KIND.syn
  if (fin) verdict.bits |= KIND.fin
  if (length > 0) verdict.bits |= KIND.data
  if ((verdict.bits & KIND.copy) !== 0) {
    if (!syn && !fin && length === 0) verdict.bits |= KIND.ack
    return
  }
  if (isOldAck(conn, side, segment)) {
    verdict.bits |= KIND.oldAck
    return
  }
  if (!syn && !fin && segment.window === 0) verdict.bits |= KIND.zeroWindow
  if (segment.isDSack) verdict.bits |= KIND.dSack
  if (isBeyondSeen(conn, side, segment)) verdict.bits |= KIND.previousNotCaptured
  if (syn || fin || length > 0) occupying(conn, side, self, segment, verdict)
  else bareAck(conn, side, self, segment, verdict)
}

/**
 * The server answers a SYN by acknowledging something else: it still holds an older connection on these ports
 * (RFC 9293 §3.5.1 and §3.10.7.8, RFC 5961 §4).
 */
function isOldAck(conn: TrackedConnection, side: Side, { flags, relAck }: Fresh): boolean {
  if (side !== 'server' || (flags & (SYN | ACK)) !== ACK || conn.startedMidway) return false
  return conn.ends.client.state === 'SYN-SENT' && !conn.ends.server.issKnown && relAck !== 1
}

/** Whether it begins beyond everything of its side that was seen or acknowledged: what comes before it was not seen. */
function isBeyondSeen(conn: TrackedConnection, side: Side, segment: Fresh): boolean {
  const self = conn.ends[side]
  if (self.seenFrom === undefined || isStray(self, segment)) return false
  return segment.relSeq > Math.max(self.nxt, conn.ends[otherSide(side)].lastAck)
}

/** A segment that takes up sequence numbers: new, retransmitted, copied, or overtaken. */
function occupying(
  conn: TrackedConnection,
  side: Side,
  self: EndState,
  segment: Fresh,
  verdict: Classification,
): void {
  const { flags, length, relSeq } = segment
  const plain = (flags & (SYN | FIN)) === 0
  if (plain && length === 1 && relSeq === self.nxt - 1 && self.una >= self.nxt && self.nxt > 1) {
    verdict.bits |= self.peerWindow === 0 ? KIND.zeroWindowProbe : KIND.keepAlive
    return
  }
  const probe = plain && self.peerWindow === 0 && relSeq >= self.peerEdge && self.una > 0
  if (probe) verdict.bits |= KIND.zeroWindowProbe
  if (isStray(self, segment)) return
  const textStart = relSeq + ((flags & SYN) !== 0 ? 1 : 0)
  const end = textStart + length + ((flags & FIN) !== 0 ? 1 : 0)
  const seen = self.sent.covered(relSeq, end)
  const retransmitted = seen === 0 ? 0 : self.sent.covered(textStart, textStart + length)
  verdict.newBytes = length - retransmitted
  if (seen > 0) {
    verdict.previous = self.sent.highest(relSeq, end)
    if (!probe && !isPastProbe(self, relSeq, end, seen)) {
      verdict.bits |= KIND.retransmission
      verdict.retransmittedBytes = retransmitted
    }
  } else if (end <= self.nxt && relSeq < self.nxt) belowTop(conn, side, self, segment, verdict)
}

/** A segment of which only the bytes of a zero-window probe, which the peer may have dropped, had been sent. */
function isPastProbe(self: EndState, from: number, to: number, seen: number): boolean {
  return from === self.probedFrom && to > self.probedTo && seen === self.probedTo - from
}

/** Never seen, yet below what was: its original was lost before the capture, or it was overtaken on its way. */
function belowTop(
  conn: TrackedConnection,
  side: Side,
  self: EndState,
  segment: Fresh,
  verdict: Classification,
): void {
  let again: boolean
  const usable = segment.id !== 0 && self.topId !== 0 && self.idTrust >= 0 && segment.id !== self.topId
  if (usable) again = ((segment.id - self.topId) & 0xffff) < 0x8000
  else if (segment.tsVal >= 0 && self.topTsVal >= 0 && segment.tsVal !== self.topTsVal) {
    again = ((segment.tsVal - self.topTsVal) | 0) > 0
  } else {
    verdict.likely = true
    again = gapAge(conn, side, segment) >= (conn.handshake?.rtt ?? SHORT_GAP)
  }
  verdict.bits |= again ? KIND.retransmission : KIND.outOfOrder
  if (again) verdict.retransmittedBytes = segment.length
}

/** @returns How long ago what follows this one was sent: the age of the gap it fills. */
function gapAge(conn: TrackedConnection, side: Side, segment: Fresh): number {
  const above = conn.segments[conn.ends[side].sent.firstFrom(segment.relSeq + segment.length)]
  return above === undefined ? 0 : segment.time - above.time
}

/** No data, no SYN, no FIN: an acknowledgement and what it is for. */
function bareAck(
  conn: TrackedConnection,
  side: Side,
  self: EndState,
  segment: Fresh,
  verdict: Classification,
): void {
  const { relSeq, relAck, window } = segment
  if ((segment.flags & ACK) === 0) return
  const peer = conn.ends[otherSide(side)]
  // Linux probes a zero window, and keeps alive, with no bytes just below what was acknowledged.
  const below = relSeq === self.nxt - 1 || (relSeq === self.una - 1 && self.peerWindow === 0)
  if (below && self.nxt > 1 && self.peerWindow === 0) {
    verdict.bits |= KIND.zeroWindowProbe
    return
  }
  if (below && self.nxt > 1 && self.una >= self.nxt) {
    verdict.bits |= KIND.keepAlive
    return
  }
  verdict.bits |= KIND.ack
  if (relAck !== self.lastAck) return
  if ((peer.lastKinds & KIND.keepAlive) !== 0 && window !== 0) {
    verdict.bits |= KIND.keepAliveAck
    return
  }
  const probed = (peer.lastKinds & KIND.zeroWindowProbe) !== 0
  const outstanding = peer.nxt > relAck && relSeq === self.nxt && !probed
  // RFC 5681 §2; and RFC 6675 §2: with a SACK block it is one even if its window has changed. What tells alone of
  // something that came twice asks for nothing.
  const asks = segment.isDSack ? segment.sackCount > 1 : window === self.lastWindow || segment.sackCount > 0
  if (outstanding && asks) verdict.bits |= KIND.duplicateAck
  else if (window !== self.lastWindow && window !== 0 && self.lastWindow >= 0) {
    verdict.bits |= KIND.windowUpdate
  }
}
