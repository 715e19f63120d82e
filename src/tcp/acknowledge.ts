import type { Nanos } from '../base/index.ts'
import { alert } from './recovery/alert.ts'
import type { AckOutcome } from './recovery/ack-outcome.ts'
import { checkProbe } from './path-mtu-search.ts'
import { cleanQueue } from './recovery/clean-queue.ts'
import { processProbeAck } from './recovery/loss-probe.ts'
import { adaptReorderingWindow } from './recovery/rack.ts'
import { reduceByPrr } from './recovery/reduction.ts'
import { tagSacked } from './recovery/sack-tagging.ts'
import { highestSacked, packetsInFlight } from './recovery/scoreboard.ts'
import { restartTransmitTimer, untilProbe } from './recovery/transmit-timer.ts'
import { ACKNOWLEDGED } from './events.ts'
import type { Tcb } from './tcb.ts'
import { PERSIST } from './timers.ts'

/**
 * An acceptable ACK (RFC 9293 §3.10.7.4, fifth check; Linux tcp_ack), in this order: what it SACKs, what it takes off
 * the queue with the RTT that this gives, what it says of losses, the timers, and then cwnd.
 *
 * @param position - SEG.ACK, not beyond SND.NXT; before SND.UNA it may still report SACKs.
 * @param ack - Prepared by the caller, who knows the segment.
 */
export function acknowledge(tcb: Tcb, position: number, ack: AckOutcome, now: Nanos): void {
  const { snd, records, sample, rate, timers } = tcb
  ack.now = now
  ack.priorUna = snd.una
  ack.priorHighestSacked = highestSacked(tcb)
  ack.priorDelivered = rate.delivered
  ack.priorLost = rate.lost
  ack.priorPackets = records.size
  sample.reset(packetsInFlight(tcb))
  const hasBlocks = tcb.sack && tcb.seg.raw.sackCount > 0
  if (position < snd.una) {
    if (hasBlocks) takeOldAck(tcb, ack)
    return
  }
  if (position > snd.una) {
    ack.unaAdvanced = true
    snd.acknowledged(position, now)
  }
  if (hasBlocks) tagSacked(tcb, ack)
  if (ack.priorPackets === 0) {
    // Nothing is out, but a reduction may turn out to have been spurious.
    if (ack.dsacking) alert(tcb, ack, 0)
    if (tcb.probe.highSeq >= 0) processProbeAck(tcb, ack)
    checkPersist(tcb, now)
    return
  }
  cleanQueue(tcb, ack)
  if (tcb.path.probeSize > 0) checkProbe(tcb)
  adaptReorderingWindow(tcb, sample.priorDelivered)
  if (tcb.probe.highSeq >= 0) processProbeAck(tcb, ack)
  if (isDubious(tcb, ack)) alert(tcb, ack, duplicates(ack))
  if (ack.setTimer) restartTransmitTimer(tcb, now)
  controlCongestion(tcb, ack)
  if (!ack.unaAdvanced) return
  freeQueue(tcb, position, now)
  timers.stop(PERSIST)
  reportWhenAll(tcb)
}

/**
 * What waits fits into the window: not the window holds it back. Else the next probe of a shut one is put off (Linux
 * tcp_ack_probe), but not the override of a small one, however often the peer speaks (RFC 9293 §3.8.6.2.1).
 */
function checkPersist(tcb: Tcb, now: Nanos): void {
  const { snd, unsent, timers } = tcb
  const isFinNext = snd.finQueued && snd.nxt <= snd.end
  if (unsent.size === 0 && !isFinNext) return
  const end = unsent.size > 0 ? unsent.firstEnd : snd.end + 1
  if (end <= snd.una + snd.wnd) {
    timers.stop(PERSIST)
    snd.probingOver()
  } else if (snd.wnd === 0 && timers.isSet(PERSIST)) timers.set(PERSIST, now + untilProbe(tcb, now))
}

/** An ACK from the past whose blocks may be new (Linux tcp_ack, old_ack). */
function takeOldAck(tcb: Tcb, ack: AckOutcome): void {
  tagSacked(tcb, ack)
  alert(tcb, ack, 0)
}

function isDubious(tcb: Tcb, ack: AckOutcome): boolean {
  return !ack.notDuplicate || ack.dataSacked || ack.ece || ack.dsacking || tcb.window.caState !== 'open'
}

/** RFC 5681 §2: a duplicate ACK carries no text, moves neither SND.UNA nor the window; one that reports a duplicate is none. */
function duplicates(ack: AckOutcome): number {
  return ack.unaAdvanced || ack.notDuplicate || ack.dsacking ? 0 : 1
}

/** Delivery rate, then cwnd (Linux tcp_cong_control): by the control itself, by PRR, or growing. */
function controlCongestion(tcb: Tcb, ack: AckOutcome): void {
  const { rate, sample, recovery, window, cc, settings, snd, rtt, records } = tcb
  const delivered = rate.delivered - ack.priorDelivered
  const lost = rate.lost - ack.priorLost
  if (ack.ece) rate.marked(delivered)
  sample.setAckDelayed(ack.maybeDelayed)
  rate.finish(sample, delivered, lost, recovery.isReneging, rtt.min, ack.now)
  if (cc.controlsRate) {
    cc.congControl(sample, ack.now)
    return
  }
  if (window.isReducing) reduceByPrr(tcb, delivered, lost, ack.unaAdvanced)
  else if (delivered > 0 && mayRaise(tcb, ack)) {
    cc.congAvoid(delivered, ack.now)
    window.grown(ack.now)
  }
  const { pacingSlowStartRatio, pacingAvoidanceRatio } = settings
  window.updatePacingRate(snd.mss, rtt.srtt, records.size, pacingSlowStartRatio, pacingAvoidanceRatio)
}

/** cwnd grows with what comes in order, and where much reordering is known with anything that comes (Linux tcp_may_raise_cwnd). */
function mayRaise(tcb: Tcb, ack: AckOutcome): boolean {
  if (ack.dataAcked) return true
  return tcb.rack.reordering > tcb.settings.reordering && (ack.synAcked || ack.dataSacked)
}

function freeQueue(tcb: Tcb, ack: number, now: Nanos): void {
  const { snd, sendRing, records, chrono } = tcb
  const isEmpty = records.size === 0 && snd.nxt >= snd.end
  if (records.size === 0) chrono.allAcknowledged(isEmpty, now)
  sendRing.release(Math.min(ack, snd.end))
}

function reportWhenAll(tcb: Tcb): void {
  const { snd } = tcb
  if (snd.una !== snd.nxt || snd.nxt <= 1) return
  if (snd.finQueued ? snd.nxt > snd.end : snd.nxt === snd.end) tcb.report(ACKNOWLEDGED)
}
