import { SECOND, type Nanos } from '../../../base/index.ts'
import type { RateSample, RateStamp } from '../rate-sample.ts'
import { BETA, EXTRA_ACKED_ROUNDS, LOSS_THRESH } from './constants.ts'
import type { BbrModel } from './model.ts'
import { handleInflightTooHigh, isInflightTooHigh } from './probe-bw.ts'

/** BBRUpdateLatestDeliverySignals: the most that the path has delivered in the round so far. */
export function updateLatestDelivery(bbr: BbrModel, sample: RateSample): void {
  bbr.isLossRoundStart = false
  if (sample.interval <= 0 || sample.ackedSacked === 0) return
  bbr.bwLatest = Math.max(bbr.bwLatest, bbr.sampleBw)
  bbr.inflightLatest = Math.max(bbr.inflightLatest, sample.delivered)
  if (sample.priorDelivered >= bbr.lossRoundDelivered) {
    bbr.lossRoundDelivered = bbr.rate.delivered
    bbr.isLossRoundStart = true
  }
}

/** BBRAdvanceLatestDeliverySignals: a new round begins with its first sample. */
export function advanceLatestDelivery(bbr: BbrModel, sample: RateSample): void {
  if (!bbr.isLossRoundStart) return
  bbr.bwLatest = bbr.sampleBw
  bbr.inflightLatest = sample.delivered
}

/** BBRUpdateCongestionSignals: the largest rate, and once a round the short-term bounds. */
export function updateCongestionSignals(bbr: BbrModel, sample: RateSample): void {
  if (sample.interval <= 0 || sample.ackedSacked === 0) return
  if (!sample.isAppLimited || bbr.sampleBw >= bbr.maxBw) bbr.takeBwSample(bbr.sampleBw)
  if (sample.losses > 0) bbr.lossInRound = true
  if (!bbr.isLossRoundStart) return
  adaptShortterm(bbr)
  bbr.lossInRound = false
}

/** BBRAdaptLowerBoundsFromCongestion: after a round with loss 0.7 of what was sent, but no less than what arrived. */
function adaptShortterm(bbr: BbrModel): void {
  if (bbr.isProbing || !bbr.lossInRound) return
  if (bbr.bwShortterm === Number.POSITIVE_INFINITY) bbr.bwShortterm = bbr.maxBw
  if (bbr.inflightShortterm === Number.POSITIVE_INFINITY) bbr.inflightShortterm = bbr.window.cwnd
  bbr.bwShortterm = Math.max(bbr.bwLatest, BETA * bbr.bwShortterm)
  bbr.inflightShortterm = Math.max(bbr.inflightLatest, Math.floor(BETA * bbr.inflightShortterm))
}

/** How many more segments are acknowledged at once than the rate would have it (BBRUpdateACKAggregation). */
export class AckAggregation {
  #epochAt: Nanos = 0
  #acked = 0
  #rounds = 0
  #slot: 0 | 1 = 0

  start(now: Nanos): void {
    this.#epochAt = now
  }

  update(bbr: BbrModel, sample: RateSample): void {
    if (sample.ackedSacked <= 0 || sample.delivered < 0 || sample.interval <= 0) return
    if (bbr.isRoundStart) {
      this.#rounds++
      if (this.#rounds >= (bbr.fullBwReached ? EXTRA_ACKED_ROUNDS : 1)) {
        this.#rounds = 0
        this.#slot = this.#slot === 0 ? 1 : 0
        bbr.extraAcked[this.#slot] = 0
      }
    }
    const { deliveredAt } = bbr.rate
    let expected = Math.floor((bbr.bw * (deliveredAt - this.#epochAt)) / SECOND)
    if (this.#acked <= expected) {
      this.#acked = 0
      this.#epochAt = deliveredAt
      expected = 0
    }
    this.#acked += sample.ackedSacked
    const extra = Math.min(this.#acked - expected, bbr.window.cwnd)
    if (extra > bbr.extraAcked[this.#slot]) bbr.extraAcked[this.#slot] = extra
  }
}

/** BBRHandleLostPacket: too much loss among what was sent while probing ends the probe at the segment that showed it. */
export function onPacketLost(bbr: BbrModel, stamp: RateStamp, now: Nanos): void {
  noteLoss(bbr)
  if (!bbr.hasProbeSamples || stamp.deliveredAt < 0) return
  const lost = bbr.rate.lost - stamp.lost
  if (!isInflightTooHigh(lost, stamp.txInFlight)) return
  handleInflightTooHigh(bbr, inflightAtLoss(lost, stamp.txInFlight), stamp.isAppLimited, now)
}

/** BBRNoteLoss: the round of the loss is measured from the first one on. */
export function noteLoss(bbr: BbrModel): void {
  if (!bbr.lossInRound) bbr.lossRoundDelivered = bbr.rate.delivered
  bbr.lossInRound = true
}

/** BBRInflightAtLoss: what was in flight when the loss rate crossed the threshold, with this segment's part in it. */
function inflightAtLoss(lost: number, txInFlight: number): number {
  const inflightBefore = txInFlight - 1
  const lostBefore = lost - 1
  const prefix = (LOSS_THRESH * inflightBefore - lostBefore) / (1 - LOSS_THRESH)
  return inflightBefore + Math.max(0, Math.floor(prefix))
}
