import type { Nanos } from '../../../base/index.ts'
import type { RateSample } from '../rate-sample.ts'
import {
  BETA,
  LOSS_THRESH,
  PROBE_MAX_ROUNDS,
  PROBE_UP_MAX_ROUNDS,
  PROBE_WAIT_BASE,
  PROBE_WAIT_RANDOM,
} from './constants.ts'
import type { BbrModel } from './model.ts'

/** BBRUpdateProbeBWCyclePhase: cruise, and now and then refill the pipe, push for more, let the queue drain. */
export function updateProbeBw(bbr: BbrModel, sample: RateSample, now: Nanos): void {
  if (!bbr.fullBwReached) return
  if (adaptLongterm(bbr, sample, now) || !bbr.isProbeBw) return
  switch (bbr.state) {
    case 'down':
      if (!timeToProbe(bbr, now) && timeToCruise(bbr)) startCruise(bbr)
      return
    case 'cruise':
      timeToProbe(bbr, now)
      return
    case 'refill':
      // After a round of refilling the samples show it.
      if (bbr.isRoundStart) {
        bbr.hasProbeSamples = true
        startUp(bbr, now)
      }
      return
    default:
      if (isTimeToGoDown(bbr)) startDown(bbr, now)
  }
}

/** BBRAdaptLongTermModel. @returns Whether it has changed the phase. */
function adaptLongterm(bbr: BbrModel, sample: RateSample, now: Nanos): boolean {
  if (bbr.ackPhase === 'starting' && bbr.isRoundStart) bbr.ackPhase = 'feedback'
  if (bbr.ackPhase === 'stopping' && bbr.isRoundStart) {
    bbr.hasProbeSamples = false
    bbr.ackPhase = 'init'
    if (bbr.isProbeBw && !sample.isAppLimited) bbr.advanceBwFilter()
    // The last probe reached the bound without loss: go on where it stopped.
    if (bbr.isProbeBw && bbr.stoppedRiskyProbe && !bbr.wasProbeTooHigh) {
      startRefill(bbr)
      return true
    }
  }
  const lost = sample.priorDeliveredAt < 0 ? 0 : bbr.rate.lost - sample.priorLost
  if (isInflightTooHigh(lost, sample.txInFlight)) {
    if (bbr.hasProbeSamples) handleInflightTooHigh(bbr, sample.txInFlight, sample.isAppLimited, now)
    return false
  }
  if (bbr.inflightLongterm === Number.POSITIVE_INFINITY) return false
  if (sample.txInFlight > bbr.inflightLongterm) bbr.inflightLongterm = sample.txInFlight
  if (bbr.state === 'up') probeLongtermUpward(bbr, sample)
  return false
}

/** IsInflightTooHigh */
export function isInflightTooHigh(lost: number, txInFlight: number): boolean {
  return lost > 0 && txInFlight > 0 && lost > Math.floor(txInFlight * LOSS_THRESH)
}

/** BBRHandleInflightTooHigh: once a probe. */
export function handleInflightTooHigh(
  bbr: BbrModel,
  txInFlight: number,
  isAppLimited: boolean,
  now: Nanos,
): void {
  bbr.wasProbeTooHigh = true
  bbr.hasProbeSamples = false
  if (!isAppLimited) {
    bbr.inflightLongterm = Math.max(txInFlight, Math.floor(bbr.targetInflight() * BETA))
  }
  if (bbr.state === 'up') startDown(bbr, now)
}

/** BBRProbeInflightLongtermUpward: a segment for each `probeUpCount` acknowledged, twice as fast each round. */
function probeLongtermUpward(bbr: BbrModel, sample: RateSample): void {
  const { window } = bbr
  if (!window.isCwndLimited || window.cwnd < bbr.inflightLongterm) return
  bbr.probeUpAcks += sample.ackedSacked
  if (bbr.probeUpAcks >= bbr.probeUpCount) {
    const more = Math.floor(bbr.probeUpAcks / bbr.probeUpCount)
    bbr.probeUpAcks -= more * bbr.probeUpCount
    bbr.inflightLongterm += more
  }
  if (bbr.isRoundStart) raiseSlope(bbr)
}

function raiseSlope(bbr: BbrModel): void {
  bbr.probeUpCount = Math.max(1, Math.floor(bbr.window.cwnd / 2 ** bbr.probeUpRounds))
  bbr.probeUpRounds = Math.min(bbr.probeUpRounds + 1, PROBE_UP_MAX_ROUNDS)
}

/** BBRIsTimeToProbeBW, and the start of it. */
function timeToProbe(bbr: BbrModel, now: Nanos): boolean {
  const isTime = now - bbr.cycleAt > bbr.probeWait
  // As often as Reno would lose a segment at this volume, so as to live with it (BBRIsRenoCoexistenceProbeTime).
  const isRenoTime = bbr.roundsSinceProbe >= Math.min(bbr.targetInflight(), PROBE_MAX_ROUNDS)
  if (!isTime && !isRenoTime) return false
  startRefill(bbr)
  return true
}

/** BBRIsTimeToCruise: the queue is drained, and headroom is left. */
function timeToCruise(bbr: BbrModel): boolean {
  const inflight = bbr.sender.packetsInFlight()
  return inflight <= bbr.inflightWithHeadroom() && inflight <= bbr.inflight(bbr.maxBw, 1)
}

/** BBRIsTimeToGoDown */
function isTimeToGoDown(bbr: BbrModel): boolean {
  const { window } = bbr
  if (bbr.wasProbeTooHigh && bbr.sender.packetsInFlight() >= bbr.inflightLongterm) {
    bbr.stoppedRiskyProbe = true
    bbr.wasProbeTooHigh = false
    return true
  }
  if (window.isCwndLimited && window.cwnd >= bbr.inflightLongterm) {
    // It is the bound that holds the rate down, not the path.
    bbr.resetFullBw()
    bbr.fullBw = bbr.sampleBw
  } else if (bbr.fullBwNow) {
    bbr.wasProbeTooHigh = false
    return true
  }
  return false
}

/** BBRStartProbeBW_DOWN */
export function startDown(bbr: BbrModel, now: Nanos): void {
  bbr.resetCongestionSignals()
  bbr.probeUpCount = Number.POSITIVE_INFINITY
  bbr.roundsSinceProbe = bbr.random.below(2)
  bbr.probeWait = PROBE_WAIT_BASE + bbr.random.below(PROBE_WAIT_RANDOM)
  bbr.cycleAt = now
  bbr.ackPhase = 'stopping'
  bbr.startRound()
  bbr.state = 'down'
}

/** BBRStartProbeBW_CRUISE */
export function startCruise(bbr: BbrModel): void {
  if (bbr.inflightShortterm !== Number.POSITIVE_INFINITY)
    bbr.inflightShortterm = Math.min(bbr.inflightShortterm, bbr.inflightLongterm)
  bbr.state = 'cruise'
}

/** BBRStartProbeBW_REFILL */
function startRefill(bbr: BbrModel): void {
  bbr.resetShortterm()
  bbr.probeUpRounds = 0
  bbr.probeUpAcks = 0
  bbr.stoppedRiskyProbe = false
  bbr.ackPhase = 'refilling'
  bbr.startRound()
  bbr.state = 'refill'
}

/** BBRStartProbeBW_UP */
function startUp(bbr: BbrModel, now: Nanos): void {
  bbr.ackPhase = 'starting'
  bbr.startRound()
  bbr.cycleAt = now
  bbr.resetFullBw()
  bbr.fullBw = bbr.sampleBw
  bbr.state = 'up'
  raiseSlope(bbr)
}
