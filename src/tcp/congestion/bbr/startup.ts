import type { Nanos } from '../../../base/index.ts'
import type { RateSample } from '../rate-sample.ts'
import { FULL_BW_GROWTH, FULL_BW_ROUNDS, STARTUP_FULL_LOSS_COUNT } from './constants.ts'
import type { BbrModel } from './model.ts'
import { isInflightTooHigh, startDown } from './probe-bw.ts'

/** BBRCheckStartupHighLoss: six losses in a round of recovery and a loss rate beyond the threshold end Startup. */
export function checkStartupLoss(bbr: BbrModel, sample: RateSample): void {
  if (bbr.fullBwReached) return
  if (sample.losses > 0) bbr.lossEventsInRound++
  const lost = sample.priorDeliveredAt < 0 ? 0 : bbr.rate.lost - sample.priorLost
  if (
    bbr.isLossRoundStart &&
    bbr.window.caState === 'recovery' &&
    bbr.lossEventsInRound >= STARTUP_FULL_LOSS_COUNT &&
    isInflightTooHigh(lost, sample.txInFlight)
  ) {
    bbr.fullBwReached = true
    bbr.inflightLongterm = Math.max(bbr.inflight(bbr.maxBw, 1), bbr.inflightLatest)
    return
  }
  if (bbr.isLossRoundStart) bbr.lossEventsInRound = 0
}

/** BBRCheckFullBWReached: the rate has not grown by a quarter in three rounds. */
export function checkFullBw(bbr: BbrModel, sample: RateSample): void {
  if (bbr.fullBwNow || sample.isAppLimited) return
  if (bbr.sampleBw >= bbr.fullBw * FULL_BW_GROWTH) {
    bbr.resetFullBw()
    bbr.fullBw = bbr.sampleBw
    return
  }
  if (!bbr.isRoundStart) return
  bbr.fullBwCount++
  bbr.fullBwNow = bbr.fullBwCount >= FULL_BW_ROUNDS
  if (bbr.fullBwNow) bbr.fullBwReached = true
}

/** BBRCheckStartupDone, BBRCheckDrainDone. */
export function checkDrain(bbr: BbrModel, now: Nanos): void {
  if (bbr.state === 'startup' && bbr.fullBwReached) {
    bbr.state = 'drain'
    // For what only reads it, as Linux: slow start is over.
    bbr.window.leaveSlowStart(bbr.inflight(bbr.maxBw, 1))
    bbr.resetCongestionSignals()
  }
  if (bbr.state === 'drain' && bbr.sender.packetsInFlight() <= bbr.inflight(bbr.maxBw, 1)) startDown(bbr, now)
}
