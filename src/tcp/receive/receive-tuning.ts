import type { Nanos } from '../../base/index.ts'
import { FIN, PSH, seqDiff, SYN, URG } from '../../wire/index.ts'
import { DEFAULT_SEND_MSS, INITIAL_WINDOW_SEGMENTS, MIN_RECEIVE_MSS, TIMESTAMP_TICK } from '../profile.ts'
import { timestampNow } from '../options.ts'
import { MIN_RECEIVE_BUFFER } from '../socket-options.ts'
import type { Tcb } from '../tcb.ts'

const TCP_HEADER = 20

/** MSS announced, less the timestamps: what full segments of the peer carry (Linux advmss). */
export function advertisedMss(tcb: Tcb): number {
  return tcb.announcedMss - (tcb.timestamps ? 12 : 0)
}

/** The connection is established: the window may be what the buffer holds (Linux tcp_init_buffer_space, tcp_initialize_rcv_mss). */
export function startReceiving(tcb: Tcb, now: Nanos): void {
  const { rcv, memory } = tcb
  const mss = advertisedMss(tcb)
  const largest = memory.fullSpace
  rcv.clamp = Math.min(rcv.clamp, largest)
  // One segment stays in reserve.
  if (rcv.clamp > 2 * mss && rcv.clamp + mss > largest) rcv.clamp = Math.max(2 * mss, largest - mss)
  rcv.ssthresh = Math.min(rcv.ssthresh, rcv.clamp)
  rcv.spaceAt = now
  rcv.spacePosition = rcv.read
  rcv.spaceSize = Math.min(rcv.ssthresh, rcv.offered, INITIAL_WINDOW_SEGMENTS * mss)
  const hint = Math.min(mss, tcb.snd.mss, Math.floor(rcv.offered / 2), DEFAULT_SEND_MSS)
  rcv.mss = Math.max(hint, MIN_RECEIVE_MSS)
  rcv.lastDataAt = now
}

/**
 * Learns the size of the peer's segments from one that came (Linux tcp_measure_rcv_mss), and with it how much of the
 * memory is data. Short ones that were pushed are remembered: whoever reads them all wants the ACK sent.
 */
export function measureSegment(tcb: Tcb, truesize: number): void {
  const { seg, rcv } = tcb
  const last = rcv.lastSegmentSize
  rcv.lastSegmentSize = 0
  const length = seg.raw.segmentSize || seg.text
  const isPushed = (seg.flags & PSH) !== 0
  if (length >= rcv.mss) {
    if (length !== rcv.mss) adaptRatio(tcb, truesize)
    rcv.mss = Math.min(length, advertisedMss(tcb))
    if (isPushed) rcv.pushed = Math.max(rcv.pushed, 1)
    return
  }
  const optionsOf = (seg.raw.hasTimestamps ? 12 : 0) + (seg.raw.sackCount > 0 ? 4 + 8 * seg.raw.sackCount : 0)
  const whole = length + TCP_HEADER + optionsOf
  const isPlain = (seg.flags & (FIN | URG | SYN | PSH)) === 0
  if (whole >= DEFAULT_SEND_MSS + TCP_HEADER || (whole >= MIN_RECEIVE_MSS + TCP_HEADER && isPlain)) {
    const size = whole - TCP_HEADER - (tcb.timestamps ? 12 : 0)
    rcv.lastSegmentSize = size
    if (size === last) {
      rcv.mss = size
      return
    }
  }
  rcv.pushed = rcv.pushed > 0 ? 2 : 1
}

function adaptRatio(tcb: Tcb, truesize: number): void {
  const { seg, rcv, memory } = tcb
  const old = memory.ratio
  memory.ratio = Math.min(Math.max(Math.floor((seg.text * 256) / truesize), 1), 255)
  if (memory.ratio === old) return
  setWindowClamp(tcb, memory.fullSpace)
  if (rcv.clamp < rcv.spaceSize) rcv.spaceSize = rcv.clamp
}

/** Linux tcp_set_window_clamp. */
export function setWindowClamp(tcb: Tcb, window: number): void {
  const { rcv } = tcb
  const old = rcv.clamp
  const clamp = Math.max(MIN_RECEIVE_BUFFER / 2, window)
  if (clamp === old) return
  rcv.clamp = clamp
  if (clamp < old) rcv.ssthresh = Math.min(rcv.ssthresh, clamp)
  else rcv.ssthresh = Math.max(Math.min(rcv.offered, clamp), rcv.ssthresh)
}

