import { URG } from '../../wire/index.ts'
import { dropUrgent } from '../receive/read.ts'
import { READABLE } from '../events.ts'
import type { Tcb } from '../tcb.ts'

/**
 * Sixth, check the URG bit (RFC 9293 §3.10.7.4): RCV.UP <- max(RCV.UP, SEG.UP), and a report to the user when that is news.
 * The pointer points past the last urgent byte (RFC 9293 §3.8.5, RFC 6093 §3.1), which is the mark (Linux tcp_urg).
 */
export function sixthUrgent(tcb: Tcb): void {
  const { seg, urgent } = tcb
  if ((seg.flags & URG) !== 0) announce(tcb)
  if (urgent.state !== 'coming') return
  if (urgent.arrive(seg.seq, seg.raw.payload, seg.textOffset, seg.text)) tcb.report(READABLE)
}

/** Linux tcp_check_urg. */
function announce(tcb: Tcb): void {
  const { seg, rcv, urgent, state } = tcb
  if (state !== 'ESTABLISHED' && state !== 'FIN-WAIT-1' && state !== 'FIN-WAIT-2') return
  const pointer = seg.raw.urgentPointer
  const mark = seg.seq + Math.max(0, pointer - 1)
  if (mark < rcv.read || mark < rcv.nxt || !urgent.isNews(mark)) return
  // The one before comes next and was not asked for: it is left out for good.
  if (urgent.isAt(rcv.read) && !tcb.options.urgentInline && rcv.read !== rcv.nxt) dropUrgent(tcb)
  urgent.announce(mark)
  rcv.urgentUpTo(mark + 1)
  tcb.events.push({ type: 'urgent', bytesAhead: rcv.up - rcv.read })
}
