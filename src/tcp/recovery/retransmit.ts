import type { Nanos } from '../../base/index.ts'
import {
  END_OF_RECORD,
  EVER_RETRANSMITTED,
  FIN_RECORD,
  LOST,
  PUSH_RECORD,
  RETRANSMITTED,
  SACKED,
  SYN_RECORD,
  UNIT_START,
} from '../send-queue/segment-records.ts'
import { MAX_OPTIONS } from '../profile.ts'
import { maxUnitSegments } from '../send-queue/transmission-unit.ts'
import type { Tcb } from '../tcb.ts'
import { REORDER, RETRANSMIT } from '../timers.ts'
import { REXMIT_LOST } from './recovery-state.ts'
import { packetsInFlight } from './scoreboard.ts'
import { setTransmitTimer, untilTimeout } from './transmit-timer.ts'

/**
 * Chooses what is retransmitted now: the first segment when the timer has fired, else what is lost, from the lowest up, as
 * cwnd allows (RFC 6675 §5 step 4; Linux tcp_xmit_retransmit_queue). A lost unit goes as a whole if it can.
 *
 * @returns Whether `tcb.unit` is ready to leave.
 */
export function planRetransmission(tcb: Tcb, mss: number): boolean {
  const { recovery, records } = tcb
  if (recovery.isHeadDue) {
    recovery.headTaken()
    if (records.size > 0 && beginRun(tcb, 0, 1, mss)) return true
  }
  if (recovery.rexmit !== REXMIT_LOST) return false
  const most = maxUnitSegments(tcb, mss)
  for (let i = records.indexAfter(tcb.board.hint); i < records.size; i++) {
    const room = tcb.window.cwnd - packetsInFlight(tcb)
    if (room <= 0 || tcb.board.retransOut >= tcb.board.lostOut) break
    const slot = records.at(i)
    const flags = records.flags(slot)
    if ((flags & (LOST | SACKED | RETRANSMITTED)) !== LOST) continue
    tcb.board.lookBeyond(records.left(slot))
    if (beginRun(tcb, i, Math.min(room, most), mss)) return true
    break
  }
  recovery.retransmitNothing()
  return false
}

/** A tail-loss probe without new data: the last segment once more (RFC 8985 §7.3). @returns Whether it is ready to leave. */
export function planProbe(tcb: Tcb, mss: number): boolean {
  const { records } = tcb
  const index = records.size - 1
  if (index < 0) return false
  const last = records.at(index)
  // Only the last full segment's worth of it.
  const excess = records.right(last) - records.left(last) - mss
  if (excess > 0) {
    records.split(index, records.left(last) + Math.floor(excess / mss + 1) * mss)
    return beginRun(tcb, index + 1, 1, mss)
  }
  records.mark(last, UNIT_START)
  return beginRun(tcb, index, 1, mss)
}

/**
 * Makes a unit of up to `most` segments from the record at `index` on, as far as they left together and are lost
 * alike, and as far as the window goes (Linux __tcp_retransmit_skb).
 */
function beginRun(tcb: Tcb, index: number, most: number, mss: number): boolean {
  const { records, snd, unit } = tcb
  const first = records.at(index)
  const left = records.left(first)
  // With urgent data ahead each segment has its own urgent pointer, so each is a unit by itself (Linux tcp_retransmit_skb).
  const segments = snd.up > left ? 1 : most
  let room = snd.una + snd.wnd - left
  if (room <= 0) {
    // Beyond a window that has shrunk only the first segment is tried again (RFC 9293 §3.8.6).
    if (left > snd.una) return false
    room = mss
  }
  const wanted = segments * mss
  const length = wanted <= room ? wanted : Math.floor(room / mss) * mss || room
  if (records.right(first) - fin(tcb, first) - left > Math.min(length, mss)) cut(tcb, index, mss, length)
  else if (records.right(first) - left < Math.min(room, mss)) collapse(tcb, index, Math.min(room, mss))
  let run = 1
  const alike = records.flags(first) & (LOST | SACKED | RETRANSMITTED)
  for (; run < segments && index + run < records.size; run++) {
    const next = records.at(index + run)
    const flags = records.flags(next)
    if ((flags & UNIT_START) !== 0 || (flags & (LOST | SACKED | RETRANSMITTED)) !== alike) break
    if (records.right(next) - fin(tcb, next) - left > length) break
    if (records.right(next) - fin(tcb, next) - records.left(next) > mss) break
  }
  const last = records.at(index + run - 1)
  if (index + run < records.size) {
    records.mark(records.at(index + run), UNIT_START)
  }
  const flags = records.flags(last)
  const right = records.right(last) - fin(tcb, last)
  unit.beginAgain(left, right, mss, run, (flags & PUSH_RECORD) !== 0)
  return true
}

