/** What the tracker keeps of a segment, and what it asks of what it kept. */
import { ACK, FIN, RST, SYN } from '../../wire/index.ts'
import { type Classification, FARTHEST, isStray } from '../segments/classify.ts'
import type { TrackedConnection } from './tracked-connection.ts'
import { BARE_REACH } from '../segments/copies.ts'
import type { EndState } from './end-state.ts'
import { KIND, MARK } from '../segments/kinds.ts'
import type { Fresh } from '../segments/segment-fields.ts'
import { otherSide } from './states.ts'
import type { SegmentView } from '../segments/traced-segment.ts'
import type { Side } from '../types.ts'

/** @returns The bits of `MARK` that a segment has from the start. */
export function marksOf(self: EndState, segment: Fresh, verdict: Classification): number {
  let marks = verdict.likely ? MARK.likely : 0
  if (segment.sackCount > 0) marks |= MARK.hasSack
  if ((segment.flags & ACK) === 0) return marks
  const before = Math.max(self.lastAck, 0)
  if (segment.relAck > before) marks |= MARK.acksMore
  else if (segment.relAck < before) marks |= MARK.acksLess
  return marks
}

/** A copy tells nothing of its sender but that it is one. */
export function sawCopy(self: EndState, view: SegmentView, segment: Fresh, verdict: Classification): void {
  self.copies++
  const end = endOf(segment)
  if (end === segment.relSeq) keepBare(self, view)
  else if (isStray(self, segment)) return
  else {
    // The network's copy of what was never seen (its original was lost before the tap) is what was sent.
    verdict.newBytes = segment.length - self.sent.covered(textOf(segment), textOf(segment) + segment.length)
    const latest = self.sent.highest(segment.relSeq, end)
    if (latest >= 0 && verdict.newBytes === 0) self.sent.assign(segment.relSeq, end, latest)
  }
}

/** Tells the sender's evidence of what it sent, and asks why when it sent it again. */
export function judgeRetransmission(
  conn: TrackedConnection,
  self: EndState,
  view: SegmentView,
  previous: number,
): void {
  const { kindBits: bits, relSeq: from, time } = view
  const to = endOf(view)
  if (to === from || (bits & (KIND.keepAlive | KIND.zeroWindowProbe | KIND.rst)) !== 0) return
  if ((bits & KIND.retransmission) === 0) {
    if (to <= self.nxt) return
    const gap = (bits & KIND.previousNotCaptured) === 0 ? 0 : from - self.nxt
    const usable = view.ipId !== 0 && self.lastId !== 0 && self.idTrust > 0
    self.evidence.sentNew(from, to, time, gap, usable ? (view.ipId - self.lastId) & 0xffff : undefined)
    return
  }
  const nxt = Math.max(self.nxt, to)
  const before = conn.segments[previous]
  // A SYN-ACK may be retransmitted because the SYN was.
  const isAnswer = (bits & KIND.synAck) !== 0 && conn.synAt > previous
  self.evidence.retransmitted({ segment: view, from, to, nxt, before, beforeAt: previous, isAnswer })
}

/** Notes what a segment shows to have been sent that the tap did not see, and what it fills of that. */
export function lookForUnseen(conn: TrackedConnection, side: Side, view: SegmentView, index: number): void {
  const self = conn.ends[side]
  const peer = conn.ends[otherSide(side)]
  const { relSeq, relAck, flags } = view
  if ((flags & RST) !== 0 || isStray(self, view)) return
  if (self.seenFrom === undefined) self.seenFrom = relSeq
  if ((view.kindBits & KIND.previousNotCaptured) !== 0) {
    view.unseen = { left: Math.max(self.nxt, peer.lastAck), right: relSeq }
  }
  const end = endOf(view)
  if (end > relSeq && relSeq < peer.lastAck && self.unseen.size > 0) fill(conn, side, relSeq, end)
  // What was sent before the capture began to see that side is not missing from it.
  if ((flags & ACK) === 0 || peer.seenFrom === undefined) return
  const from = Math.max(self.lastAck, peer.seenFrom)
  if (relAck <= from || relAck > self.offeredEdge || relAck - peer.nxt > FARTHEST) return
  const missing = relAck - from - peer.sent.covered(from, relAck)
  if (missing <= 0) return
  let gap = peer.sent.firstGap(from, relAck)
  if (gap === undefined) return
  view.unseen ??= gap
  view.kindBits |= KIND.ackedUnseen
  conn.totals[otherSide(side)].notCapturedBytes += missing
  for (; gap !== undefined; gap = peer.sent.firstGap(gap.right, relAck)) {
    peer.unseen.assign(gap.left, gap.right, index)
  }
}

