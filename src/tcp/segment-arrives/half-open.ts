import { ACK, RST, seqDiff, SYN } from '../../wire/index.ts'
import { mayAnswerInvalid } from '../acknowledgments.ts'
import { isInWindow } from '../in-window.ts'
import { timestampNow } from '../options.ts'
import { returnToListen } from '../peer-reset.ts'
import { EVER_RETRANSMITTED } from '../send-queue/segment-records.ts'
import type { Tcb } from '../tcb.ts'
import { isBeforeRecent, noteTimestamp } from '../timestamps.ts'

/**
 * SYN-RECEIVED after a passive OPEN, where a peer is not known to be there: what RFC 9293 §3.10.7.4 checks first, in the
 * order of Linux (tcp_check_req), the ACK before the window.
 *
 * @returns Whether the segment goes on to the checks of a connection.
 */
export function passesHalfOpen(tcb: Tcb): boolean {
  const { seg, snd } = tcb
  const isReset = (seg.flags & RST) !== 0
  const hasSyn = (seg.flags & SYN) !== 0
  const hasAck = (seg.flags & ACK) !== 0
  const isOld = tcb.timestamps && seg.raw.hasTimestamps && isBeforeRecent(tcb, 0)
  // The SYN again: the SYN-ACK was lost, send it again.
  if (seg.seq === 0 && hasSyn && !hasAck && !isReset && !isOld) {
    if (snd.nxt > 0 && mayAnswerInvalid(tcb, seg.now)) tcb.pending.sendSyn()
    return false
  }
  // A RST is judged by its number and its timestamps, whatever it acknowledges (RFC 5961 §3.2).
  if (isReset) return !isOld && echoesSynAck(tcb) && isInWindow(tcb)
  // As in LISTEN: an ACK of something else is answered <SEQ=SEG.ACK><CTL=RST>.
  if (hasAck && seg.ack !== snd.nxt) {
    tcb.pending.sendReset(seg.raw.ack, false)
    return false
  }
  if (isOld || !echoesSynAck(tcb) || !isInWindow(tcb)) {
    // Text is no part of a loop of ACKs.
    const isText = seg.len > 0 && !hasSyn
    if (isText || mayAnswerInvalid(tcb, seg.now)) tcb.pending.acknowledge()
    return false
  }
  if (hasAck) noteTimestamp(tcb)
  // Fourth check: "return this connection to the LISTEN state and return". Linux sends a RST besides.
  if (hasSyn && seg.seq > 0) {
    returnToListen(tcb, 'rcv SYN')
    return false
  }
  return hasAck
}

/** A timestamp that is echoed is one that a SYN-ACK bore: nothing else has left (Linux tcp_check_req, tsecr_reject). */
function echoesSynAck(tcb: Tcb): boolean {
  const { seg, snd, records } = tcb
  if (!tcb.timestamps || !seg.raw.hasTimestamps || seg.raw.tsEcr === 0 || records.size === 0) return true
  const slot = records.at(0)
  const sentAt = records.sentAt(slot)
  // A cookie does not know when it left.
  if ((records.flags(slot) & EVER_RETRANSMITTED) !== 0 && sentAt === snd.progressAt) return true
  const first = timestampNow(tcb, snd.progressAt)
  const last = timestampNow(tcb, sentAt)
  return seqDiff(seg.raw.tsEcr, first) >= 0 && seqDiff(seg.raw.tsEcr, last) <= 0
}
