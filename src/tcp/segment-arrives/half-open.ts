import { ACK, RST, SYN } from '../../wire/index.ts'
import { mayAnswerInvalid } from '../acknowledgments.ts'
import { isInWindow } from '../in-window.ts'
import { returnToListen } from '../peer-reset.ts'
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
  const isOld = !isReset && tcb.timestamps && seg.raw.hasTimestamps && isBeforeRecent(tcb, 0)
  // The SYN again: the SYN-ACK was lost, send it again.
  if (seg.seq === 0 && hasSyn && !hasAck && !isReset && !isOld) {
    if (snd.nxt > 0 && mayAnswerInvalid(tcb, seg.now)) tcb.pending.sendSyn()
    return false
  }
  // As in LISTEN: an ACK of something else is answered <SEQ=SEG.ACK><CTL=RST>, a RST with one is ignored.
  if (hasAck && seg.ack !== snd.nxt) {
    if (!isReset) tcb.pending.sendReset(seg.raw.ack, false)
    return false
  }
  if (isOld || !isInWindow(tcb)) {
    if (!isReset && mayAnswerInvalid(tcb, seg.now)) tcb.pending.acknowledge()
    return false
  }
  noteTimestamp(tcb)
  // Fourth check: "return this connection to the LISTEN state and return". Linux sends a RST besides.
  if (hasSyn && !isReset && seg.seq > 0) {
    returnToListen(tcb, 'rcv SYN')
    return false
  }
  return isReset || hasAck
}
