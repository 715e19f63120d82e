import { SECOND, type Nanos, type Random } from '../../../base/index.ts'
import type { CongestionWindow } from '../congestion-window.ts'
import type { SenderView } from '../control.ts'
import type { DeliveryRate, RateSample } from '../rate-sample.ts'
import { INITIAL_WINDOW_SEGMENTS } from '../../profile.ts'
import {
  BURSTS_PER_SECOND,
  EXTRA_ACKED_MAX,
  HEADROOM,
  LOW_PACING_RATE,
  MAX_SEND_QUANTUM,
  MIN_PIPE_CWND,
} from './constants.ts'

/** BBR's states (draft-ietf-ccwg-bbr §3.4); ProbeBW by its four phases. */
export type BbrState = 'startup' | 'drain' | 'down' | 'cruise' | 'refill' | 'up' | 'probe-rtt'

/** What the ACKs that come in now say of the last probe for bandwidth (BBR.ack_phase). */
export type AckPhase = 'init' | 'refilling' | 'starting' | 'feedback' | 'stopping'

const NONE = Number.POSITIVE_INFINITY

/**
 * BBR's model of the path and where its state machine stands (draft-ietf-ccwg-bbr §2.6 to §2.15, under the draft's
 * names). Bandwidths in segments per second, volumes in segments.
 */
export class BbrModel {
  readonly window: CongestionWindow
  readonly sender: SenderView
  readonly rate: DeliveryRate
  readonly random: Random

  state: BbrState = 'startup'
  initialCwnd: number = INITIAL_WINDOW_SEGMENTS
  pacingGain = 1
  cwndGain = 1
  /** Rate of the ACK at hand. */
  sampleBw = 0
  /** Largest rate of the last cycle and of this one (BBR.MaxBwFilter). */
  #bwPrevious = 0
  #bwNow = 0
  /** Short-term bounds after loss, none while infinite (BBR.bw_shortterm, BBR.inflight_shortterm). */
  bwShortterm: number = NONE
  inflightShortterm: number = NONE
  /** What the path has been seen to take without too much loss (BBR.inflight_longterm). */
  inflightLongterm: number = NONE
  /** Rate and volume delivered in the last round (BBR.bw_latest, BBR.inflight_latest). */
  bwLatest = 0
  inflightLatest = 0
  /** Excess of aggregated ACKs in two windows, and since when it is counted. */
  readonly extraAcked: [number, number] = [0, 0]
  minRtt: Nanos = NONE
  minRttAt: Nanos = 0
  /** Rounds, counted by packets. */
  nextRoundDelivered = 0
  isRoundStart = false
  roundsSinceProbe = 0
  lossRoundDelivered = 0
  isLossRoundStart = false
  lossInRound = false
  lossEventsInRound = 0
  /** The pipe is full: for now, and ever (BBR.full_bw_now, BBR.full_bw_reached). */
  fullBw = 0
  fullBwCount = 0
  fullBwNow = false
  fullBwReached = false
  ackPhase: AckPhase = 'init'
  cycleAt: Nanos = 0
  probeWait: Nanos = 0
  probeUpRounds = 0
  probeUpCount: number = NONE
  probeUpAcks = 0
  /** Samples show the probing: react to loss once (BBR.bw_probe_samples). */
  hasProbeSamples = false
  wasProbeTooHigh = false
  stoppedRiskyProbe = false
  isIdleRestart = false
  priorCwnd = 0

  constructor(window: CongestionWindow, sender: SenderView, rate: DeliveryRate, random: Random) {
    this.window = window
    this.sender = sender
    this.rate = rate
    this.random = random
  }

  get isProbeBw(): boolean {
    const { state } = this
    return state === 'down' || state === 'cruise' || state === 'refill' || state === 'up'
  }

  /** Sending faster on purpose: loss now is no reason for short-term bounds. */
  get isProbing(): boolean {
    return this.state === 'startup' || this.state === 'refill' || this.state === 'up'
  }

  /** BBR.max_bw */
  get maxBw(): number {
    return Math.max(this.#bwPrevious, this.#bwNow)
  }

  /** BBR.bw */
  get bw(): number {
    return Math.min(this.maxBw, this.bwShortterm)
  }

  takeBwSample(bw: number): void {
    this.#bwNow = Math.max(this.#bwNow, bw)
  }

  /** BBRAdvanceMaxBwFilter: the window is two cycles; without samples the old one stays. */
  advanceBwFilter(): void {
    if (this.#bwNow === 0) return
    this.#bwPrevious = this.#bwNow
    this.#bwNow = 0
  }

  /** BBRBDPMultiple */
  bdp(bw: number, gain: number): number {
    if (this.minRtt === NONE) return this.initialCwnd
    return Math.ceil((gain * bw * this.minRtt) / SECOND)
  }

  /** Bytes that leave in one burst (BBRSetSendQuantum). */
  sendQuantum(): number {
    const { pacingRate } = this.window
    const floor = pacingRate < LOW_PACING_RATE ? this.sender.mss : 2 * this.sender.mss
    return Math.max(Math.min(pacingRate / BURSTS_PER_SECOND, MAX_SEND_QUANTUM), floor)
  }

  /** BBRQuantizationBudget: room for what the ends and the ACKs hold together. */
  quantize(inflight: number): number {
    const budget = 3 * Math.max(1, Math.floor(this.sendQuantum() / this.sender.mss))
    const enough = Math.max(inflight, budget, MIN_PIPE_CWND)
    return this.state === 'up' ? enough + 2 : enough
  }

  /** BBRInflight */
  inflight(bw: number, gain: number): number {
    return this.quantize(this.bdp(bw, gain))
  }

  /** BBRTargetInflight */
  targetInflight(): number {
    return Math.min(this.inflight(this.bw, 1), this.window.cwnd)
  }

  /** BBRInflightWithHeadroom */
  inflightWithHeadroom(): number {
    if (this.inflightLongterm === NONE) return NONE
    const headroom = Math.max(1, Math.floor(HEADROOM * this.inflightLongterm))
    return Math.max(this.inflightLongterm - headroom, MIN_PIPE_CWND)
  }

  /** BBRMaxInflight: BDPs, and what ACKs that come in lumps keep waiting. */
  maxInflight(): number {
    const cap = Math.floor((this.bw * EXTRA_ACKED_MAX) / SECOND)
    const extra = Math.min(Math.max(...this.extraAcked), cap)
    return this.quantize(this.bdp(this.bw, this.cwndGain) + extra)
  }

  /** BBRResetFullBW */
  resetFullBw(): void {
    this.fullBw = 0
    this.fullBwCount = 0
    this.fullBwNow = false
  }

  resetShortterm(): void {
    this.bwShortterm = NONE
    this.inflightShortterm = NONE
  }

  resetCongestionSignals(): void {
    this.lossInRound = false
    this.bwLatest = 0
    this.inflightLatest = 0
  }

  /** BBRStartRound */
  startRound(): void {
    this.nextRoundDelivered = this.rate.delivered
  }

  /** BBRUpdateRound */
  updateRound(sample: RateSample): void {
    this.isRoundStart = sample.interval > 0 && sample.priorDelivered >= this.nextRoundDelivered
    if (!this.isRoundStart) return
    this.startRound()
    this.roundsSinceProbe++
  }
}
