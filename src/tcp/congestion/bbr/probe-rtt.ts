import type { Nanos } from '../../../base/index.ts'
import type { RateSample } from '../rate-sample.ts'
import {
  MIN_PIPE_CWND,
  MIN_RTT_WINDOW,
  PROBE_RTT_CWND_GAIN,
  PROBE_RTT_DURATION,
  PROBE_RTT_INTERVAL,
} from './constants.ts'
import type { BbrModel } from './model.ts'
import { startCruise, startDown } from './probe-bw.ts'

/** The minimum RTT, and the dips that measure it (draft-ietf-ccwg-bbr §5.3.4). */
export class ProbeRtt {
  #min: Nanos = Number.POSITIVE_INFINITY
  #minAt: Nanos = 0
  #doneAt: Nanos = -1
  #isRoundDone = false

  start(minRtt: Nanos, now: Nanos): void {
    this.#min = minRtt
    this.#minAt = now
    this.#doneAt = -1
  }

  /** BBRUpdateMinRTT, BBRCheckProbeRTT. */
  update(bbr: BbrModel, sample: RateSample, now: Nanos): void {
    const isDue = now > this.#minAt + PROBE_RTT_INTERVAL
    if (sample.rtt >= 0 && (sample.rtt < this.#min || (isDue && !sample.isAckDelayed))) {
      this.#min = sample.rtt
      this.#minAt = now
    }
    if (this.#min <= bbr.minRtt || now > bbr.minRttAt + MIN_RTT_WINDOW) {
      bbr.minRtt = this.#min
      bbr.minRttAt = this.#minAt
    }
    if (isDue && !bbr.isIdleRestart && bbr.state !== 'probe-rtt') this.#enter(bbr)
    if (bbr.state === 'probe-rtt') this.#hold(bbr, now)
    if (sample.delivered > 0) bbr.isIdleRestart = false
  }

  #enter(bbr: BbrModel): void {
    saveCwnd(bbr)
    bbr.state = 'probe-rtt'
    this.#doneAt = -1
    bbr.ackPhase = 'stopping'
    bbr.startRound()
  }

  /** BBRHandleProbeRTT: half a BDP for 200 ms and a round trip. */
  #hold(bbr: BbrModel, now: Nanos): void {
    const inFlight = bbr.sender.packetsInFlight()
    bbr.rate.onAppLimited(inFlight)
    if (this.#doneAt < 0) {
      if (inFlight > probeRttCwnd(bbr)) return
      this.#doneAt = now + PROBE_RTT_DURATION
      this.#isRoundDone = false
      bbr.startRound()
      return
    }
    if (bbr.isRoundStart) this.#isRoundDone = true
    if (this.#isRoundDone) this.checkDone(bbr, now)
  }

  /** BBRCheckProbeRTTDone */
  checkDone(bbr: BbrModel, now: Nanos): void {
    if (this.#doneAt < 0 || now <= this.#doneAt) return
    this.#minAt = now
    bbr.window.restore(bbr.priorCwnd)
    bbr.resetShortterm()
    if (!bbr.fullBwReached) {
      bbr.state = 'startup'
      return
    }
    startDown(bbr, now)
    startCruise(bbr)
  }
}

/** BBRProbeRTTCwnd */
export function probeRttCwnd(bbr: BbrModel): number {
  return Math.max(bbr.bdp(bbr.bw, PROBE_RTT_CWND_GAIN), MIN_PIPE_CWND)
}

/** BBRSaveCwnd: the last good one; a second reason to cut it keeps the larger. */
export function saveCwnd(bbr: BbrModel): void {
  const { cwnd, caState } = bbr.window
  const isCut = caState === 'recovery' || caState === 'cwr' || caState === 'loss' || bbr.state === 'probe-rtt'
  bbr.priorCwnd = isCut ? Math.max(bbr.priorCwnd, cwnd) : cwnd
}
