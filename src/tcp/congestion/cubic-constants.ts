import { MILLISECOND, SECOND, type Nanos } from '../../base/index.ts'

/** The constants of CUBIC (RFC 9438) and HyStart as Linux has them (tcp_cubic.c). */

/** What is kept of cwnd on a loss: 0.7 as Linux has it, 717/1024 (RFC 9438 §4.6). */
export const BETA = 717
export const BETA_SCALE = 1024
/** C = 0.4 segments per cubic second (RFC 9438 §4.1.3): Linux's bic_scale 41, times 10, in 1/1024. */
export const C_SCALED = 410
/** Time is counted in 1/1024 s (Linux BICTCP_HZ). */
export const TICKS = 1024
/** 1/C in those units: K^3 = this times (W_max - cwnd). */
export const CUBE_FACTOR: number = Math.floor(2 ** 40 / C_SCALED)
/** (1 + beta) / (3 (1 - beta)) times 8: ACKs in which Reno with this beta grows by 8/cwnd (RFC 9438 §4.3; Linux beta_scale). */
export const RENO_SCALE: number = Math.floor(Math.floor((8 * (BETA_SCALE + BETA)) / 3) / (BETA_SCALE - BETA))
/** The target is reckoned anew at most this often while cwnd stays (Linux HZ/32). */
export const UPDATE_INTERVAL: Nanos = SECOND / 32
/** cwnd grows by no more than a half in a round trip (RFC 9438 §4.4), and before any loss by a twentieth at least. */
export const MIN_COUNT = 2
export const EARLY_COUNT = 20

/** Acknowledged windows in which cwnd grows by one where the curve is flat (Linux bictcp_update: 100 * cwnd). */
export const SLOWEST_COUNT = 100
/** Ticks cubed, and C in its units. */
export const CUBE_SCALE: number = 2 ** 40

/** HyStart looks only from this window on (Linux hystart_low_window). */
export const LOW_WINDOW = 16
/** ACKs closer than this belong to one train (Linux hystart_ack_delta_us). */
export const ACK_DELTA: Nanos = 2 * MILLISECOND
/** Round trips taken before the delay is judged (Linux HYSTART_MIN_SAMPLES). */
export const MIN_SAMPLES = 8
/** How much longer the round trip may be: an eighth, within these bounds (Linux HYSTART_DELAY_MIN and _MAX). */
export const DELAY_MIN: Nanos = 4 * MILLISECOND
export const DELAY_MAX: Nanos = 16 * MILLISECOND
/** Four of the largest transmission units, in bytes: what aggregation may add to a train (Linux hystart_ack_delay). */
export const AGGREGATION: number = 4 * 65_536
