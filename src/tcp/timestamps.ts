import { seqDiff } from '../wire/index.ts'
import { OVERTAKEN_RTO, TIMESTAMP_LIFETIME, TIMESTAMP_TICK, TIMESTAMP_WINDOW } from './profile.ts'
import type { Tcb } from './tcb.ts'

/**
 * RFC 7323 §4.3 (2): TS.Recent is taken from what does not lie beyond the last ACK sent, once the segment is known to be
 * good (Linux tcp_replace_ts_recent).
 */
export function noteTimestamp(tcb: Tcb): void {
  const { seg } = tcb
  if (!tcb.timestamps || !seg.raw.hasTimestamps || seg.seq > tcb.rcv.wup) return
  if (!isBeforeRecent(tcb, 0)) tcb.recent.take(seg.raw.tsVal, seg.now)
}

/** RFC 7323 §5.3: a timestamp before TS.Recent, but for a duplicate ACK that was overtaken (Linux tcp_paws_discard). */
export function isOldTimestamp(tcb: Tcb): boolean {
  const { seg } = tcb
  if (!tcb.timestamps || !seg.raw.hasTimestamps) return false
  return isBeforeRecent(tcb, TIMESTAMP_WINDOW) && !isOvertakenAck(tcb)
}

/** Before TS.Recent by more than `slack`, unless TS.Recent is older than 24 days or says nothing. */
export function isBeforeRecent(tcb: Tcb, slack: number): boolean {
  const { seg, recent } = tcb
  if (!recent.isKnown || recent.value === 0) return false
  if (seqDiff(recent.value, seg.raw.tsVal) <= slack) return false
  return seg.now - recent.at <= TIMESTAMP_LIFETIME
}

/** A pure duplicate ACK that changes nothing and is not older than about a time-out (Linux tcp_disordered_ack). */
function isOvertakenAck(tcb: Tcb): boolean {
  const { seg, rcv, snd, rtt } = tcb
  if (seg.len > 0 || seg.seq !== rcv.nxt || seg.ack !== snd.una) return false
  const updatesWindow = seg.seq > snd.wl1 || (seg.seq === snd.wl1 && (seg.wnd > snd.wnd || seg.wnd === 0))
  const replay = Math.floor((rtt.rto * OVERTAKEN_RTO) / TIMESTAMP_TICK)
  return !updatesWindow && seqDiff(tcb.recent.value, seg.raw.tsVal) <= replay
}
