import { NEVER, type Nanos } from '../base/index.ts'
import { compressionTimeout, delayedAckTimeout } from './acknowledgments.ts'
import { suspectBlackHole } from './path-mtu-search.ts'
import { ORPHAN_RETRIES, RESOURCE_PROBE_INTERVAL, RTO_INITIAL, RTO_MIN } from './profile.ts'
import { probeTimeout } from './recovery/loss-probe.ts'
import { enterLoss } from './recovery/loss-state.ts'
import { rackTimeout } from './recovery/rack.ts'
import { enterRecovery, reduceByPrr } from './recovery/reduction.ts'
import { rearmAfterOther, untilTimeout } from './recovery/transmit-timer.ts'
import { deleteTcb } from './life-cycle.ts'
import type { Tcb } from './tcb.ts'
import {
  DELAYED_ACK_TIMER,
  FIN_WAIT_2,
  KEEP_ALIVE_TIMER,
  LOSS_PROBE,
  PACING,
  PERSIST,
  REORDER,
  RETRANSMIT,
  SACK_COMPRESSION,
  TIME_WAIT,
} from './timers.ts'

/** TIMEOUTS (RFC 9293 §3.10.8): every timer that is due by `now`. */
export function onDeadline(tcb: Tcb, now: Nanos): void {
  const { timers, unit } = tcb
  unit.rest()
  if (timers.takeDue(RETRANSMIT, now)) retransmissionTimeout(tcb, now)
  if (timers.takeDue(LOSS_PROBE, now)) probeTimeout(tcb, now)
  if (timers.takeDue(REORDER, now)) reorderingTimeout(tcb, now)
  if (timers.takeDue(PERSIST, now)) persistTimeout(tcb, now)
  if (timers.takeDue(DELAYED_ACK_TIMER, now)) delayedAckTimeout(tcb)
  if (timers.takeDue(SACK_COMPRESSION, now)) compressionTimeout(tcb)
  // The next poll sends.
  if (timers.takeDue(PACING, now)) unit.wake()
  if (timers.takeDue(KEEP_ALIVE_TIMER, now)) keepAliveTimeout(tcb, now)
  if (timers.takeDue(FIN_WAIT_2, now)) deleteTcb(tcb, 'time-out', 'finished')
  if (timers.takeDue(TIME_WAIT, now)) deleteTcb(tcb, '2 MSL time-out', 'finished')
}

/** RETRANSMISSION TIMEOUT (RFC 9293 §3.10.8, RFC 6298 §5.4 to §5.7). */
function retransmissionTimeout(tcb: Tcb, now: Nanos): void {
  const { snd } = tcb
  if (snd.una === snd.nxt) return
  if (isGivenUp(tcb, now)) {
    deleteTcb(tcb, 'time-out', 'timed-out')
    return
  }
  if (snd.una === 0) {
    // A SYN that is lost is a loss like others (Linux tcp_retransmit_timer).
    if (!tcb.isPassive) enterLoss(tcb, now)
    tcb.pending.sendSyn()
  } else {
    if (isBlackHole(tcb, now)) suspectBlackHole(tcb, now)
    enterLoss(tcb, now)
    tcb.recovery.headDue()
    tcb.unit.drop()
  }
  // A SYN keeps to its first time-out for a while (Linux tcp_syn_linear_timeouts).
  snd.timedOut(tcb.state !== 'SYN-SENT' || snd.retransmits >= tcb.settings.synLinearTimeouts)
  // §5.5 back off, §5.6 start the timer.
  tcb.timers.set(RETRANSMIT, now + untilTimeout(tcb, now))
}

/** R1 of RFC 9293 §3.8.3 has passed: as long as so many time-outs of 200 ms, each doubled (Linux retransmits_timed_out). */
function isBlackHole({ snd, recovery, settings }: Tcb, now: Nanos): boolean {
  if (snd.retransmits === 0 || recovery.retransStamp < 0) return false
  return now - recovery.retransStamp >= (2 ** (settings.retries1 + 1) - 1) * settings.rtoMin
}

/** The reordering timer (RFC 8985 §6.3): what was late is lost now. */
function reorderingTimeout(tcb: Tcb, now: Nanos): void {
  const { recovery, window, cc, timers } = tcb
  if (tcb.records.size === 0) return
  if (rackTimeout(tcb, now)) {
    if (window.caState !== 'recovery') {
      enterRecovery(tcb, false, now)
      if (!cc.controlsRate) reduceByPrr(tcb, 1, 0, false)
    }
    recovery.retransmitLost()
  }
  if (!timers.isSet(RETRANSMIT)) rearmAfterOther(tcb, now)
}

/**
 * R2 of RFC 9293 §3.8.3, by Linux's counts; the USER TIMEOUT (§3.10.8, RFC 5482) takes the place of the count for data. It is
 * looked at with each time-out, and counts from the first retransmission (Linux tcp_write_timeout).
 */
function isGivenUp(tcb: Tcb, now: Nanos): boolean {
  const { snd, userTimeout, isPassive } = tcb
  if (snd.una === 0) {
    const isOver =
      tcb.state === 'SYN-SENT' ? isSynGivenUp(tcb, now) : snd.retransmits >= tcb.settings.synAckRetries
    const isUserOver = userTimeout !== undefined && snd.retransmits > 0 && now - snd.progressAt >= userTimeout
    return isOver || (!isPassive && isUserOver)
  }
  if (snd.wnd === 0 && !tcb.isReleased) return isProbeGivenUp(tcb, now)
  if (userTimeout === undefined) return isTimedOut(tcb, retriesOf(tcb), now)
  const { retransStamp } = tcb.recovery
  return snd.retransmits > 0 && retransStamp >= 0 && now - retransStamp >= userTimeout
}

