import type { Nanos } from '../../base/index.ts'
import {
  INITIAL_WINDOW_SEGMENTS,
  SEND_SEGMENT_EXTRA,
  SEND_SEGMENT_STRUCTURE,
  UNIT_OVERHEAD,
} from '../profile.ts'
import { packetsInFlight } from '../recovery/scoreboard.ts'
import { WRITABLE } from '../events.ts'
import type { Tcb } from '../tcb.ts'
import { sizeGoal } from './transmission-unit.ts'
import { EOR } from './unsent.ts'

/**
 * The send buffer. Linux counts memory, not bytes: each unit that is queued or out costs its payload and an overhead,
 * and a new one is begun as long as the sum is below SO_SNDBUF, however large it then gets. A buffer that was given in
 * bytes counts bytes.
 */

/** SO_SNDBUF as it is in use, in memory, or in bytes where it was given so. */
export function sendBufferSize(tcb: Tcb): number {
  return tcb.sendBuffer ?? tcb.options.sendBufferLocked ?? tcb.snd.tunedBuffer
}

/** What is queued and out costs (Linux sk_wmem_queued). @param end - As if the stream ended there. @param units - That many units more. */
function queued(tcb: Tcb, end: number, units: number): number {
  const { snd, records, unsent } = tcb
  const bytes = end - Math.max(Math.min(snd.una, snd.end), 1)
  if (tcb.sendBuffer !== undefined) return bytes
  return bytes + UNIT_OVERHEAD * (records.units + unsent.size + units)
}

/** Bytes that wait to be sent are few enough for more (TCP_NOTSENT_LOWAT). */
function isBelowLowWater(tcb: Tcb, waiting: number): boolean {
  return waiting < (tcb.options.notSentLowWater || tcb.settings.notSentLowWater)
}

/**
 * Whether a new piece may be begun (Linux sk_stream_memory_free).
 *
 * @param end - Where the stream ends so far; `left` what of it would have left by now, in `units` more units.
 */
export function mayBegin(tcb: Tcb, end: number, left: number, units: number): boolean {
  return queued(tcb, end, units) < sendBufferSize(tcb) && isBelowLowWater(tcb, end - left)
}

/** Whether `poll` would call it writable: a third of the buffer is free, and little waits unsent (Linux sk_stream_is_writeable). */
export function isWritable(tcb: Tcb): boolean {
  const { snd } = tcb
  const memory = queued(tcb, snd.end, 0)
  const free = sendBufferSize(tcb) - memory
  // In bytes a buffer of one byte can be half full only when it is empty.
  return free > 0 && free >= memory >> 1 && isBelowLowWater(tcb, (snd.end - Math.max(snd.nxt, 1)) * 2)
}

/** Bytes that a write would take now, at least: what the last piece has room for, and a new one if it may be begun. */
export function writableLength(tcb: Tcb): number {
  const { snd } = tcb
  const free = sendBufferSize(tcb) - queued(tcb, snd.end, 0)
  if (tcb.sendBuffer !== undefined) return Math.max(0, free)
  const room = tailRoom(tcb)
  return mayBegin(tcb, snd.end, Math.max(snd.nxt, 1), 0) ? Math.max(free, room, 1) : room
}

function tailRoom(tcb: Tcb): number {
  const { snd, unsent } = tcb
  if (unsent.size === 0 || (unsent.lastFlags & EOR) !== 0) return 0
  const begin = unsent.size > 1 ? unsent.end(unsent.size - 2) : Math.max(snd.nxt, 1)
  return begin < snd.end ? Math.max(0, sizeGoal(tcb, snd.mss) - (snd.end - begin)) : 0
}

/** A buffer that the user has not set grows with cwnd, up to the largest of the settings (Linux tcp_sndbuf_expand). */
export function expandSendBuffer(tcb: Tcb): void {
  const { snd, settings, window, cc } = tcb
  const segment = Math.max(tcb.peerMss, snd.mss) + SEND_SEGMENT_EXTRA
  const cost = (1 << (32 - Math.clz32(segment - 1))) + SEND_SEGMENT_STRUCTURE
  const segments = Math.max(INITIAL_WINDOW_SEGMENTS, window.cwnd, tcb.rack.reordering + 1)
  const wanted = (cc.controlsRate ? 3 : 2) * segments * cost
  snd.growBuffer(Math.min(wanted, settings.sendMemory[2]))
}

/** The application waits for room: is there enough now (Linux tcp_check_space)? */
export function checkSpace(tcb: Tcb, now: Nanos): void {
  const { snd, window, options, records, chrono } = tcb
  if (!snd.isBlocked) return
  if (options.sendBufferLocked === undefined && packetsInFlight(tcb) < window.cwnd) expandSendBuffer(tcb)
  if (!isWritable(tcb)) return
  snd.unblock()
  chrono.limitedByBuffer(false, records.size === 0 && snd.nxt >= snd.end, now)
  if (!snd.finQueued) tcb.report(WRITABLE)
}
