import { holdsFloats, type Nanos } from '../../base/index.ts'
import { DEFAULT_SEND_MSS } from '../profile.ts'

/** What the receiver has learnt of the peer's segments, of the round trip and of how fast the user reads. */
class State {
  static {
    holdsFloats(new State(), 'spaceAt', 'rtt8')
  }

  /** Estimate of the peer's segment size (Linux rcv_mss). */
  mss: number = DEFAULT_SEND_MSS
  /** Length of the last segment shorter than the estimate: two alike make a new one. */
  lastSegmentSize = 0
  /** Round-trip time as the receiver sees it, 8 times, 0 while unknown; and the measurement under way (Linux rcv_rtt_est). */
  rtt8: Nanos = 0
  rttEdge = 0
  rttAt: Nanos = -1
  rttLastEcr = -1
  /** What the user read in the last round trip, where and when it began (Linux rcvq_space). */
  spaceSize = 0
  spacePosition = 0
  spaceAt: Nanos = 0

  /** The connection is established. */
  begin(mss: number, spaceSize: number, position: number, now: Nanos): void {
    this.mss = mss
    this.spaceSize = spaceSize
    this.startRound(position, now)
  }

  /** A segment at least as long as the estimate has come. */
  fullCame(mss: number): void {
    this.lastSegmentSize = 0
    this.mss = mss
  }

  /** A shorter one has come. @param size - 0 where it says nothing. @returns Whether it is the new estimate: the second of this size. */
  shortCame(size: number): boolean {
    const isSecond = size > 0 && size === this.lastSegmentSize
    this.lastSegmentSize = size
    if (isSecond) this.mss = size
    return isSecond
  }

  /** A round trip begins that ends when text beyond `edge` comes. */
  watchRoundTrip(edge: number, now: Nanos): void {
    this.rttEdge = edge
    this.rttAt = now
  }

  /** An echo is looked at once. */
  echoCame(tsEcr: number): void {
    this.rttLastEcr = tsEcr
  }

  /** Takes a sample: a larger one is believed only from timestamps, and while the reader keeps up. */
  takeRtt(sample: Nanos, byWindow: boolean, keepsUp: boolean): void {
    const old = this.rtt8
    if (old === 0 || sample * 8 < old) this.rtt8 = sample * 8
    else if (!byWindow && keepsUp) this.rtt8 = old - old / 8 + sample
  }

  /** A round trip of reading begins. */
  startRound(position: number, now: Nanos): void {
    this.spacePosition = position
    this.spaceAt = now
  }

  /** So much was read in the last. */
  roundRead(length: number): void {
    this.spaceSize = length
  }

  /** The window is bound to less. */
  boundSpace(clamp: number): void {
    if (clamp < this.spaceSize) this.spaceSize = clamp
  }
}

/** What the receiver has learnt: read by all, changed by its verbs alone. */
export type ReceiveTuning = Readonly<State>

export function newReceiveTuning(): ReceiveTuning {
  return new State()
}