/**
 * A window shut behind what is under way makes probes of the retransmissions (RFC 9293 §3.8.6): as long as the peer
 * answers them it is there, unless the user has set a limit (Linux tcp_rtx_probe0_timed_out).
 */
function isProbeGivenUp({ records, recovery, rcv, settings, userTimeout = NEVER }: Tcb, now: Nanos): boolean {
  const since = recovery.retransStamp >= 0 ? recovery.retransStamp : records.sentAt(records.at(0))
  const waited = now - since
  if (waited > userTimeout) return true
  const limit = Math.min(2 * settings.rtoMax, userTimeout)
  return now - rcv.lastSegmentAt > limit && waited > limit
}

/** Nobody waits for an orphan: it gets fewer retries, and fewer still when its time-out is as long as it gets (Linux tcp_orphan_retries). */
function retriesOf(tcb: Tcb): number {
  const { retries2, orphanRetries, rtoMax } = tcb.settings
  if (!tcb.isReleased) return retries2
  return orphanRetries === 0 && tcb.rtt.backedOff(tcb.snd.backoff) < rtoMax ? ORPHAN_RETRIES : orphanRetries
}

/**
 * Whether so many retransmissions would have taken as long as has passed since the first: what counts is the time, so
 * that a long RTO makes no longer wait (Linux retransmits_timed_out, tcp_model_timeout).
 */
function isTimedOut(tcb: Tcb, retries: number, now: Nanos): boolean {
  const { retransStamp } = tcb.recovery
  if (tcb.snd.retransmits === 0 || retransStamp < 0) return false
  const { rtoMax } = tcb.settings
  const doublings = Math.min(Math.floor(Math.log2(rtoMax / RTO_MIN)), retries)
  const modelled = (2 ** (doublings + 1) - 1) * RTO_MIN + (retries - doublings) * rtoMax
  return now - retransStamp >= modelled
}

/** By their number, or once the time has passed that so many doublings take (Linux tcp_write_timeout, tcp_model_timeout). */
function isSynGivenUp({ snd, options, settings }: Tcb, now: Nanos): boolean {
  if (snd.retransmits >= options.synCount + settings.synLinearTimeouts) return true
  const doublings = Math.min(options.synCount, Math.floor(Math.log2(settings.rtoMax / RTO_INITIAL)))
  const longest = (2 ** (doublings + 1) - 1) * RTO_INITIAL + (options.synCount - doublings) * settings.rtoMax
  return now - snd.progressAt >= longest
}

/**
 * Zero-window probe (RFC 9293 §3.8.6.1). With some window, as much data as it takes: the override of silly-window
 * avoidance. With none, an empty segment before SND.UNA, as Linux. An open end may be held for ever as long as it answers.
 */
function persistTimeout(tcb: Tcb, now: Nanos): void {
  const { snd, timers } = tcb
  tcb.unit.wake()
  if (snd.una !== snd.nxt || (snd.nxt === snd.end && !snd.finQueued)) return
  // The user time-out counts from the first probe.
  const { userTimeout = NEVER } = tcb
  const isUserOver = snd.probedSince >= 0 && now - snd.probedSince >= userTimeout
  snd.probeDue(now)
  if (isUserOver || snd.probes >= retriesOf(tcb)) {
    deleteTcb(tcb, 'time-out', 'timed-out')
    return
  }
  if (tcb.settings.deviceFull) {
    snd.probed(false)
    timers.set(PERSIST, now + RESOURCE_PROBE_INTERVAL)
    return
  }
  if (snd.wnd > 0) {
    tcb.pending.forceData()
    return
  }
  // Nobody is left to wait for it: Linux drops such a connection when its probes are as rare as they get.
  if (tcb.isReleased && tcb.rtt.backedOff(snd.probeBackoff) >= tcb.settings.rtoMax) {
    deleteTcb(tcb, 'time-out', 'timed-out')
    return
  }
  snd.probed(true)
  // The timer starts again, backed off, when `pollTransmit` finds the window still shut.
  tcb.pending.sendProbe()
}

/** Keep-alive (RFC 9293 §3.8.4): only when nothing else would find out that the peer is gone. */
function keepAliveTimeout(tcb: Tcb, now: Nanos): void {
  const { snd, rcv, keepAlive, timers } = tcb
  if (keepAlive === undefined) return
  const isBusy = snd.una !== snd.nxt || snd.nxt < snd.end
  const silentSince = Math.max(rcv.lastSegmentAt, tcb.establishedAt)
  const idleEnd = silentSince + keepAlive.idle
  if (isBusy || (snd.keepAliveProbes === 0 && idleEnd > now)) {
    timers.set(KEEP_ALIVE_TIMER, isBusy ? now + keepAlive.idle : idleEnd)
    return
  }
  const isOver =
    tcb.userTimeout === undefined
      ? snd.keepAliveProbes >= keepAlive.count
      : snd.keepAliveProbes > 0 && now - silentSince >= tcb.userTimeout
  if (isOver) {
    tcb.pending.sendReset(tcb.wireSeq(snd.nxt), true)
    deleteTcb(tcb, 'time-out', 'timed-out')
    return
  }
  snd.keepAliveProbed()
  tcb.pending.sendProbe()
  timers.set(KEEP_ALIVE_TIMER, now + keepAlive.interval)
}
