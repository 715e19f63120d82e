import { MILLISECOND, SECOND, type Nanos } from '../../../base/index.ts'
import type { CaState, CwndEvent } from '../ca-state.ts'
import { CongestionControl, type CongestionParts } from '../control.ts'
import type { RateSample, RateStamp } from '../rate-sample.ts'
import {
  AckAggregation,
  advanceLatestDelivery,
  noteLoss,
  onPacketLost,
  updateCongestionSignals,
  updateLatestDelivery,
} from './congestion.ts'
import {
  CWND_GAIN,
  DRAIN_PACING_GAIN,
  LOW_PACING_RATE,
  MIN_PIPE_CWND,
  PACING_MARGIN,
  PROBE_DOWN_PACING_GAIN,
  PROBE_UP_CWND_GAIN,
  PROBE_UP_PACING_GAIN,
  STARTUP_PACING_GAIN,
} from './constants.ts'
import { BbrModel, type BbrState } from './model.ts'
import { updateProbeBw } from './probe-bw.ts'
import { ProbeRtt, probeRttCwnd, saveCwnd } from './probe-rtt.ts'
import { checkDrain, checkFullBw, checkStartupLoss } from './startup.ts'

/** Pacing gain and cwnd gain by state (draft-ietf-ccwg-bbr §5.1.1). */
const GAINS: Readonly<Record<BbrState, readonly [number, number]>> = {
  startup: [STARTUP_PACING_GAIN, CWND_GAIN],
  drain: [DRAIN_PACING_GAIN, CWND_GAIN],
  down: [PROBE_DOWN_PACING_GAIN, CWND_GAIN],
  cruise: [1, CWND_GAIN],
  refill: [1, CWND_GAIN],
  up: [PROBE_UP_PACING_GAIN, PROBE_UP_CWND_GAIN],
  'probe-rtt': [1, 1],
}

/**
 * BBR version 3 (draft-ietf-ccwg-bbr): paces at the rate that the path has been seen to deliver, and keeps twice the
 * bandwidth-delay product in flight at the most; reacts to loss only beyond 2 %.
 */
export class Bbr extends CongestionControl {
  override readonly controlsRate = true
  readonly #model: BbrModel
  readonly #aggregation = new AckAggregation()
  readonly #probeRtt = new ProbeRtt()
  #wasLoss = false
  #hasSeenRtt = false
  #undoBw: number = Number.POSITIVE_INFINITY
  #undoShortterm: number = Number.POSITIVE_INFINITY
  #undoLongterm: number = Number.POSITIVE_INFINITY

  constructor({ window, sender, rate, random }: CongestionParts) {
    super(window)
    this.#model = new BbrModel(window, sender, rate, random)
  }

  override get minTsoSegments(): number {
    return this.#model.window.pacingRate < LOW_PACING_RATE ? 1 : 2
  }

  /** Where the state machine stands, for tests and displays. */
  get state(): BbrState {
    return this.#model.state
  }

  /** BBROnInit */
  override start(now: Nanos): void {
    const bbr = this.#model
    const { window, sender } = bbr
    bbr.initialCwnd = window.cwnd
    bbr.priorCwnd = window.priorCwnd
    window.dropThreshold()
    window.pace()
    bbr.minRtt = sender.minRtt > 0 ? sender.minRtt : Number.POSITIVE_INFINITY
    bbr.minRttAt = now
    this.#probeRtt.start(bbr.minRtt, now)
    this.#aggregation.start(now)
    bbr.startRound()
    bbr.lossRoundDelivered = bbr.rate.delivered + 1
    bbr.cycleAt = now
    this.#initPacing()
  }