/** Data came: the next windows may be larger, if such segments would fit into the buffer then (Linux tcp_grow_window). */
export function growWindow(tcb: Tcb, text: number, truesize: number): void {
  const { rcv, memory } = tcb
  const room = Math.min(rcv.clamp, memory.space) - rcv.ssthresh
  if (room <= 0) return
  const overhead = memory.windowFrom(truesize)
  const growth = overhead <= text ? 2 * advertisedMss(tcb) : slowGrowth(tcb, text, overhead)
  if (growth === 0) return
  rcv.ssthresh += Math.min(room, Math.max(growth, 2 * text))
  rcv.quickAcks |= 1
}

/** Linux __tcp_grow_window. */
function slowGrowth(tcb: Tcb, text: number, overhead: number): number {
  let half = Math.floor(overhead / 2)
  let window = Math.floor(tcb.memory.windowFrom(tcb.settings.receiveMemory[2]) / 2)
  while (tcb.rcv.ssthresh <= window) {
    if (half <= text) return 2 * tcb.rcv.mss
    half = Math.floor(half / 2)
    window = Math.floor(window / 2)
  }
  return 0
}

/** The round trip as one window's worth of data shows it (Linux tcp_rcv_rtt_measure). */
export function measureByWindow(tcb: Tcb, now: Nanos): void {
  const { rcv } = tcb
  if (rcv.rttAt >= 0) {
    if (rcv.nxt < rcv.rttEdge) return
    updateRtt(tcb, Math.max(now - rcv.rttAt, 1000), true)
  }
  rcv.rttEdge = rcv.nxt + rcv.offered
  rcv.rttAt = now
}

/** The round trip as the echo of our timestamp shows it (Linux tcp_rcv_rtt_measure_ts). */
export function measureByEcho(tcb: Tcb): void {
  const { seg, rcv } = tcb
  if (!tcb.timestamps || !seg.raw.hasTimestamps || seg.raw.tsEcr === rcv.rttLastEcr) return
  rcv.rttLastEcr = seg.raw.tsEcr
  if (seg.len < rcv.mss) return
  const ticks = seqDiff(timestampNow(tcb, seg.now), seg.raw.tsEcr)
  if (ticks >= 0) updateRtt(tcb, Math.max(ticks, 1) * TIMESTAMP_TICK, false)
}

function updateRtt(tcb: Tcb, sample: Nanos, byWindow: boolean): void {
  const { rcv } = tcb
  const old = rcv.rtt8
  if (old === 0 || sample * 8 < old) rcv.rtt8 = sample * 8
  // A larger one is believed only from timestamps, and while the reader keeps up.
  else if (!byWindow && rcv.nxt === rcv.read) rcv.rtt8 = old - old / 8 + sample
}

/** The user has read: once in a round trip, the buffer is made for twice what was read in the last (Linux tcp_rcv_space_adjust). */
export function adjustSpace(tcb: Tcb, now: Nanos): void {
  const { rcv } = tcb
  if (rcv.rtt8 === 0 || now - rcv.spaceAt < rcv.rtt8 / 8) return
  // What still waits says that the reader, not the window, is slow.
  const read = rcv.read - rcv.spacePosition - (rcv.nxt - rcv.read)
  if (read > rcv.spaceSize) growBuffer(tcb, read)
  rcv.spacePosition = rcv.read
  rcv.spaceAt = now
}

/**
 * Dynamic right-sizing (Linux tcp_rcvbuf_grow): room for two round trips' worth, for the sender that doubles his rate in
 * slow start, and for what waits out of order.
 */
export function growBuffer(tcb: Tcb, inRoundTrip: number): void {
  const { rcv, memory, settings, outOfOrder } = tcb
  const old = rcv.spaceSize
  rcv.spaceSize = inRoundTrip
  if (!settings.moderateReceiveBuffer || memory.isLocked) return
  let window = 2 * inRoundTrip
  if (old > 0) window += 2 * Math.floor((window * Math.max(0, inRoundTrip - old)) / old)
  if (outOfOrder.size > 0) window += outOfOrder.highest - rcv.nxt
  const limit = Math.min(memory.memoryFor(window), settings.receiveMemory[2])
  if (limit <= memory.limit) return
  memory.limit = limit
  rcv.clamp = memory.windowFrom(limit)
}
