import type { Nanos } from '../../base/index.ts'
import { FIN, PSH, seqDiff, SYN, URG } from '../../wire/index.ts'
import {
  DEFAULT_SEND_MSS,
  INITIAL_WINDOW_SEGMENTS,
  LEAST_RTT,
  MIN_RECEIVE_BUFFER,
  MIN_RECEIVE_MSS,
  TCP_HEADER,
  TIMESTAMPS_LENGTH,
  TIMESTAMP_TICK,
} from '../profile.ts'
import { timestampNow } from '../options.ts'
import type { Tcb } from '../tcb.ts'

/** MSS announced, less the timestamps: what full segments of the peer carry (Linux advmss). */
export function advertisedMss(tcb: Tcb): number {
  return tcb.announcedMss - (tcb.timestamps ? TIMESTAMPS_LENGTH : 0)
}

/** The connection is established: the window may be what the buffer holds (Linux tcp_init_buffer_space, tcp_initialize_rcv_mss). */
export function startReceiving(tcb: Tcb, now: Nanos): void {
  const { rcv, memory } = tcb
  const mss = advertisedMss(tcb)
  const largest = memory.fullSpace
  let clamp = Math.min(rcv.clamp, largest)
  // One segment stays in reserve.
  if (clamp > 2 * mss && clamp + mss > largest) clamp = Math.max(2 * mss, largest - mss)
  rcv.fitBuffer(clamp)
  const space = Math.min(rcv.ssthresh, rcv.offered, INITIAL_WINDOW_SEGMENTS * mss)
  const hint = Math.min(mss, tcb.snd.mss, Math.floor(rcv.offered / 2), DEFAULT_SEND_MSS)
  tcb.tuning.begin(Math.max(hint, MIN_RECEIVE_MSS), space, rcv.read, now)
}

/**
 * Learns the size of the peer's segments from one that came (Linux tcp_measure_rcv_mss), and with it how much of the
 * memory is data. Short ones that were pushed are remembered: a read of them all wants the ACK sent.
 */
export function measureSegment(tcb: Tcb, truesize: number): void {
  const { seg, tuning } = tcb
  const length = seg.raw.segmentSize || seg.text
  const isPushed = (seg.flags & PSH) !== 0
  if (length >= tuning.mss) {
    if (length !== tuning.mss) adaptRatio(tcb, truesize)
    tuning.fullCame(Math.min(length, advertisedMss(tcb)))
    if (isPushed) tcb.acks.pushedFull()
    return
  }
  const optionsOf =
    (seg.raw.hasTimestamps ? TIMESTAMPS_LENGTH : 0) + (seg.raw.sackCount > 0 ? 4 + 8 * seg.raw.sackCount : 0)
  const whole = length + TCP_HEADER + optionsOf
  const isPlain = (seg.flags & (FIN | URG | SYN | PSH)) === 0
  const counts = whole >= DEFAULT_SEND_MSS + TCP_HEADER || (whole >= MIN_RECEIVE_MSS + TCP_HEADER && isPlain)
  if (tuning.shortCame(counts ? whole - TCP_HEADER - (tcb.timestamps ? TIMESTAMPS_LENGTH : 0) : 0)) return
  tcb.acks.pushedShort()
}

function adaptRatio(tcb: Tcb, truesize: number): void {
  const { seg, rcv, memory } = tcb
  if (!memory.learnRatio(seg.text, truesize)) return
  setWindowClamp(tcb, memory.fullSpace)
  tcb.tuning.boundSpace(rcv.clamp)
}

/** Linux tcp_set_window_clamp. */
export function setWindowClamp(tcb: Tcb, window: number): void {
  tcb.rcv.bound(Math.max(MIN_RECEIVE_BUFFER / 2, window))
}

