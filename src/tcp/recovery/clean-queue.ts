import { stamp } from '../congestion/rate-sample.ts'
import type { Nanos } from '../../base/index.ts'
import { timestampNow } from '../options.ts'
import { MAX_INT32, TIMESTAMP_TICK } from '../profile.ts'
import { EVER_RETRANSMITTED, SACKED, SYN_RECORD } from '../send-queue/segment-records.ts'
import type { Tcb } from '../tcb.ts'
import type { AckOutcome } from './ack-outcome.ts'
import { rackDelivered } from './rack.ts'
import { removeDuplicates } from './reno-sacks.ts'
import { noteReordering } from './reordering.ts'
import { cutAnew } from './retransmit.ts'
import { isSpurious } from './undo.ts'

/** What the walk over the acknowledged segments found: for all connections, used within a call. */
const sample = { packets: 0, rtt: -1, inFlight: 0 }
const found = { first: -1, last: -1, inFlight: 0, packets: 0, reorder: 0 }

/** Takes out what is acknowledged up to SND.UNA, and takes the RTT (RFC 6298 §3; Linux tcp_clean_rtx_queue). */
export function cleanQueue(tcb: Tcb, ack: AckOutcome): void {
  const { records, snd, rate } = tcb
  const priorSacked = tcb.board.sackedOut
  found.first = -1
  found.last = -1
  found.packets = 0
  found.reorder = snd.nxt
  let isWhole = true
  while (records.size > 0) {
    const slot = records.at(0)
    if (records.right(slot) > snd.una) {
      // Part of a segment: the rest of it stays out.
      if (records.left(slot) < snd.una) {
        trimFirst(tcb, ack, slot)
        isWhole = false
      }
      break
    }
    takeOut(tcb, ack, slot)
    records.shift()
  }
  if (records.size > 0 && (records.flags(records.at(0)) & SACKED) !== 0) ack.sackReneging = true
  let rtt: Nanos = -1
  let controlRtt: Nanos = -1
  if (found.first >= 0 && !ack.retransAcked) {
    rtt = ack.now - found.first
    controlRtt = ack.now - found.last
    // A lone small segment after a round trip: its ACK was probably delayed.
    ack.maybeDelayed =
      found.packets === 1 &&
      found.inFlight === 1 &&
      priorSacked === 0 &&
      isWhole &&
      rate.delivered === ack.priorDelivered + 1 &&
      !ack.synAcked &&
      !ack.dataSacked &&
      !ack.ece &&
      snd.nxt - ack.priorUna < snd.mss
  }
  let sackRtt: Nanos = -1
  if (ack.firstSackedAt >= 0) {
    sackRtt = ack.now - ack.firstSackedAt
    controlRtt = ack.now - ack.lastSackedAt
  }
  const isTaken = takeRtt(tcb, ack, rtt >= 0 ? rtt : sackRtt, controlRtt)
  if (ack.dataAcked || ack.synAcked) {
    ack.setTimer = true
    if (!tcb.sack) {
      removeDuplicates(tcb, found.packets)
      // Without SACK nothing shows which copy was acknowledged.
      if (ack.retransAcked) ack.origSackAcked = false
    } else if (found.reorder < ack.priorHighestSacked) noteReordering(tcb, found.reorder)
  } else if (records.size > 0 && isTaken && sackRtt >= 0) {
    // The time-out starts anew only if what was SACKed left after the first outstanding segment did.
    ack.setTimer = sackRtt > ack.now - records.sentAt(records.at(0))
  }
  if (found.packets > 0 || ack.dataSacked) {
    sample.packets = found.packets
    sample.rtt = tcb.sample.rtt
    sample.inFlight = found.inFlight
    tcb.cc.pktsAcked(sample, ack.now)
  }
}

/** The first segment is acknowledged in part; its unit may have one less then, which counts as acknowledged (Linux tcp_tso_acked). */
function trimFirst(tcb: Tcb, ack: AckOutcome, slot: number): void {
  const { records } = tcb
  const before = records.size
  const length = records.right(slot) - records.left(slot)
  records.trim(slot, tcb.snd.una)
  cutAnew(tcb, length)
  if (records.size === before) return
  const flags = records.flags(slot)
  takeOut(tcb, ack, slot)
  // Of lost and sent again there is one less already.
  tcb.board.recut(flags, 1)
}

/** Counts a segment that is acknowledged. */
function takeOut(tcb: Tcb, ack: AckOutcome, slot: number): void {
  const { records, recovery, rate } = tcb
  const flags = records.flags(slot)
  const sentAt = records.sentAt(slot)
  const left = records.left(slot)
  const right = records.right(slot)
  if ((flags & EVER_RETRANSMITTED) !== 0) {
    ack.retransAcked = true
  } else if ((flags & SACKED) === 0) {
    if (found.first < 0) found.first = sentAt
    found.last = sentAt
    found.inFlight = records.inFlight(slot)
    if (left < found.reorder) found.reorder = left
    if (right <= recovery.highSeq) ack.origSackAcked = true
  }
  tcb.board.takeOff(flags)
  if ((flags & SACKED) === 0 && tcb.sack) {
    rate.deliver(1)
    if (!isSpurious(tcb, flags, sentAt)) rackDelivered(tcb, slot, ack.now)
  }
  found.packets++
  records.readStamp(slot, stamp)
  rate.onDelivered(tcb.sample, stamp, sentAt, (flags & EVER_RETRANSMITTED) !== 0)
  if ((flags & SYN_RECORD) === 0) ack.dataAcked = true
  else {
    ack.synAcked = true
    recovery.forgetStamp()
  }
}

/**
 * A round trip from segments sent once, else from the echoed timestamp (RFC 6298 §3, RFC 7323 §4). It ends the back-off
 * (RFC 6298 §5; Linux tcp_ack_update_rtt).
 *
 * @param rtt - Of the oldest segment acknowledged, or SACKed, -1 for none.
 * @param controlRtt - Of the newest.
 */
function takeRtt(tcb: Tcb, ack: AckOutcome, rtt: Nanos, controlRtt: Nanos): boolean {
  const { seg, snd } = tcb
  let sample = rtt
  let newest = controlRtt
  if (sample < 0 && tcb.timestamps && seg.raw.hasTimestamps && seg.raw.tsEcr !== 0 && ack.unaAdvanced) {
    const ticks = (timestampNow(tcb, ack.now) - seg.raw.tsEcr) >>> 0
    // Nonsense from the peer must not stretch the RTO.
    if (ticks <= MAX_INT32 && ticks * TIMESTAMP_TICK <= ack.now) {
      sample = Math.max(ticks, 1) * TIMESTAMP_TICK
      newest = sample
    }
  }
  tcb.sample.takeRtt(newest)
  if (sample < 0) return false
  tcb.rtt.takeMinimum(newest, ack.maybeDelayed, ack.now)
  tcb.rtt.sample(sample, snd.una, snd.nxt)
  snd.rttTaken()
  return true
}
