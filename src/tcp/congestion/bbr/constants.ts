import { MILLISECOND, SECOND, type Nanos } from '../../../base/index.ts'

/** The constants of BBR version 3 (draft-ietf-ccwg-bbr §2.4 to §2.15), under the draft's names. */

/** Doubles the delivery rate each round: 4 ln 2 (BBR.StartupPacingGain). */
export const STARTUP_PACING_GAIN = 2.77
/** Drains in a round what Startup queued (BBR.DrainPacingGain). */
export const DRAIN_PACING_GAIN = 0.35
/** cwnd in BDPs, and while probing up (BBR.DefaultCwndGain, ProbeBW_UP's). */
export const CWND_GAIN = 2
export const PROBE_UP_CWND_GAIN = 2.25
export const PROBE_UP_PACING_GAIN = 1.25
export const PROBE_DOWN_PACING_GAIN = 0.9
/** In ProbeRTT no more than this many BDPs are in flight (BBR.ProbeRTTCwndGain). */
export const PROBE_RTT_CWND_GAIN = 0.5
/** Paced a hundredth below the estimate, so that queues drain (BBR.PacingMarginPercent). */
export const PACING_MARGIN = 0.99
/** Least cwnd: two segments under way, two acknowledged (BBR.MinPipeCwnd). */
export const MIN_PIPE_CWND = 4
/** Loss rate beyond which too much is in flight (BBR.LossThresh). */
export const LOSS_THRESH = 0.02
/** What is kept on such a loss (BBR.Beta). */
export const BETA = 0.7
/** Left free for other flows (BBR.Headroom). */
export const HEADROOM = 0.15
/** Losses in a round that end Startup (BBRStartupFullLossCnt). */
export const STARTUP_FULL_LOSS_COUNT = 6
/** The pipe is full when the rate grows by less than this over so many rounds. */
export const FULL_BW_GROWTH = 1.25
export const FULL_BW_ROUNDS = 3
/** Rounds over which the excess of aggregated ACKs is kept (BBR.ExtraAckedFilterLen), and the most it may add. */
export const EXTRA_ACKED_ROUNDS = 5
export const EXTRA_ACKED_MAX: Nanos = 100 * MILLISECOND
/** The window of the minimum RTT, of ProbeRTT's entry, and how long ProbeRTT lasts at least. */
export const MIN_RTT_WINDOW: Nanos = 10 * SECOND
export const PROBE_RTT_INTERVAL: Nanos = 5 * SECOND
export const PROBE_RTT_DURATION: Nanos = 200 * MILLISECOND
/** Probing for bandwidth: after 2 to 3 seconds, or as soon as Reno would, 63 rounds at the most. */
export const PROBE_WAIT_BASE: Nanos = 2 * SECOND
export const PROBE_WAIT_RANDOM: Nanos = SECOND
export const PROBE_MAX_ROUNDS = 63
/** Below this pacing rate, bytes per second, segments leave one by one (BBRSetSendQuantum: 1.2 Mbit/s). */
export const LOW_PACING_RATE = 150_000
/** Largest burst, bytes. */
export const MAX_SEND_QUANTUM = 65_536
/** Bursts in a second (BBRSetSendQuantum: what a millisecond brings). */
export const BURSTS_PER_SECOND = 1000
/** Rounds of a probe after which its slope does not rise any more (BBRRaiseInflightLongtermSlope). */
export const PROBE_UP_MAX_ROUNDS = 30
