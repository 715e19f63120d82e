import { stamp } from '../congestion/rate-sample.ts'
import { EVER_RETRANSMITTED, LOST, RETRANSMITTED, SACKED } from '../send-queue/segment-records.ts'
import type { Tcb } from '../tcb.ts'
import type { AckOutcome } from './ack-outcome.ts'
import { rackDelivered } from './rack.ts'
import { noteReordering } from './reordering.ts'
import { highestSacked } from './scoreboard.ts'

/** Blocks of the arriving segment, sorted: for all connections, used within a call. */
const lefts = [0, 0, 0, 0]
const rights = [0, 0, 0, 0]
const duplicates = [false, false, false, false]
/**
 * The SACK blocks of an ACK (RFC 2018 §5, RFC 2883 §4): marks what the peer has, and learns from it what arrives out of
 * order and what arrived twice (Linux tcp_sacktag_write_queue). SND.UNA is at SEG.ACK already.
 */
export function tagSacked(tcb: Tcb, ack: AckOutcome): void {
  const { seg, recovery, records, snd } = tcb
  ack.reorder = snd.nxt
  tcb.board.beginBlocks(snd.una)
  const isDsack = findDsack(tcb, ack)
  if (isDsack) tcb.rate.deliver(ack.sackDelivered)
  if (seg.ack < ack.priorUna - snd.maxWnd || records.size === 0) return
  const count = readBlocks(tcb, ack, isDsack)
  for (let i = 0; i < count; i++) tagBlock(tcb, ack, i)
  if (tcb.window.caState !== 'loss' || recovery.undoMarker >= 0) noteReordering(tcb, ack.reorder)
}

/** Whether the first block reports a duplicate (RFC 2883 §4): below the ACK, or within the second block. */
function findDsack(tcb: Tcb, ack: AckOutcome): boolean {
  const { seg, recovery } = tcb
  const left = tcb.ackPosition(seg.raw.sackLeft[0] as number)
  const right = tcb.ackPosition(seg.raw.sackRight[0] as number)
  let isDsack = left < seg.ack
  if (!isDsack && seg.raw.sackCount > 1) {
    const outerLeft = tcb.ackPosition(seg.raw.sackLeft[1] as number)
    const outerRight = tcb.ackPosition(seg.raw.sackRight[1] as number)
    isDsack = right <= outerRight && left >= outerLeft
  }
  if (!isDsack) return false
  const segments = countDuplicate(tcb, ack, left, right)
  if (segments === 0) return false
  // Of data that is forgotten already.
  if (
    recovery.undoMarker >= 0 &&
    recovery.undoRetrans > 0 &&
    right <= ack.priorUna &&
    right > recovery.undoMarker
  )
    recovery.cameTwice(segments)
  return true
}

/** @returns Segments of a duplicate, 0 when it is not one of ours: a larger one than the window, or more than were retransmitted. */
function countDuplicate(tcb: Tcb, ack: AckOutcome, left: number, right: number): number {
  const { recovery, snd, counters } = tcb
  const length = right - left
  if (length <= 0 || length > snd.maxWnd) return 0
  let segments = 1
  if (length > snd.mss) segments = Math.ceil(length / snd.mss)
  else if (tcb.probe.highSeq >= 0 && tcb.probe.highSeq === right) ack.dsackTlp = true
  recovery.duplicatesReported(segments)
  if (recovery.dsackDuplicates > counters.retransmissions) return 0
  // Reordering made RACK hasty, but not if it was only a probe.
  if (tcb.rack.reordSeen > 0 && !ack.dsackTlp) tcb.rack.duplicateReported()
  ack.dsacking = true
  ack.sackDelivered += segments
  return segments
}

/** Reads the blocks that make sense, sorted by where they begin. @returns How many. */
function readBlocks(tcb: Tcb, ack: AckOutcome, isDsack: boolean): number {
  const { seg } = tcb
  let count = 0
  for (let i = 0; i < seg.raw.sackCount && i < 4; i++) {
    const left = tcb.ackPosition(seg.raw.sackLeft[i] as number)
    const right = tcb.ackPosition(seg.raw.sackRight[i] as number)
    const isDuplicate = i === 0 && isDsack
    if (!isValid(tcb, isDuplicate, left, right) || right <= ack.priorUna) continue
    let at = count++
    for (; at > 0 && (lefts[at - 1] as number) > left; at--) {
      lefts[at] = lefts[at - 1] as number
      rights[at] = rights[at - 1] as number
      duplicates[at] = duplicates[at - 1] as boolean
    }
    lefts[at] = left
    rights[at] = right
    duplicates[at] = isDuplicate
  }
  return count
}

