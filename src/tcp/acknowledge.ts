import type { Nanos } from '../base/index.ts'
import { timestampNow } from './options.ts'
import { TIMESTAMP_TICK } from './profile.ts'
import { ACKNOWLEDGED, WRITABLE, type Tcb } from './tcb.ts'
import { PERSIST, RETRANSMIT, USER_TIMEOUT } from './timers.ts'

/**
 * SND.UNA moves to `ack` (RFC 9293 §3.10.7.4, fifth check): the queue is freed, the RTT taken (RFC 6298 §3), the
 * retransmission timer set anew (§5.2, §5.3), the recovery told.
 *
 * @param ack - Position with SND.UNA <= ack <= SND.NXT.
 * @param isDuplicate - Told by the caller, who knows the segment.
 */
export function acknowledge(tcb: Tcb, ack: number, isDuplicate: boolean, now: Nanos): void {
  const { snd } = tcb
  const previous = snd.una
  const isLimited = wasCwndLimited(tcb)
  if (ack > previous) {
    snd.una = ack
    snd.retransmits = 0
    snd.progressAt = now
    tcb.log.acknowledge(ack)
    takeRtt(tcb, now)
    freeQueue(tcb, ack)
    restartTimers(tcb, now)
  }
  // The SYN counts for the handshake, not for congestion control.
  const acked = ack - Math.max(previous, 1)
  if (previous > 0 && (acked > 0 || isDuplicate)) tcb.recovery.onAck(acked, isDuplicate, isLimited, now)
  if (ack > previous && snd.una === snd.nxt && snd.nxt > 1) {
    const everything = snd.finQueued ? snd.nxt > snd.end : snd.nxt === snd.end
    if (everything) tcb.tell(ACKNOWLEDGED)
  }
}

/** A round trip from a segment sent once, else from the echoed timestamp (RFC 7323 §4). It ends the back-off (RFC 6298 §5). */
function takeRtt(tcb: Tcb, now: Nanos): void {
  const { snd, log, rtt, seg } = tcb
  if (log.firstSent >= 0) {
    rtt.sample(now - log.firstSent, snd.una, snd.nxt)
    snd.backoff = 0
    if (log.lastSent >= 0) rtt.min = Math.min(rtt.min, Math.max(1000, now - log.lastSent))
  } else if (tcb.timestamps && seg.raw.hasTimestamps && seg.raw.tsEcr !== 0) {
    const ticks = (timestampNow(tcb, now) - seg.raw.tsEcr) >>> 0
    // Nonsense from the peer must not stretch the RTO.
    if (ticks < 0x8000_0000 && ticks * TIMESTAMP_TICK <= now) {
      rtt.sample(Math.max(ticks, 1) * TIMESTAMP_TICK, snd.una, snd.nxt)
      snd.backoff = 0
    }
  }
}

function freeQueue(tcb: Tcb, ack: number): void {
  const { snd, sendRing } = tcb
  sendRing.release(Math.min(ack, snd.end))
  if (snd.isBlocked && (tcb.sendBuffer - (snd.end - sendRing.start)) * 3 >= tcb.sendBuffer) {
    snd.isBlocked = false
    if (!snd.finQueued) tcb.tell(WRITABLE)
  }
}

function restartTimers(tcb: Tcb, now: Nanos): void {
  const { snd, timers, rtt } = tcb
  if (snd.una === snd.nxt) {
    timers.stop(RETRANSMIT)
    timers.stop(USER_TIMEOUT)
  } else {
    timers.set(RETRANSMIT, now + rtt.backedOff(snd.backoff))
    if (tcb.userTimeout !== undefined) timers.set(USER_TIMEOUT, now + tcb.userTimeout)
  }
  timers.stop(PERSIST)
}

/** Linux tcp_is_cwnd_limited: in slow start it is enough that half of cwnd was used. */
function wasCwndLimited(tcb: Tcb): boolean {
  const { snd, cc } = tcb
  if (snd.isCwndLimited) return true
  return cc.cwnd < cc.ssthresh && cc.cwnd < 2 * (snd.nxt - snd.una)
}