/** Data came: the next windows may be larger, if such segments would fit into the buffer then (Linux tcp_grow_window). */
export function growWindow(tcb: Tcb, text: number, truesize: number): void {
  const { rcv, memory } = tcb
  const room = Math.min(rcv.clamp, memory.space) - rcv.ssthresh
  if (room <= 0) return
  const overhead = memory.windowFrom(truesize)
  const growth = overhead <= text ? 2 * advertisedMss(tcb) : slowGrowth(tcb, text, overhead)
  if (growth === 0) return
  rcv.raise(Math.min(room, Math.max(growth, 2 * text)))
  tcb.acks.windowGrows()
}

/** Linux __tcp_grow_window. */
function slowGrowth(tcb: Tcb, text: number, overhead: number): number {
  let half = Math.floor(overhead / 2)
  let window = Math.floor(tcb.memory.windowFrom(tcb.settings.receiveMemory[2]) / 2)
  while (tcb.rcv.ssthresh <= window) {
    if (half <= text) return 2 * tcb.tuning.mss
    half = Math.floor(half / 2)
    window = Math.floor(window / 2)
  }
  return 0
}

/** The round trip as one window's worth of data shows it (Linux tcp_rcv_rtt_measure). */
export function measureByWindow(tcb: Tcb, now: Nanos): void {
  const { rcv, tuning } = tcb
  if (tuning.rttAt >= 0) {
    if (rcv.nxt < tuning.rttEdge) return
    updateRtt(tcb, Math.max(now - tuning.rttAt, LEAST_RTT), true)
  }
  tuning.watchRoundTrip(rcv.nxt + rcv.offered, now)
}

/** The round trip as the echo of our timestamp shows it (Linux tcp_rcv_rtt_measure_ts). */
export function measureByEcho(tcb: Tcb): void {
  const { seg, tuning } = tcb
  if (!tcb.timestamps || !seg.raw.hasTimestamps || seg.raw.tsEcr === tuning.rttLastEcr) return
  tuning.echoCame(seg.raw.tsEcr)
  if (seg.len < tuning.mss) return
  const ticks = seqDiff(timestampNow(tcb, seg.now), seg.raw.tsEcr)
  if (ticks >= 0) updateRtt(tcb, Math.max(ticks, 1) * TIMESTAMP_TICK, false)
}

function updateRtt(tcb: Tcb, sample: Nanos, byWindow: boolean): void {
  tcb.tuning.takeRtt(sample, byWindow, tcb.rcv.nxt === tcb.rcv.read)
}

/** The user has read: once in a round trip, the buffer is made for twice what was read in the last (Linux tcp_rcv_space_adjust). */
export function adjustSpace(tcb: Tcb, now: Nanos): void {
  const { rcv, tuning } = tcb
  if (tuning.rtt8 === 0 || now - tuning.spaceAt < tuning.rtt8 / 8) return
  // What still waits says that the reader, not the window, is slow.
  const read = rcv.read - tuning.spacePosition - (rcv.nxt - rcv.read)
  if (read > tuning.spaceSize) growBuffer(tcb, read)
  tuning.startRound(rcv.read, now)
}

/**
 * Dynamic right-sizing (Linux tcp_rcvbuf_grow): room for two round trips' worth, for the sender that doubles his rate in
 * slow start, and for what waits out of order.
 */
export function growBuffer(tcb: Tcb, inRoundTrip: number): void {
  const { rcv, tuning, memory, settings, outOfOrder } = tcb
  const old = tuning.spaceSize
  tuning.roundRead(inRoundTrip)
  if (!settings.moderateReceiveBuffer || memory.isLocked) return
  let window = 2 * inRoundTrip
  if (old > 0) window += 2 * Math.floor((window * Math.max(0, inRoundTrip - old)) / old)
  if (outOfOrder.size > 0) window += outOfOrder.highest - rcv.nxt
  const limit = Math.min(memory.memoryFor(window), settings.receiveMemory[2])
  if (limit <= memory.limit) return
  memory.grow(limit)
  rcv.bufferGrew(memory.windowFrom(limit))
}