  /** BBRInitPacingRate: the initial window in a round trip, a millisecond if none is known. */
  #initPacing(): void {
    const { window, sender } = this.#model
    this.#hasSeenRtt = sender.srtt > 0
    const rtt = this.#hasSeenRtt ? sender.srtt : MILLISECOND
    const rate = (STARTUP_PACING_GAIN * window.cwnd * sender.mss * SECOND) / rtt
    window.paceAt(rate)
  }

  override congControl(sample: RateSample, now: Nanos): void {
    const bbr = this.#model
    bbr.updateRound(sample)
    bbr.sampleBw = sample.interval > 0 ? (sample.delivered * SECOND) / sample.interval : 0
    updateLatestDelivery(bbr, sample)
    updateCongestionSignals(bbr, sample)
    this.#aggregation.update(bbr, sample)
    checkStartupLoss(bbr, sample)
    checkFullBw(bbr, sample)
    checkDrain(bbr, now)
    updateProbeBw(bbr, sample, now)
    this.#probeRtt.update(bbr, sample, now)
    const [pacingGain, cwndGain] = GAINS[bbr.state]
    bbr.pacingGain = pacingGain
    bbr.cwndGain = cwndGain
    this.#setPacingRate()
    this.#setCwnd(sample.ackedSacked)
    advanceLatestDelivery(bbr, sample)
  }

  /** BBRSetPacingRateWithGain; before the pipe is full the rate does not fall. */
  #setPacingRate(): void {
    const bbr = this.#model
    const { window, sender } = bbr
    if (!this.#hasSeenRtt && sender.srtt > 0) this.#initPacing()
    const rate = bbr.pacingGain * bbr.bw * sender.mss * PACING_MARGIN
    if (bbr.fullBwReached || rate > window.pacingRate) window.paceAt(rate)
  }

  /** BBRSetCwnd */
  #setCwnd(acked: number): void {
    const bbr = this.#model
    let { cwnd } = bbr.window
    if (acked > 0) {
      const target = bbr.maxInflight()
      if (bbr.fullBwReached) cwnd = Math.min(cwnd + acked, target)
      else if (cwnd < target || cwnd < 2 * bbr.initialCwnd) cwnd += acked
      cwnd = Math.max(cwnd, MIN_PIPE_CWND)
    }
    if (bbr.state === 'probe-rtt') cwnd = Math.min(cwnd, probeRttCwnd(bbr))
    bbr.window.decide(Math.min(cwnd, this.#cwndCap()))
  }

  /** BBRBoundCwndForModel */
  #cwndCap(): number {
    const bbr = this.#model
    let cap = Number.POSITIVE_INFINITY
    if (bbr.isProbeBw && bbr.state !== 'cruise') cap = bbr.inflightLongterm
    else if (bbr.state === 'probe-rtt' || bbr.state === 'cruise') cap = bbr.inflightWithHeadroom()
    return Math.max(Math.min(cap, bbr.inflightShortterm), MIN_PIPE_CWND)
  }

  /** A recovery begins: BBR has no threshold, but keeps what an undo needs. */
  override ssthresh(): number {
    const bbr = this.#model
    saveCwnd(bbr)
    this.#undoBw = bbr.bwShortterm
    this.#undoShortterm = bbr.inflightShortterm
    this.#undoLongterm = bbr.inflightLongterm
    return bbr.window.ssthresh
  }

  override packetLost(stamp: RateStamp, now: Nanos): void {
    onPacketLost(this.#model, stamp, now)
  }

  override setState(to: CaState): void {
    const bbr = this.#model
    if (to === 'loss') {
      this.#wasLoss = true
      bbr.resetFullBw()
      if (!bbr.isProbing && bbr.inflightShortterm === Number.POSITIVE_INFINITY)
        bbr.inflightShortterm = Math.max(bbr.window.cwnd, bbr.priorCwnd)
      return
    }
    // A mark (RFC 3168 §6.1.2) counts as a loss in this round.
    if (to === 'cwr') noteLoss(bbr)
    if (this.#wasLoss) {
      this.#wasLoss = false
      bbr.window.restore(bbr.priorCwnd)
    }
  }

  /** BBRHandleRestartFromIdle */
  override cwndEvent(event: CwndEvent, now: Nanos): void {
    const bbr = this.#model
    if (event !== 'tx-start' || bbr.rate.appLimitedUntil === 0) return
    bbr.isIdleRestart = true
    this.#aggregation.start(now)
    if (bbr.isProbeBw) {
      bbr.window.paceAt(bbr.bw * bbr.sender.mss * PACING_MARGIN)
    } else if (bbr.state === 'probe-rtt') this.#probeRtt.checkDone(bbr, now)
  }

  /** BBRHandleSpuriousLossDetection */
  override undoCwnd(): number {
    const bbr = this.#model
    bbr.resetFullBw()
    bbr.lossInRound = false
    bbr.bwShortterm = Math.max(bbr.bwShortterm, this.#undoBw)
    bbr.inflightShortterm = Math.max(bbr.inflightShortterm, this.#undoShortterm)
    bbr.inflightLongterm = Math.max(bbr.inflightLongterm, this.#undoLongterm)
    return Math.max(bbr.window.cwnd, bbr.priorCwnd)
  }
}
