import type { Nanos } from '../base/index.ts'
import type { TcpSegment } from '../wire/index.ts'
import { startPathMtu } from './path-mtu.ts'
import { MAX_WINDOW_SCALE, TIMESTAMPS_LENGTH, TIMESTAMP_TICK } from './profile.ts'
import type { Tcb } from './tcb.ts'

/** @returns TSval: the timestamp clock, one tick a millisecond from a random start (RFC 7323 §5.4). */
export function timestampNow(tcb: Tcb, now: Nanos): number {
  return (Math.floor(now / TIMESTAMP_TICK) + tcb.tsOffset) >>> 0
}

/** Options of a SYN: what we want, or in a SYN-ACK what both want (RFC 9293 §3.7.1, RFC 7323 §2.2 and §3.2, RFC 2018 §2). */
export function writeSynOptions(tcb: Tcb, out: TcpSegment, isAnswer: boolean, now: Nanos): void {
  out.mss = tcb.announcedMss
  if (isAnswer ? tcb.scaling : tcb.wantsScaling) out.windowScale = tcb.rcv.wscale
  if (isAnswer ? tcb.sack : tcb.wantsSack) out.sackPermitted = true
  if (isAnswer ? tcb.timestamps : tcb.wantsTimestamps) writeTimestamps(tcb, out, now)
}

/** Options of every other segment: timestamps, and SACK blocks when something arrived out of order. */
export function writeOptions(tcb: Tcb, out: TcpSegment, now: Nanos): void {
  if (tcb.timestamps) writeTimestamps(tcb, out, now)
  if (tcb.sackBlocks.total > 0) writeSackBlocks(tcb, out)
}

/** @returns Bytes of the options that `writeOptions` will write, padded. */
export function optionsLength(tcb: Tcb): number {
  const timestamps = tcb.timestamps ? TIMESTAMPS_LENGTH : 0
  const blocks = tcb.sackBlocks.total
  if (blocks === 0) return timestamps
  return timestamps + 4 + 8 * Math.min(blocks, tcb.timestamps ? 3 : 4)
}

function writeTimestamps(tcb: Tcb, out: TcpSegment, now: Nanos): void {
  out.hasTimestamps = true
  // As `timestampNow`, whose result a call would box: this is done for every segment.
  out.tsVal = (Math.floor(now / TIMESTAMP_TICK) + tcb.tsOffset) >>> 0
  out.tsEcr = tcb.recent.isKnown ? tcb.recent.value : 0
}

/** SACK blocks (RFC 2018 §4): a duplicate first (RFC 2883), reported once, then the blocks that grew last. */
function writeSackBlocks(tcb: Tcb, out: TcpSegment): void {
  const { sackBlocks } = tcb
  const room = tcb.timestamps ? 3 : 4
  let count = 0
  if (sackBlocks.hasDuplicate) {
    out.sackLeft[0] = tcb.wireAck(sackBlocks.dsackLeft)
    out.sackRight[0] = tcb.wireAck(sackBlocks.dsackRight)
    count = 1
  }
  for (let i = 0; i < sackBlocks.count && count < room; i++, count++) {
    out.sackLeft[count] = tcb.wireAck(sackBlocks.left(i))
    out.sackRight[count] = tcb.wireAck(sackBlocks.right(i))
  }
  out.sackCount = count
  sackBlocks.reported()
}

/** Reads the options of the peer's SYN and settles what the connection uses. */
export function settleOptions(tcb: Tcb, segment: TcpSegment, minimumMss: number, now: Nanos): void {
  const { snd, rcv } = tcb
  tcb.settle({
    // An MSS of 0 says nothing: the default stays, as in Linux.
    peerMss: segment.mss > 0 ? Math.max(segment.mss, minimumMss) : undefined,
    timestamps: tcb.wantsTimestamps && segment.hasTimestamps,
    scaling: tcb.wantsScaling && segment.windowScale >= 0,
    sack: tcb.wantsSack && segment.sackPermitted,
  })
  snd.scaleWindows(tcb.scaling ? Math.min(segment.windowScale, MAX_WINDOW_SCALE) : 0)
  if (!tcb.scaling) rcv.scaleNothing()
  if (tcb.timestamps) tcb.recent.take(segment.tsVal, now)
  // RFC 9293 §3.7.1, RFC 6691: the options of every segment come off the MSS.
  startPathMtu(tcb, now)
}
