import type { Nanos } from '../../base/index.ts'
import { readDone } from '../acknowledgments.ts'
import type { Tcb } from '../tcb.ts'

/** @returns Bytes that have come in order and are not read, the urgent byte among them: what a CLOSE would throw away. */
export function unreadLength({ rcv, state }: Tcb): number {
  if (state === 'LISTEN' || state === 'SYN-SENT' || state === 'SYN-RECEIVED') return 0
  return Math.max(0, (rcv.fin >= 0 ? rcv.fin : rcv.nxt) - rcv.read)
}

/** @returns Bytes that reads would give: an urgent byte that is not wanted in line is none of them. */
export function readableLength(tcb: Tcb): number {
  const length = unreadLength(tcb)
  const isOut = length > 0 && leavesOut(tcb) && tcb.urgent.mark < tcb.rcv.read + length
  return isOut ? length - 1 : length
}

/** @returns Bytes up to the urgent byte, if that lies ahead, else all (Linux tcp_inq). */
export function lengthToMark(tcb: Tcb): number {
  const length = unreadLength(tcb)
  if (!leavesOut(tcb) || tcb.urgent.mark >= tcb.rcv.nxt) return length
  return Math.min(length, tcb.urgent.mark - tcb.rcv.read)
}

/**
 * Whether `poll` would call it readable (Linux tcp_stream_is_readable): SO_RCVLOWAT bytes wait, the urgent byte not counted
 * where it comes next, or so little of the window is left that the peer may not send them.
 */
export function isReadable(tcb: Tcb): boolean {
  const { rcv } = tcb
  const waiting = rcv.nxt - rcv.read
  if (waiting <= 0 || (unreadLength(tcb) === 0 && rcv.fin < 0)) return false
  const wanted = tcb.options.receiveLowWater + skipped(tcb)
  return waiting >= wanted || !tcb.memory.hasRoom || rcv.wnd <= tcb.tuning.mss
}

/** RECEIVE (RFC 9293 §3.10.3): up to the urgent byte, or from it on (Linux tcp_recvmsg). @returns Bytes copied, 0 when none wait. */
export function read(tcb: Tcb, target: Uint8Array, now: Nanos): number {
  const { rcv, receiveRing } = tcb
  if (target.length === 0) return 0
  const from = rcv.read + skipped(tcb)
  const length = copyFrom(tcb, from, target)
  const before = rcv.read
  rcv.readUpTo(from + length, length < target.length)
  if (rcv.read === before) return 0
  tcb.urgent.passed(rcv.read)
  receiveRing.release(rcv.read)
  tcb.memory.read(rcv.read)
  readDone(tcb, now)
  return length
}

/** The urgent byte comes next, and another takes its place: nobody will read it (Linux tcp_check_urg). */
export function dropUrgent({ rcv, receiveRing, memory }: Tcb): void {
  rcv.readTo(rcv.read + 1)
  receiveRing.release(rcv.read)
  memory.read(rcv.read)
}

/** What `read` would give, which stays (MSG_PEEK). @returns Bytes copied. */
export function peek(tcb: Tcb, target: Uint8Array): number {
  return copyFrom(tcb, tcb.rcv.read + skipped(tcb), target)
}

/** 1 where an urgent byte that is not wanted in line comes next. */
function skipped(tcb: Tcb): number {
  return leavesOut(tcb) && tcb.urgent.mark === tcb.rcv.read && unreadLength(tcb) > 0 ? 1 : 0
}

function copyFrom(tcb: Tcb, from: number, target: Uint8Array): number {
  const { urgent, rcv } = tcb
  let right = rcv.read + unreadLength(tcb)
  if (urgent.state !== 'none' && urgent.mark > from) right = Math.min(right, urgent.mark)
  const length = Math.min(target.length, right - from)
  if (length > 0) tcb.receiveRing.copyTo(target, 0, from, length)
  return Math.max(0, length)
}

function leavesOut({ urgent, options, rcv }: Tcb): boolean {
  return urgent.state !== 'none' && !options.urgentInline && urgent.mark >= rcv.read
}
