import { ACK, FIN, RST, SYN } from '../../wire/index.ts'
import { mayAnswerInvalid } from '../acknowledgments.ts'
import { isInWindow } from '../in-window.ts'
import { takeFin } from '../peer-fin.ts'
import { deleteTcb } from '../life-cycle.ts'
import type { Tcb } from '../tcb.ts'
import { restartTimeWait } from '../time-wait.ts'
import { isBeforeRecent, noteTimestamp } from '../timestamps.ts'

/**
 * A segment for a connection that only waits for its end (RFC 9293 §3.10.7.4; Linux tcp_timewait_state_process). Only a
 * SYN that may open the connection anew is for the host: see `acceptsReuse`.
 */
export function arriveInTimeWait(tcb: Tcb): void {
  // Nothing is kept here that a block could report.
  tcb.sackBlocks.reset()
  if (tcb.state === 'FIN-WAIT-2') {
    arriveInFinWait2(tcb)
    return
  }
  const { seg, rcv, settings } = tcb
  const isReset = (seg.flags & RST) !== 0
  const isOld = isOldTimestamp(tcb)
  if (!isOld && seg.seq === rcv.nxt && (seg.len === 0 || isReset)) {
    // RFC 1337: a RST might be an old one; Linux believes it unless set not to.
    if (!isReset) restartTimeWait(tcb)
    else if (!settings.rfc1337) {
      deleteTcb(tcb, 'rcv RST', 'finished')
      return
    }
    noteTimestamp(tcb)
    return
  }
  // Everything else is answered, for our last ACK may be what the peer has not got.
  if (isReset) return
  if (isOld || (seg.flags & ACK) !== 0) restartTimeWait(tcb)
  answer(tcb)
}

/** FIN-WAIT-2 that nobody holds: the FIN alone is welcome. */
function arriveInFinWait2(tcb: Tcb): void {
  const { seg, rcv, sackBlocks } = tcb
  const end = seg.seq + seg.len
  if (isOldTimestamp(tcb) || !isInWindow(tcb)) {
    answer(tcb)
    return
  }
  if ((seg.flags & RST) !== 0) {
    deleteTcb(tcb, 'rcv RST', 'finished')
    return
  }
  const isNewSyn = (seg.flags & SYN) !== 0 && seg.seq >= rcv.nxt
  if (!isNewSyn && ((seg.flags & ACK) === 0 || end <= rcv.nxt || seg.len === 0)) return
  if (isNewSyn || (seg.flags & FIN) === 0 || end !== rcv.nxt + 1) {
    // Data that nobody will read (RFC 2525 §2.17), or a FIN beyond some that is missing.
    tcb.pending.sendResetReply(seg)
    deleteTcb(tcb, 'ABORT', 'aborted')
    return
  }
  noteTimestamp(tcb)
  takeFin(tcb, true)
  // The window stays as large as it was (Linux tw_rcv_wnd).
  sackBlocks.reset()
  rcv.moveEdge(1)
}

/** An ACK: of text always, of what is empty at most once in a while, so that two ends cannot answer each other for ever. */
function answer(tcb: Tcb): void {
  const { seg } = tcb
  const isText = seg.len > 0 && (seg.flags & SYN) === 0
  if (isText || mayAnswerInvalid(tcb, seg.now)) tcb.pending.acknowledge()
}

function isOldTimestamp(tcb: Tcb): boolean {
  return tcb.timestamps && tcb.seg.raw.hasTimestamps && isBeforeRecent(tcb, 0)
}
