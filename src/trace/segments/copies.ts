/**
 * The same packet seen twice, by the network's or the capture's doing: a mirrored port, two taps on one path, a
 * device that duplicates. By its IPv4 identification where it has one; else because no sender repeats itself so soon.
 */
import type { Nanos } from '../../base/index.ts'
import { FIN, RST, SYN } from '../../wire/index.ts'
import type { Fresh } from './segment-fields.ts'
import type { TrackedConnection } from '../connection/tracked-connection.ts'
import { KIND } from './kinds.ts'
import { otherSide } from '../connection/states.ts'
import type { SegmentView } from './traced-segment.ts'
import type { Side } from '../types.ts'

const MS: Nanos = 1_000_000
/** No timer of any sender is shorter: the least of Linux's RTO is 200 ms, a probe waits two round trips and some. */
const SOONEST_TIMER: Nanos = 2 * MS
/** A SYN is repeated after a second, nowhere before a fifth of one; two taps of one path are less apart than this. */
const APART: Nanos = 50 * MS
/** How many earlier sendings of the same bytes are looked at. */
const SENDINGS = 8
/** How many segments without numbers of their own are kept for comparison. */
export const BARE_REACH = 32

/** @returns Whether a segment is a copy of an earlier one of its side. */
export function isCopy(conn: TrackedConnection, side: Side, segment: Fresh): boolean {
  if (segment.isKnownCopy) return true
  const self = conn.ends[side]
  if (takesNumbers(segment)) {
    const latest = self.sent.highest(segment.relSeq, segment.relSeq + Math.max(1, segment.length))
    let other = latest < 0 ? undefined : conn.segments[latest]
    for (let left = SENDINGS; other !== undefined && left > 0; left--, other = other.retransmission?.before) {
      if (isSame(other, segment) && isTooSoon(conn, side, segment, other)) return true
    }
  }
  for (let i = self.bare.length - 1; i >= 0; i--) {
    const other = self.bare[i] as SegmentView
    if (isSame(other, segment)) return isTooSoon(conn, side, segment, other)
  }
  return false
}

function takesNumbers(segment: Fresh): boolean {
  return segment.length > 0 || (segment.flags & (SYN | FIN)) !== 0
}

/** No field that a new transmission would have changed has changed. */
function isSame(other: SegmentView, segment: Fresh): boolean {
  if (other.length !== segment.length || other.flags !== segment.flags) return false
  if (other.seq !== segment.seq || other.ack !== segment.ack || other.rawWindow !== segment.rawWindow) {
    return false
  }
  const { timestamps, sack = [] } = other.options
  if ((timestamps?.value ?? -1) !== segment.tsVal || (timestamps?.echo ?? -1) !== segment.tsEcr) return false
  // Each duplicate ACK of a receiver that has SACK says something more.
  return sack.length === segment.sackCount && (sack[0]?.right ?? -1) === segment.sackRight
}

/** Whether the two are one packet: by identification, else as nobody would have sent it again by then. */
function isTooSoon(conn: TrackedConnection, side: Side, segment: Fresh, other: SegmentView): boolean {
  const self = conn.ends[side]
  if (segment.id !== 0 && other.ipId !== 0 && !self.idIsConstant) return segment.id === other.ipId
  const gap = Math.abs(segment.time - other.time)
  if (segment.hopLimit !== other.hopLimit) return gap < APART
  if ((segment.flags & SYN) !== 0) return gap < APART
  if (!takesNumbers(segment)) return gap < SOONEST_TIMER && !mayAnswer(conn, side, segment, other)
  const rtt = conn.handshake?.rtt
  if (self.evidence.isAskedFor(segment.relSeq)) return rtt !== undefined && gap < rtt / 2
  return gap < Math.max(SOONEST_TIMER, (rtt ?? 0) / 2)
}

/** Whether a segment without data may be an answer of its own to something, and look like the one before. */
function mayAnswer(conn: TrackedConnection, side: Side, segment: Fresh, other: SegmentView): boolean {
  const self = conn.ends[side]
  const peer = conn.ends[otherSide(side)]
  const answersAgain =
    peer.lastPlace > other.packet ||
    // Two that arrived together may be refused, or asked about, twice.
    (segment.flags & RST) !== 0 ||
    (peer.nxt > segment.relAck && !(self.allowedSack && peer.allowedSack))
  if (!answersAgain) return false
  // Where all is seen twice so is this, once.
  const isMirrored = (self.copies + peer.copies) * 3 >= self.segments + peer.segments
  return !isMirrored || (other.kindBits & KIND.copy) !== 0
}
