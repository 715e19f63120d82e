import { MILLISECOND, SECOND, type Nanos } from '../../base/index.ts'
import type { CaState, CwndEvent } from './ca-state.ts'
import { CongestionControl, type AckSample, type CongestionParts, type SenderView } from './control.ts'
import { LEAST_RTT } from '../profile.ts'
import {
  BETA,
  BETA_SCALE,
  C_SCALED,
  TICKS,
  CUBE_FACTOR,
  RENO_SCALE,
  UPDATE_INTERVAL,
  MIN_COUNT,
  EARLY_COUNT,
  SLOWEST_COUNT,
  CUBE_SCALE,
} from './cubic-constants.ts'
import { Hystart } from './hystart.ts'
import { BOTH_SIGNS } from './hystart-options.ts'

/**
 * CUBIC (RFC 9438) as Linux has it: the window is a cubic function of the time since the last loss, never less than what
 * Reno would have; fast convergence (§4.7); slow start ends by HyStart.
 */
export class Cubic extends CongestionControl {
  readonly #sender: SenderView
  readonly #hystart: Hystart
  /** ACKed segments in which cwnd grows by one. */
  #count = 0
  /** W_max, 0 before the first loss. */
  #maximum = 0
  #lastCwnd = 0
  #lastUpdate: Nanos = -1
  /** Where the curve is flat, and the ticks from the start of the epoch to there (K). */
  #origin = 0
  #k = 0
  /** Least round trip, 0 before the first. */
  #minRtt: Nanos = 0
  /** When congestion avoidance began; -1: not yet since the last loss. */
  #epochStart: Nanos = -1
  #acked = 0
  /** W_est: what Reno would have. */
  #renoCwnd = 0

  constructor({
    window,
    sender,
    hystart = BOTH_SIGNS,
  }: Pick<CongestionParts, 'window' | 'sender' | 'hystart'>) {
    super(window)
    this.#sender = sender
    this.#hystart = new Hystart(window, sender, hystart)
  }

  override start(now: Nanos): void {
    this.#reset()
    this.#hystart.reset(now)
  }

  #reset(): void {
    this.#count = 0
    this.#maximum = 0
    this.#lastCwnd = 0
    this.#lastUpdate = -1
    this.#origin = 0
    this.#k = 0
    this.#minRtt = 0
    this.#epochStart = -1
    this.#acked = 0
    this.#renoCwnd = 0
  }

  /** RFC 9438 §4.6 and §4.7. */
  override ssthresh(): number {
    const { cwnd } = this.window
    this.#epochStart = -1
    this.#maximum = cwnd < this.#maximum ? Math.floor((cwnd * (BETA_SCALE + BETA)) / (2 * BETA_SCALE)) : cwnd
    return Math.max(Math.floor((cwnd * BETA) / BETA_SCALE), 2)
  }

  override congAvoid(acked: number, now: Nanos): void {
    const window = this.window
    if (!window.mayGrow()) return
    let rest = acked
    if (window.inSlowStart) {
      rest = window.slowStart(rest)
      if (rest === 0) return
    }
    this.#update(window.cwnd, rest, now)
    window.avoid(this.#count, rest)
  }

  /** In how many ACKed segments cwnd is to grow by one (RFC 9438 §4.2 to §4.5; Linux bictcp_update). */
  #update(cwnd: number, acked: number, now: Nanos): void {
    this.#acked += acked
    const since = now - this.#lastUpdate
    if (this.#lastUpdate >= 0 && this.#lastCwnd === cwnd && since <= this.#interval()) return
    // At most once a tick of the kernel's clock.
    const isFresh = this.#epochStart < 0 || this.#lastUpdate < 0 || since >= MILLISECOND
    if (isFresh) {
      this.#lastCwnd = cwnd
      this.#lastUpdate = now
      if (this.#epochStart < 0) this.#startEpoch(cwnd, acked, now)
      this.#followCurve(cwnd, now)
    }
    this.#keepUpWithReno(cwnd)
    this.#count = Math.max(this.#count, MIN_COUNT)
  }

  #interval(): Nanos {
    return this.#minRtt > 0 ? Math.min(UPDATE_INTERVAL, this.#minRtt) : UPDATE_INTERVAL
  }

  #startEpoch(cwnd: number, acked: number, now: Nanos): void {
    this.#epochStart = now
    this.#acked = acked
    this.#renoCwnd = cwnd
    if (this.#maximum <= cwnd) {
      this.#k = 0
      this.#origin = cwnd
    } else {
      this.#k = cubeRoot(CUBE_FACTOR * (this.#maximum - cwnd))
      this.#origin = this.#maximum
    }
  }

  /** W_cubic(t + RTT) = C (t + RTT - K)^3 + W_max (RFC 9438 §4.2, figure 1). */
  #followCurve(cwnd: number, now: Nanos): void {
    const t = Math.floor(((now - this.#epochStart + this.#minRtt) * TICKS) / SECOND)
    const offset = Math.abs(t - this.#k)
    const delta = Math.floor((C_SCALED * offset * offset * offset) / CUBE_SCALE)
    const target = t < this.#k ? this.#origin - delta : this.#origin + delta
    this.#count = target > cwnd ? Math.floor(cwnd / (target - cwnd)) : SLOWEST_COUNT * cwnd
    if (this.#maximum === 0 && this.#count > EARLY_COUNT) this.#count = EARLY_COUNT
  }

  /** The Reno-friendly region (RFC 9438 §4.3). */
  #keepUpWithReno(cwnd: number): void {
    const perSegment = (cwnd * RENO_SCALE) >> 3
    if (this.#acked > perSegment) {
      const grown = Math.ceil(this.#acked / perSegment) - 1
      this.#acked -= grown * perSegment
      this.#renoCwnd += grown
    }
    if (this.#renoCwnd <= cwnd) return
    this.#count = Math.min(this.#count, Math.floor(cwnd / (this.#renoCwnd - cwnd)))
  }

  override pktsAcked(sample: AckSample, now: Nanos): void {
    if (sample.rtt < 0) return
    // Right after a recovery the queue is not what it will be.
    if (this.#epochStart >= 0 && now - this.#epochStart < SECOND) return
    const rtt = Math.max(sample.rtt, LEAST_RTT)
    if (this.#minRtt === 0 || rtt < this.#minRtt) this.#minRtt = rtt
    this.#hystart.sample(rtt, this.#minRtt, now)
  }

  override setState(to: CaState, now: Nanos): void {
    if (to !== 'loss') return
    this.#reset()
    this.#hystart.reset(now)
  }

  override cwndEvent(event: CwndEvent, now: Nanos): void {
    if (event !== 'tx-start' || this.#epochStart < 0) return
    // RFC 9438 §5.8: idle time is not time on the curve.
    const idle = now - this.#sender.lastDataAt
    if (idle > 0) this.#epochStart = Math.min(this.#epochStart + idle, now)
  }
}

/** Whole part of the cube root, the same on every machine. */
export function cubeRoot(a: number): number {
  let root = Math.floor(Math.cbrt(a))
  while (root * root * root > a) root--
  while ((root + 1) ** 3 <= a) root++
  return root
}
