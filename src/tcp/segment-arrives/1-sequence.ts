import { FIN, RST, seqDiff, SYN } from '../../wire/index.ts'
import { challenge } from '../acknowledgments.ts'
import { TIMESTAMP_LIFETIME } from '../profile.ts'
import type { Tcb } from '../tcb.ts'

/**
 * First, check the sequence number (RFC 9293 §3.10.7.4), after the timestamp (RFC 7323 §5.3 R1).
 *
 * @returns Whether to go on. A segment that is not acceptable is answered with an ACK unless it is a RST.
 */
export function firstSequence(tcb: Tcb): boolean {
  const { seg, rcv } = tcb
  if (isOldTimestamp(tcb)) {
    refuse(tcb)
    return false
  }
  if (isAcceptable(tcb)) {
    noteTimestamp(tcb)
    return true
  }
  // A SYN again while ours waits for its ACK: the SYN-ACK was lost, send it again (Linux tcp_check_req).
  if (tcb.state === 'SYN-RECEIVED' && (seg.flags & SYN) !== 0 && seg.seq === 0) {
    if (tcb.snd.nxt > 0) tcb.pending.syn = true
    return false
  }
  // The last segment again, because our ACK of it was lost: the answer echoes its timestamp, not that of the first
  // sending, or the peer would take his time-outs for the round trip (RFC 7323 §4.3; Linux tcp_sequence lets it in).
  if (seg.len > 0 && seg.seq + seg.len === rcv.nxt) noteTimestamp(tcb)
  noteDuplicate(tcb)
  refuse(tcb)
  return false
}

/** RFC 7323 §4.3 (2): TS.Recent is taken from what does not lie beyond the last ACK sent. */
function noteTimestamp(tcb: Tcb): void {
  const { seg, rcv } = tcb
  if (!tcb.timestamps || !seg.raw.hasTimestamps || seg.seq > rcv.lastAckSent) return
  if (rcv.hasTsRecent && seqDiff(seg.raw.tsVal, rcv.tsRecent) < 0 && !isTsRecentStale(tcb)) return
  rcv.tsRecent = seg.raw.tsVal
  rcv.tsRecentAt = seg.now
  rcv.hasTsRecent = true
}

/** RFC 7323 §5.3: a timestamp before TS.Recent, unless TS.Recent is older than 24 days. */
function isOldTimestamp(tcb: Tcb): boolean {
  const { seg, rcv } = tcb
  if (!tcb.timestamps || !seg.raw.hasTimestamps || !rcv.hasTsRecent || (seg.flags & RST) !== 0) return false
  return seqDiff(seg.raw.tsVal, rcv.tsRecent) < 0 && !isTsRecentStale(tcb)
}

function isTsRecentStale(tcb: Tcb): boolean {
  return tcb.seg.now - tcb.rcv.tsRecentAt > TIMESTAMP_LIFETIME
}

/** The four cases of RFC 9293 §3.4, table 6. */
function isAcceptable(tcb: Tcb): boolean {
  const { seg, rcv } = tcb
  const { nxt, edge } = rcv
  if (seg.len === 0) {
    // The right edge itself too, as Linux: a peer that has filled the window and lost it acknowledges from there.
    return seg.seq >= nxt && seg.seq <= edge
  }
  // "If the RCV.WND is zero, no segments will be acceptable, but special allowance should be made to accept
  // valid ACKs, URGs, and RSTs": the text is cut away later.
  if (edge === nxt) return seg.seq === nxt
  const last = seg.seq + seg.len - 1
  return (seg.seq >= nxt && seg.seq < edge) || (last >= nxt && last < edge) || (seg.seq < nxt && last >= edge)
}

/** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>; at most one in 500 ms to empty segments, so that two ends cannot answer each other for ever. */
function refuse(tcb: Tcb): void {
  const { seg } = tcb
  if ((seg.flags & RST) !== 0) return
  if (seg.text > 0 || (seg.flags & FIN) !== 0) tcb.pending.ack = true
  else challenge(tcb, seg.now)
}

/** Text that lies wholly before RCV.NXT is reported (RFC 2883 §4). */
export function noteDuplicate(tcb: Tcb): void {
  const { seg, rcv } = tcb
  if (seg.text === 0 || seg.seq >= rcv.nxt) return
  const right = Math.min(seg.seq + seg.text, rcv.nxt)
  tcb.counters.duplicateBytes += right - seg.seq
  if (!tcb.sack || right <= 0) return
  tcb.dsackLeft = seg.seq
  tcb.dsackRight = right
}