/**
 * The first unit has lost its beginning: its segments are counted anew from there, as long as they were (Linux tcp_trim_head).
 *
 * @param length - Of its first segment before.
 */
export function cutAnew(tcb: Tcb, length: number): void {
  const { records, snd } = tcb
  if (records.size <= 1 || (records.flags(records.at(1)) & UNIT_START) !== 0) return
  // One that had lost its beginning before says nothing of the others.
  const mss = length > snd.mss - MAX_OPTIONS ? length : snd.mss
  cut(tcb, 0, mss, mss)
}

/** Segments are smaller than they were: the unit is cut anew, and the first of it at what the window takes. */
function cut(tcb: Tcb, index: number, mss: number, room: number): void {
  const { records } = tcb
  const first = records.at(index)
  const marks = records.flags(first) & (LOST | SACKED | RETRANSMITTED)
  const before = records.size
  while (index + 1 < records.size) {
    const flags = records.flags(records.at(index + 1))
    if ((flags & UNIT_START) !== 0 || (flags & (LOST | SACKED | RETRANSMITTED)) !== marks) break
    records.join(index)
  }
  let at = index
  for (let size = Math.min(mss, room); ; size = mss) {
    const slot = records.at(at)
    if (records.right(slot) - fin(tcb, slot) - records.left(slot) <= size) break
    const rest = records.split(at, records.left(slot) + size)
    if (size === mss && at > index) records.unmark(slot, UNIT_START)
    records.unmark(rest, UNIT_START)
    at++
  }
  tcb.board.recut(marks, records.size - before)
}

/** 1 for the FIN of the record. */
function fin(tcb: Tcb, slot: number): number {
  return (tcb.records.flags(slot) & FIN_RECORD) !== 0 ? 1 : 0
}

/** A short segment takes along those that follow, as far as they fit (Linux tcp_retrans_try_collapse). */
function collapse(tcb: Tcb, index: number, room: number): void {
  const { records, board, snd, settings } = tcb
  const first = records.at(index)
  if (!settings.retransmitCollapse || (records.flags(first) & (SYN_RECORD | SACKED)) !== 0) return
  while (index + 1 < records.size && (records.flags(first) & (END_OF_RECORD | FIN_RECORD)) === 0) {
    const next = records.at(index + 1)
    const flags = records.flags(next)
    if ((flags & SACKED) !== 0 || isInLargerUnit(tcb, index + 1)) return
    if (records.right(next) - fin(tcb, next) - records.left(first) > room) return
    if (records.right(next) > snd.una + snd.wnd) return
    board.takeOff(flags)
    if (!tcb.sack) board.dropDuplicate()
    records.join(index)
  }
}

/** The record left together with the one after it. */
function isInLargerUnit(tcb: Tcb, index: number): boolean {
  const { records } = tcb
  if ((records.flags(records.at(index)) & UNIT_START) === 0) return true
  return index + 1 < records.size && (records.flags(records.at(index + 1)) & UNIT_START) === 0
}

/**
 * A segment leaves again.
 *
 * @param isProbe - A tail-loss probe: it is not counted as retransmitted (RFC 8985 §7.3).
 */
export function noteRetransmitted(tcb: Tcb, slot: number, isProbe: boolean, now: Nanos): void {
  const { records, recovery, window, timers, counters } = tcb
  counters.retransmitted()
  // What is lost besides leaves it open whether the probe would have passed.
  tcb.path.forgetProbe()
  const flags = records.flags(slot)
  records.retransmitted(slot, now)
  if (isProbe) {
    records.mark(slot, EVER_RETRANSMITTED)
    return
  }
  records.mark(slot, EVER_RETRANSMITTED | RETRANSMITTED)
  if ((flags & RETRANSMITTED) === 0) tcb.board.retransmitted()
  recovery.retransmitted(now)
  if (window.isReducing) recovery.prrSent()
  const isRunning = timers.isSet(RETRANSMIT)
  // RFC 6298 §5.1: sending the first segment again starts the timer anew, the others only if it is not running.
  if (records.at(0) === slot ? !timers.isSet(REORDER) : !isRunning && !hasOther(tcb))
    setTransmitTimer(tcb, RETRANSMIT, now + untilTimeout(tcb, now))
}

/** Our SYN leaves again. */
export function noteSynAgain({ records, board, recovery }: Tcb, slot: number, now: Nanos): void {
  if ((records.flags(slot) & RETRANSMITTED) === 0) board.retransmitted()
  records.mark(slot, RETRANSMITTED)
  recovery.retransmitted(now)
}

function hasOther(tcb: Tcb): boolean {
  return tcb.timers.isSet(REORDER)
}