/** What was acknowledged before it was seen is seen now: the capture, not the network, had it in another order. */
function fill(conn: TrackedConnection, side: Side, from: number, to: number): void {
  const { unseen } = conn.ends[side]
  const filled = unseen.covered(from, to)
  if (filled === 0) return
  const ack = conn.segments[unseen.highest(from, to)]
  unseen.remove(from, to)
  conn.totals[side].notCapturedBytes -= filled
  const told = ack?.unseen
  if (ack === undefined || told === undefined || (ack.kindBits & KIND.ackedUnseen) === 0) return
  if (told.left >= from && told.right <= to) {
    ack.unseen = undefined
    ack.kindBits &= ~KIND.ackedUnseen
  } else
    ack.unseen = { left: told.left >= from ? to : told.left, right: told.right <= to ? from : told.right }
}

/** Keeps of a segment what later ones are compared with. */
export function remember(
  self: EndState,
  peer: EndState,
  view: SegmentView,
  segment: Fresh,
  index: number,
): void {
  const { flags, relSeq, relAck, length } = segment
  const { kindBits: bits } = view
  self.lastKinds = bits
  self.lastId = segment.id
  const end = endOf(segment)
  if ((flags & RST) !== 0) {
    keepBare(self, view)
    return
  }
  if ((flags & ACK) !== 0) {
    if (relAck !== self.lastAck) self.duplicateAcks = 0
    if ((bits & KIND.duplicateAck) !== 0) view.duplicate = ++self.duplicateAcks
    if (relAck >= self.lastAck) {
      self.lastAck = relAck
      self.lastWindow = segment.window
    }
  }
  // The window's edge never moves back (RFC 9293 §3.8.6); it is known once both scales are.
  if (self.sawSyn && peer.sawSyn && (flags & ACK) !== 0) {
    const edge = relAck + segment.window
    self.offeredEdge = self.offeredEdge === Number.POSITIVE_INFINITY ? edge : Math.max(self.offeredEdge, edge)
  }
  if (end === relSeq || (bits & KIND.keepAlive) !== 0) keepBare(self, view)
  if (isStray(self, segment) || (bits & KIND.keepAlive) !== 0) return
  self.sent.assign(relSeq, end, index)
  if ((bits & KIND.zeroWindowProbe) !== 0 && end > self.nxt) {
    self.probedFrom = relSeq
    self.probedTo = end
  }
  if (end > self.nxt) raise(self, end, segment, length > 0)
}

function raise(self: EndState, end: number, segment: Fresh, hasText: boolean): void {
  if (segment.id !== 0 && self.topId !== 0) {
    const step = (segment.id - self.topId) & 0xffff
    const rises = step >= 1 && step < 0x4000
    self.idTrust = rises ? Math.min(self.idTrust + 1, 8) : Math.max(self.idTrust - 2, -8)
    self.idIsConstant = step === 0 && (self.idIsConstant || hasText)
  }
  self.nxt = end
  self.topId = segment.id
  self.topTsVal = segment.tsVal
}

function keepBare(self: EndState, view: SegmentView): void {
  if (self.bare.length >= BARE_REACH) self.bare.shift()
  self.bare.push(view)
}

function textOf({ relSeq, flags }: Fresh): number {
  return relSeq + ((flags & SYN) !== 0 ? 1 : 0)
}

/** One past the last position that a segment takes up. */
function endOf({
  relSeq,
  length,
  flags,
}: {
  readonly relSeq: number
  readonly length: number
  readonly flags: number
}): number {
  return relSeq + length + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0)
}
