import type { Nanos } from '../../base/index.ts'
import type { CongestionControl } from '../congestion/congestion-control.ts'
import { DUPLICATE_ACK_THRESHOLD } from '../profile.ts'
import type { RttEstimator } from '../rtt.ts'
import { flightSize, type Recovery, type RecoveryPhase, type SendPositions } from './recovery.ts'

/**
 * Fast retransmit and fast recovery without SACK (RFC 5681 §3.2, RFC 6582), and limited transmit (RFC 3042).
 *
 * The RFC inflates cwnd by a segment for each duplicate ACK. Here each takes a segment out of the pipe instead,
 * which lets the same segments go and leaves cwnd to mean what it says.
 */
export class NewRenoRecovery implements Recovery {
  readonly name = 'newreno'
  phase: RecoveryPhase = 'open'
  mustRetransmit = false
  /** Bytes that duplicate ACKs say have left the network. */
  sacked = 0
  #duplicates = 0
  /** RFC 6582's recover: recovery ends when SND.UNA reaches it. */
  #recover = 0
  /** What is to be sent again: [next, end). */
  #next = 0
  #end = 0
  readonly #snd: SendPositions
  readonly #cc: CongestionControl
  readonly #rtt: RttEstimator

  constructor(snd: SendPositions, cc: CongestionControl, rtt: RttEstimator) {
    this.#snd = snd
    this.#cc = cc
    this.#rtt = rtt
  }

  pipe(): number {
    const { una, nxt } = this.#snd
    return Math.max(0, nxt - una - this.sacked - this.lost())
  }

  lost(): number {
    return this.phase === 'loss' ? Math.max(0, this.#end - this.#next) : 0
  }

  onSackBlock(): boolean {
    return false
  }

  onAck(acked: number, isDuplicate: boolean, isLimited: boolean, now: Nanos): void {
    if (acked > 0) this.#onProgress(acked, isLimited, now)
    else if (isDuplicate) this.#onDuplicate(now)
  }

  #onProgress(acked: number, isLimited: boolean, now: Nanos): void {
    const { una, nxt, mss } = this.#snd
    this.#next = Math.max(this.#next, una)
    if (this.phase !== 'recovery') {
      this.#duplicates = 0
      this.sacked = 0
      if (this.phase === 'disorder' || (this.phase === 'loss' && una >= this.#recover)) this.phase = 'open'
      this.#cc.onAck(acked, isLimited || this.phase === 'loss', this.#rtt.srtt, now)
      return
    }
    if (una >= this.#recover) {
      // Full acknowledgment (RFC 6582 §3.2 step 3).
      this.phase = 'open'
      this.#duplicates = 0
      this.sacked = 0
      this.#end = 0
      this.mustRetransmit = false
      this.#cc.onRecovered(nxt - una, now)
      return
    }
    // Partial acknowledgment: the next hole begins at SND.UNA; deflate by what was acknowledged, less a segment.
    this.sacked = Math.min(Math.max(0, this.sacked - Math.max(0, acked - mss)), nxt - una)
    this.#next = una
    this.#end = Math.min(una + mss, nxt)
    this.mustRetransmit = true
  }

  #onDuplicate(now: Nanos): void {
    // After a time-out duplicates come from our own resending (RFC 6582 §3.2 step 4).
    if (this.phase === 'loss') return
    const { una, nxt, mss } = this.#snd
    this.#duplicates++
    this.sacked = Math.min(this.sacked + mss, nxt - una)
    if (this.phase === 'recovery') return
    this.phase = 'disorder'
    // RFC 6582 §3.2 step 2: only if this ACK covers more than the last recovery did.
    if (this.#duplicates < DUPLICATE_ACK_THRESHOLD || una <= this.#recover) return
    this.phase = 'recovery'
    this.#recover = nxt
    this.#cc.onLoss(flightSize(this.#snd, this.#cc), now)
    this.#next = una
    this.#end = Math.min(una + mss, nxt)
    this.mustRetransmit = true
  }

  onTimeout(isRepeated: boolean, now: Nanos): void {
    this.#cc.onTimeout(flightSize(this.#snd, this.#cc), isRepeated, now)
    this.#markAllLost()
  }

  onPathMtu(): void {
    this.#markAllLost()
  }

  #markAllLost(): void {
    this.phase = 'loss'
    this.#duplicates = 0
    this.sacked = 0
    this.#recover = this.#snd.nxt
    this.#next = this.#snd.una
    this.#end = this.#snd.nxt
    this.mustRetransmit = true
  }

  nextRetransmit(): number {
    return this.#next < this.#end ? this.#next : -1
  }

  retransmitEnd(): number {
    return this.#end
  }

  onRetransmitted(left: number, right: number): void {
    this.mustRetransmit = false
    this.#next = Math.max(this.#next, right)
    // Fast recovery sends one segment for each partial ACK, however short it turned out.
    if (this.phase === 'recovery' && left === this.#snd.una) this.#end = this.#next
  }
}
