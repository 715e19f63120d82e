import { SECOND, type Nanos } from '../base/index.ts'
import { CWR, ECE, SYN, type TcpSegment } from '../wire/index.ts'
import type { KeptSyn } from './handshake.ts'
import { TIMESTAMP_TICK } from './profile.ts'
import { sipHash24 } from './siphash.ts'

/**
 * SYN cookies (RFC 4987 §3.6, as Linux makes them): with the queue of handshakes full nothing is kept. Our initial sequence
 * number itself says what the SYN was, under a hash that only we can make; window scale, SACK and ECN stand in the six low
 * bits of the timestamp, so they are lost with a peer that has none.
 */

/** Who speaks to whom, and our secret of 16 bytes. */
export interface CookieKey {
  readonly secret: Uint8Array
  readonly local: Uint8Array
  readonly localPort: number
  readonly remote: Uint8Array
  readonly remotePort: number
}

/** The sizes that a cookie can say: the peer's MSS is rounded down to one (Linux msstab). */
const SIZES_4 = [536, 1300, 1440, 1460]
const SIZES_6 = [1220, 1420, 1440, 8940]
/** Cookies are counted in minutes and taken for two (Linux MAX_SYNCOOKIE_AGE). */
const PERIOD: Nanos = 60 * SECOND
const MAX_AGE = 2
const DATA_BITS = 24
const DATA_MASK = 0xff_ffff
/** The bits of the timestamp: 0 to 3 window scale, 15 for none; 4 SACK; 5 ECN. */
const NO_SCALE = 15
const SACK_BIT = 16
const ECN_BIT = 32
const OPTION_BITS = 6

/** @returns The initial sequence number that stands for the SYN: the MSS in 2 bits, the minute, and the hash. */
export function cookieOf(key: CookieKey, syn: KeptSyn, defaultMss: number, now: Nanos): number {
  const sizes = sizesFor(key)
  const mss = syn.mss > 0 ? syn.mss : defaultMss
  let index = sizes.length - 1
  while (index > 0 && (sizes[index] as number) > mss) index--
  const minute = minuteOf(now)
  const body = (hash(key, minute, 1, syn.seq) + index) & DATA_MASK
  return (hash(key, 0, 0) + syn.seq + ((minute & 0xff) * 2 ** DATA_BITS + body)) >>> 0
}

/**
 * Makes the SYN again from the ACK that answers a cookie.
 *
 * @param options - The six bits that came back in the echoed timestamp, -1 when there was none.
 * @returns Undefined when no cookie of ours, or of the last two minutes, is acknowledged.
 */
export function readCookie(
  key: CookieKey,
  ack: TcpSegment,
  options: number,
  now: Nanos,
): KeptSyn | undefined {
  const seq = (ack.seq - 1) >>> 0
  const cookie = (ack.ack - 1 - hash(key, 0, 0) - seq) >>> 0
  const minute = minuteOf(now)
  const age = (minute - (cookie >>> DATA_BITS)) & 0xff
  if (age >= MAX_AGE) return undefined
  const index = (cookie - hash(key, minute - age, 1, seq)) & DATA_MASK
  const mss = sizesFor(key)[index]
  if (mss === undefined) return undefined
  const scale = options < 0 ? NO_SCALE : options & NO_SCALE
  return {
    sourcePort: ack.sourcePort,
    destinationPort: ack.destinationPort,
    seq,
    window: ack.window,
    flags: SYN | (options >= 0 && (options & ECN_BIT) !== 0 ? ECE | CWR : 0),
    trafficClass: 0,
    mss,
    windowScale: scale === NO_SCALE ? -1 : scale,
    sackPermitted: options >= 0 && (options & SACK_BIT) !== 0,
    hasTimestamps: ack.hasTimestamps,
    tsVal: ack.tsVal,
  }
}

/**
 * The timestamp of a SYN-ACK with a cookie: not after `now`, its six low bits say what the SYN asked for (Linux
 * cookie_init_timestamp).
 *
 * @returns Ticks, before the offset of the connection is added.
 */
export function stampOptions(syn: KeptSyn, now: Nanos, takesEcn: boolean): number {
  const ticks = Math.floor(now / TIMESTAMP_TICK)
  const asksEcn = (syn.flags & (ECE | CWR)) === (ECE | CWR) && takesEcn
  const scale = syn.windowScale >= 0 ? Math.min(syn.windowScale, 14) : NO_SCALE
  const bits = scale | (syn.sackPermitted ? SACK_BIT : 0) | (asksEcn ? ECN_BIT : 0)
  const unit = 2 ** OPTION_BITS
  const stamped = Math.floor(ticks / unit) * unit + bits
  return stamped > ticks ? stamped - unit : stamped
}

function sizesFor({ local }: CookieKey): readonly number[] {
  return local.length === 4 ? SIZES_4 : SIZES_6
}

function minuteOf(now: Nanos): number {
  return Math.floor(now / PERIOD)
}

/**
 * The hash of a connection's addresses and ports, and of a count; `which` makes two of them. The peer's number is in the
 * second one, where Linux has it outside alone: a later segment, some bytes on, is then never taken for the ACK of a
 * cookie.
 */
function hash(key: CookieKey, count: number, which: 0 | 1, seq = 0): number {
  const { local, remote, localPort, remotePort } = key
  const message = new Uint8Array(local.length + remote.length + 13)
  message.set(local)
  message.set(remote, local.length)
  const view = new DataView(message.buffer)
  const at = local.length + remote.length
  view.setUint16(at, localPort)
  view.setUint16(at + 2, remotePort)
  view.setUint32(at + 4, count >>> 0)
  view.setUint8(at + 8, which)
  view.setUint32(at + 9, seq)
  return Number(sipHash24(key.secret, message) & 0xffff_ffffn)
}
