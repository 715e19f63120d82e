import type { Nanos } from '../../base/index.ts'
import { TIMEOUT_MIN } from '../profile.ts'
import { EVER_RETRANSMITTED, LOST, RETRANSMITTED } from '../send-queue/segment-records.ts'
import type { Tcb } from '../tcb.ts'
import { REORDER } from '../timers.ts'
import type { AckOutcome } from './ack-outcome.ts'
import { markLost } from './scoreboard.ts'
import { setTransmitTimer } from './transmit-timer.ts'

/** Static reordering window, no DupThresh: bits of Linux's tcp_recovery. */
const STATIC_WINDOW = 2
const NO_DUP_THRESH = 4

/**
 * A segment has been delivered: is it the one that left last of all so far (RFC 8985 §6.2 steps 1 and 2)? An ACK of
 * something retransmitted in less than the least RTT is for its first copy.
 */
export function rackDelivered(tcb: Tcb, slot: number, now: Nanos): void {
  const { rack, records, rtt } = tcb
  const sample = now - records.sentAt(slot)
  if ((records.flags(slot) & EVER_RETRANSMITTED) !== 0 && sample < rtt.min) return
  rack.delivered(records, slot, now)
}

/** How long something may be late before it is lost (RFC 8985 §6.2 step 4; Linux tcp_rack_reo_wnd). */
export function reorderingWindow(tcb: Tcb): Nanos {
  const { board, rack, rtt, window, settings } = tcb
  if (rack.reordSeen === 0) {
    // The path has not been seen to reorder: three duplicates, or a recovery under way, are enough.
    if (window.caState === 'recovery' || window.caState === 'loss') return 0
    if (board.sackedOut >= rack.reordering && (settings.recovery & NO_DUP_THRESH) === 0) return 0
  }
  return Math.min((rtt.min / 4) * rack.windowSteps, rtt.srtt)
}

/** @returns How much longer the segment may take; 0 or less: it is lost. */
export function rackRemaining(tcb: Tcb, slot: number, window: Nanos, now: Nanos): Nanos {
  return tcb.rack.rtt + window - (now - tcb.records.sentAt(slot))
}

/**
 * Looks for losses (RFC 8985 §6.2 step 5). What left later may take longer, so the lost ones come first in the order of
 * time, and the last in doubt is the newest: what lies between is not looked at, for the peer chooses how often we come
 * here (Linux tcp_rack_detect_loss goes over all of it).
 *
 * @returns How long until the last of the doubtful is decided, 0 for none.
 */
function detectLoss(tcb: Tcb, now: Nanos): Nanos {
  const { records, rack } = tcb
  const window = reorderingWindow(tcb)
  for (let slot = records.oldest; slot >= 0 && records.serial(slot) < rack.serial;) {
    const next = records.newer(slot)
    if (awaitsSending(tcb, slot)) records.setAside(slot)
    else if (rackRemaining(tcb, slot, window, now) <= 0) {
      markLost(tcb, slot, now)
      records.unlist(slot)
    } else return lastInDoubt(tcb, window, now)
    slot = next
  }
  return 0
}

/** There is one at least: the first has been found. */
function lastInDoubt(tcb: Tcb, window: Nanos, now: Nanos): Nanos {
  const { records, rack } = tcb
  let slot = records.newestBefore(rack.serial)
  for (; awaitsSending(tcb, slot); slot = records.newestBefore(rack.serial)) records.setAside(slot)
  return rackRemaining(tcb, slot, window, now)
}

function awaitsSending({ records }: Tcb, slot: number): boolean {
  return (records.flags(slot) & (LOST | RETRANSMITTED)) === LOST
}

/** After an ACK (RFC 8985 §6.2): marks what is lost, sets the reordering timer for what may be. */
function rackMarkLost(tcb: Tcb, ack: AckOutcome): void {
  if (!tcb.rack.isAdvanced) return
  tcb.rack.looked()
  const timeout = detectLoss(tcb, ack.now)
  if (timeout === 0) return
  setTransmitTimer(tcb, REORDER, ack.now + timeout + TIMEOUT_MIN)
  ack.setTimer = false
}

/** The reordering timer fired (RFC 8985 §6.3). @returns Whether something is lost. */
export function rackTimeout(tcb: Tcb, now: Nanos): boolean {
  const { board } = tcb
  const before = board.lostOut - board.retransOut
  detectLoss(tcb, now)
  return board.lostOut - board.retransOut !== before
}

/** Duplicates that the peer reports widen the window, by a quarter of the least RTT once in a round trip (RFC 8985 §6.2 step 4). */
export function adaptReorderingWindow(tcb: Tcb, priorDelivered: number): void {
  const { rack, rate, settings } = tcb
  if ((settings.recovery & STATIC_WINDOW) === 0 && priorDelivered !== 0)
    rack.adapt(priorDelivered, rate.delivered)
}

/** Looks for losses after an ACK, by the rule that fits the connection. */
export function identifyLoss(tcb: Tcb, ack: AckOutcome): void {
  const { board, records } = tcb
  if (records.size === 0) return
  if (!tcb.sack) {
    markLostWithoutSack(tcb, ack.unaAdvanced, ack.now)
    return
  }
  const before = board.retransOut
  rackMarkLost(tcb, ack)
  if (before > board.retransOut) ack.lostRetrans = true
}

/** Without SACK the first segment is lost after three duplicates, and in recovery at each partial ACK (RFC 6582 §3.2). */
function markLostWithoutSack(tcb: Tcb, unaAdvanced: boolean, now: Nanos): void {
  const { board, rack, records, window } = tcb
  const begins =
    window.caState !== 'recovery' && window.caState !== 'loss' && board.sackedOut >= rack.reordering
  if (!begins && !(window.caState === 'recovery' && unaAdvanced)) return
  const head = records.at(0)
  if ((records.flags(head) & LOST) === 0) markLost(tcb, head, now)
}
