import type { Nanos } from '../base/index.ts'
import { ACK, RST, seqDiff, SYN, type TcpSegment } from '../wire/index.ts'
import { TIME_WAIT_BEGUN } from './events.ts'
import { dropSendQueue } from './life-cycle.ts'
import type { Tcb } from './tcb.ts'
import { TIME_WAIT } from './timers.ts'

/** "Start the time-wait timer, turn off the other timers" (RFC 9293 §3.10.7.4, eighth check). */
export function enterTimeWait(tcb: Tcb, event: 'rcv FIN' | 'rcv ACK of FIN', now: Nanos): void {
  tcb.move('TIME-WAIT', event)
  tcb.timers.stopAll()
  tcb.timers.set(TIME_WAIT, now + 2 * tcb.msl)
  dropSendQueue(tcb)
  // A limit of its own for what it answers (Linux tw_last_oow_ack_time).
  tcb.invalidForgotten()
  tcb.report(TIME_WAIT_BEGUN)
}

/** 2 MSL begin anew: the peer may not have had our last ACK (RFC 9293 §3.10.7.4, eighth check). */
export function restartTimeWait(tcb: Tcb): void {
  tcb.timers.set(TIME_WAIT, tcb.seg.now + 2 * tcb.msl)
}

/**
 * Whether a SYN may open a new connection in place of one in TIME-WAIT (RFC 9293 §3.6.1, RFC 6191 §2): its
 * timestamp is later than the last seen, or its sequence number is beyond the last.
 */
export function acceptsReuse(tcb: Tcb, segment: TcpSegment): boolean {
  if (tcb.state !== 'TIME-WAIT') return false
  // One with FIN too: the listener drops it, but the connection has given way (Linux tcp_timewait_state_process).
  if ((segment.flags & (SYN | ACK | RST)) !== SYN) return false
  const isBeyond = seqDiff(segment.seq, tcb.wireAck(tcb.rcv.nxt)) > 0
  if (tcb.timestamps && tcb.recent.isKnown && segment.hasTimestamps) {
    const later = seqDiff(segment.tsVal, tcb.recent.value)
    return later > 0 || (later === 0 && isBeyond)
  }
  return isBeyond
}
