import type { Nanos } from '../../base/index.ts'
import type { CongestionControl } from '../congestion/congestion-control.ts'
import { Intervals } from '../intervals.ts'
import { DUPLICATE_ACK_THRESHOLD } from '../profile.ts'
import type { RttEstimator } from '../rtt.ts'
import { flightSize, type Recovery, type RecoveryPhase, type SendPositions } from './recovery.ts'

/**
 * Loss recovery with a SACK scoreboard (RFC 6675): what the peer has is not sent again, and the pipe counts what
 * is in the network. Reported data is kept until it is acknowledged, as the peer may renege (RFC 2018 §8).
 */
export class SackRecovery implements Recovery {
  readonly name = 'sack'
  phase: RecoveryPhase = 'open'
  mustRetransmit = false
  readonly #scoreboard = new Intervals()
  /** RecoveryPoint: recovery ends when SND.UNA reaches it. */
  #recover = 0
  /** Everything below it that is not SACKed is lost: IsLost() of RFC 6675 §4 falls with the position. */
  #lostEdge = 0
  /** HighRxt: everything lost below it has been sent again. */
  #highRxt = 0
  #duplicates = 0
  readonly #snd: SendPositions
  readonly #cc: CongestionControl
  readonly #rtt: RttEstimator

  constructor(snd: SendPositions, cc: CongestionControl, rtt: RttEstimator) {
    this.#snd = snd
    this.#cc = cc
    this.#rtt = rtt
  }

  get sacked(): number {
    return this.#scoreboard.total
  }

  pipe(): number {
    return Math.max(0, this.#snd.nxt - this.#snd.una - this.#scoreboard.total - this.lost())
  }

  lost(): number {
    const from = Math.max(this.#snd.una, this.#highRxt)
    if (this.#lostEdge <= from) return 0
    return this.#lostEdge - from - this.#scoreboard.countWithin(from, this.#lostEdge)
  }

  onSackBlock(left: number, right: number): boolean {
    const { una, nxt } = this.#snd
    // A block at or before SND.UNA is a D-SACK (RFC 2883) or old; beyond SND.NXT it is nonsense.
    if (left < una || right > nxt || left >= right) return false
    return this.#scoreboard.add(left, right) > 0
  }

  onAck(acked: number, isDuplicate: boolean, isLimited: boolean, now: Nanos): void {
    const { una, nxt } = this.#snd
    if (acked === 0 && isDuplicate) this.#duplicates++
    if (acked > 0) {
      this.#duplicates = 0
      this.#scoreboard.removeBefore(una)
      if (this.phase === 'recovery' && una >= this.#recover) {
        this.phase = 'open'
        this.mustRetransmit = false
        this.#cc.onRecovered(nxt - una, now)
      } else if (this.phase !== 'recovery') {
        if (this.phase === 'loss' && una >= this.#recover) this.phase = 'open'
        this.#cc.onAck(acked, isLimited || this.phase === 'loss', this.#rtt.srtt, now)
      }
    }
    if (isDuplicate || acked > 0) this.#updateLost()
    if (this.phase === 'open' || this.phase === 'disorder') this.#detectLoss(now)
  }

  /** RFC 6675 §4, IsLost(): three SACKed ranges above, or more than two segments' worth; §5 step 1: three duplicates. */
  #updateLost(): void {
    const { lefts, rights } = this.#scoreboard
    const { una, mss } = this.#snd
    if (this.#duplicates >= DUPLICATE_ACK_THRESHOLD && lefts.length > 0)
      this.#lostEdge = Math.max(this.#lostEdge, Math.min(una + mss, lefts[0] as number))
    let bytes = 0
    for (let i = lefts.length - 1, ranges = 1; i >= 0; i--, ranges++) {
      const left = lefts[i] as number
      bytes += (rights[i] as number) - left
      if (ranges >= DUPLICATE_ACK_THRESHOLD || bytes > (DUPLICATE_ACK_THRESHOLD - 1) * mss) {
        this.#lostEdge = Math.max(this.#lostEdge, left)
        return
      }
    }
  }

  #detectLoss(now: Nanos): void {
    const { una, nxt } = this.#snd
    this.phase = this.#scoreboard.count > 0 ? 'disorder' : 'open'
    if (this.#lostEdge <= una || una < this.#recover) return
    this.phase = 'recovery'
    this.#recover = nxt
    this.#highRxt = una
    this.#cc.onLoss(flightSize(this.#snd, this.#cc), now)
    this.mustRetransmit = true
  }

  onTimeout(isRepeated: boolean, now: Nanos): void {
    this.#cc.onTimeout(flightSize(this.#snd, this.#cc), isRepeated, now)
    // A second time-out, or a report of the very byte that is missing: the peer has thrown its queue away.
    if (isRepeated || this.#scoreboard.indexOf(this.#snd.una) >= 0) this.#scoreboard.clear()
    this.#markAllLost()
  }

  onPathMtu(): void {
    this.#markAllLost()
  }

  #markAllLost(): void {
    this.phase = 'loss'
    this.#recover = this.#snd.nxt
    this.#lostEdge = this.#snd.nxt
    this.#highRxt = this.#snd.una
    this.mustRetransmit = true
  }

  nextRetransmit(): number {
    const { una } = this.#snd
    const from = this.#highRxt > una ? this.#highRxt : una
    if (this.#lostEdge <= from || this.phase === 'open' || this.phase === 'disorder') return -1
    const position = this.#scoreboard.skip(from)
    return position < this.#lostEdge ? position : -1
  }

  retransmitEnd(position: number): number {
    return this.#scoreboard.nextAfter(position, this.#lostEdge)
  }

  onRetransmitted(_left: number, right: number): void {
    this.mustRetransmit = false
    this.#highRxt = Math.max(this.#highRxt, right)
  }
}
