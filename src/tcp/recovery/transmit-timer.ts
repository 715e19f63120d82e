import type { Nanos } from '../../base/index.ts'
import { NEXT_TICK, TIMEOUT_MIN } from '../profile.ts'
import type { Tcb } from '../tcb.ts'
import { LOSS_PROBE, REORDER, RETRANSMIT, type Timer } from '../timers.ts'

/** Sets one of the three timers of what is outstanding; only one of them runs (Linux icsk_pending). */
export function setTransmitTimer(tcb: Tcb, timer: Timer, deadline: Nanos): void {
  const { timers } = tcb
  timers.stop(RETRANSMIT)
  timers.stop(LOSS_PROBE)
  timers.stop(REORDER)
  timers.set(timer, deadline)
}

export function stopTransmitTimers(tcb: Tcb): void {
  tcb.timers.stop(RETRANSMIT)
  tcb.timers.stop(LOSS_PROBE)
  tcb.timers.stop(REORDER)
}

/** The RTO, backed off. */
export function currentRto(tcb: Tcb): Nanos {
  return tcb.rtt.backedOff(tcb.snd.backoff)
}

/** The RTO, but no longer than the user's time-out, once it runs (Linux tcp_clamp_rto_to_user_timeout). */
export function untilTimeout(tcb: Tcb, now: Nanos): Nanos {
  const { snd, recovery, userTimeout } = tcb
  const rto = currentRto(tcb)
  if (userTimeout === undefined || snd.retransmits === 0) return rto
  const since = snd.una === 0 ? snd.progressAt : recovery.retransStamp
  return Math.min(rto, Math.max(userTimeout - (since < 0 ? 0 : now - since), NEXT_TICK))
}

/** When the window is to be probed next, as long as it stays shut: the same (Linux tcp_clamp_probe0_to_user_timeout). */
export function untilProbe({ snd, rtt, userTimeout }: Tcb, now: Nanos): Nanos {
  const wait = rtt.backedOff(snd.backoff + snd.probeBackoff)
  if (userTimeout === undefined || snd.probedSince < 0) return wait
  return Math.min(wait, Math.max(userTimeout - (now - snd.probedSince), TIMEOUT_MIN))
}

/** How far off the time-out of the first outstanding segment is (Linux tcp_rto_delta_us). */
function rtoRemaining(tcb: Tcb, now: Nanos): Nanos {
  const { records } = tcb
  return records.sentAt(records.at(0)) + currentRto(tcb) - now
}

/**
 * The retransmission timer starts anew while something is outstanding, and stops when nothing is (RFC 6298 §5.1 to
 * §5.3). After a probe or a reordering timer it takes the time that has passed into account (Linux tcp_rearm_rto).
 */
export function rearmRto(tcb: Tcb, now: Nanos): void {
  const { records, timers } = tcb
  if (records.size === 0) {
    stopTransmitTimers(tcb)
    return
  }
  if (timers.isSet(LOSS_PROBE) || timers.isSet(REORDER)) rearmAfterOther(tcb, now)
  else setTransmitTimer(tcb, RETRANSMIT, now + currentRto(tcb))
}

/** The same when a probe or a reordering timer has fired: the RTO counts from when the first segment left. */
export function rearmAfterOther(tcb: Tcb, now: Nanos): void {
  setTransmitTimer(tcb, RETRANSMIT, now + Math.max(rtoRemaining(tcb, now), 1))
}

/**
 * Sets the timer of the tail-loss probe, two round trips from now (RFC 8985 §7.2; Linux tcp_schedule_loss_probe): only
 * with SACK, something outstanding and nothing being recovered; never later than the retransmission timer.
 *
 * @param isAfterAck - The RTO counts from now; else from when the first outstanding segment left.
 * @returns Whether it was set.
 */
export function scheduleLossProbe(tcb: Tcb, isAfterAck: boolean, now: Nanos): boolean {
  const { records, rtt, settings, window } = tcb
  const isOn = settings.earlyRetransmit === 3 || settings.earlyRetransmit === 4
  const isCalm = window.caState === 'open' || window.caState === 'cwr'
  if (!isOn || records.size === 0 || !tcb.sack || !isCalm || tcb.snd.una === 0) return false
  // One segment may be waiting for a delayed ACK.
  const slack = records.size === 1 ? settings.rtoMin : TIMEOUT_MIN
  let wait = rtt.srtt > 0 ? 2 * rtt.srtt + slack : rtt.rto
  const toRto = isAfterAck ? currentRto(tcb) : rtoRemaining(tcb, now)
  if (toRto > 0) wait = Math.min(wait, toRto)
  setTransmitTimer(tcb, LOSS_PROBE, now + Math.round(wait))
  return true
}

/** After an ACK: the probe timer, else the retransmission timer (Linux tcp_set_xmit_timer). */
export function restartTransmitTimer(tcb: Tcb, now: Nanos): void {
  if (!scheduleLossProbe(tcb, true, now)) rearmRto(tcb, now)
}