/** What a block may say (Linux tcp_is_sackblock_valid): within what is outstanding; a duplicate also below it, back to where the undo began. */
function isValid(tcb: Tcb, isDuplicate: boolean, left: number, right: number): boolean {
  const { snd, recovery } = tcb
  if (right > snd.nxt || left >= right) return false
  if (left > snd.una) return true
  if (!isDuplicate || recovery.undoMarker < 0 || right > snd.una) return false
  if (left >= recovery.undoMarker) return true
  return right > recovery.undoMarker && left >= right - snd.maxWnd
}

function tagBlock(tcb: Tcb, ack: AckOutcome, block: number): void {
  const { records } = tcb
  const left = lefts[block] as number
  const right = rights[block] as number
  const isDuplicate = duplicates[block] as boolean
  let start = records.indexAfter(left)
  // Only whole segments count.
  if (start < records.size && records.left(records.at(start)) < left) start++
  for (let i = start; i < records.size;) {
    const slot = records.at(i)
    if (records.right(slot) > right) break
    if (!isDuplicate && (records.flags(slot) & SACKED) !== 0) {
      i = nextIndex(tcb, i)
      continue
    }
    tagOne(tcb, ack, slot, isDuplicate)
    i++
  }
  if (!isDuplicate) shorten(tcb, start, right)
}

/** @returns The index after what is known to be SACKed from the SACKed record at `index` on. */
function nextIndex({ records }: Tcb, index: number): number {
  const slot = records.at(index)
  const to = records.sackedTo(slot)
  return to === records.right(slot) ? index + 1 : records.indexAfter(to)
}

/**
 * The next block that grows from here is walked in few steps: each record on the way to the end of what is SACKed
 * learns where that is. Without it a peer that SACKs one segment after another costs the square of their number.
 */
function shorten(tcb: Tcb, start: number, right: number): void {
  const { records } = tcb
  let end = start
  while (end < records.size && isSackedBefore(tcb, end, right)) end = nextIndex(tcb, end)
  if (end === start) return
  const position = records.right(records.at(end - 1))
  for (let i = start; i < end;) {
    const next = nextIndex(tcb, i)
    records.noteSackedTo(records.at(i), position)
    i = next
  }
}

function isSackedBefore({ records }: Tcb, index: number, right: number): boolean {
  const slot = records.at(index)
  return (records.flags(slot) & SACKED) !== 0 && records.right(slot) <= right
}

/** One segment is SACKed (Linux tcp_sacktag_one). */
function tagOne(tcb: Tcb, ack: AckOutcome, slot: number, isDuplicate: boolean): void {
  const { records, board, recovery, snd, rate } = tcb
  const left = records.left(slot)
  const right = records.right(slot)
  const flags = records.flags(slot)
  if (isDuplicate && (flags & EVER_RETRANSMITTED) !== 0) {
    if (recovery.undoMarker >= 0 && recovery.undoRetrans > 0 && right > recovery.undoMarker)
      recovery.cameTwice(1)
    if ((flags & SACKED) !== 0 && left < ack.reorder) ack.reorder = left
  }
  // About to be acknowledged as a whole.
  if (right <= snd.una) return
  if ((flags & SACKED) === 0) {
    tagNew(tcb, ack, slot)
    records.readStamp(slot, stamp)
    rate.onDelivered(tcb.sample, stamp, records.sentAt(slot), (flags & EVER_RETRANSMITTED) !== 0)
    records.writeStamp(slot, stamp)
  }
  if (isDuplicate && (records.flags(slot) & RETRANSMITTED) !== 0) {
    records.unmark(slot, RETRANSMITTED)
    board.takeOff(RETRANSMITTED)
  }
  records.unlist(slot)
  board.reach(right)
}

/** A segment is SACKed for the first time. */
function tagNew(tcb: Tcb, ack: AckOutcome, slot: number): void {
  const { records, board, recovery, rate } = tcb
  const left = records.left(slot)
  const sentAt = records.sentAt(slot)
  const flags = records.flags(slot)
  rackDelivered(tcb, slot, ack.now)
  if ((flags & EVER_RETRANSMITTED) === 0) {
    // It was in a hole and comes by itself: reordering.
    if (left < highestSacked(tcb) && left < ack.reorder) ack.reorder = left
    if (records.right(slot) <= recovery.highSeq) ack.origSackAcked = true
    if (ack.firstSackedAt < 0) ack.firstSackedAt = sentAt
    ack.lastSackedAt = sentAt
  }
  // Retransmitted and not marked lost: that copy is taken to be still on its way.
  if ((flags & LOST) !== 0) {
    records.unmark(slot, LOST | RETRANSMITTED)
    board.takeOff(flags & (LOST | RETRANSMITTED))
  }
  ack.dataSacked = true
  records.mark(slot, SACKED)
  records.noteSackedTo(slot, records.right(slot))
  board.sacked()
  rate.deliver(1)
}
