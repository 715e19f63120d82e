import type { BitsPerSecond, Nanos } from '../base/index.ts'

/** How the jitter of a delay is spread. `uniform` is the kernel's default, and ours. */
export type JitterDistribution = 'uniform' | 'normal' | 'pareto' | 'paretonormal'

/** The delay of each packet: `time` plus or minus a random part of the size of `jitter`. */
export interface DelayModel {
  readonly time: Nanos
  /** Standard deviation, or half the width when the distribution is uniform. Default 0. */
  readonly jitter?: Nanos
  /** How much one packet's jitter is like the last one's, percent. Default 0. */
  readonly correlation?: number
  /** Default `uniform`. */
  readonly distribution?: JitterDistribution
}

/** Which packets are lost. All chances in percent. */
export type LossModel =
  /** Each packet by itself (Bernoulli). */
  | { readonly model: 'random'; readonly percent: number }
  /** Every n-th packet. */
  | { readonly model: 'nth'; readonly n: number }
  /**
   * Gilbert and Elliott: `p` from the good to the bad state, `r` back (default 100 - p), `lossBad` (netem's 1-h,
   * default 100) and `lossGood` (1-k, default 0) the loss in each. Mean burst of the simple model: 100 / r packets.
   */
  | {
      readonly model: 'gemodel'
      readonly p: number
      readonly r?: number
      readonly lossBad?: number
      readonly lossGood?: number
    }
  /**
   * Salsano's four states: 1 good, 3 lost in a burst, 2 good within a burst, 4 lost alone.
   * Defaults: p31 = 100 - p13, p32 = 0, p23 = 100, p14 = 0.
   */
  | {
      readonly model: 'state'
      readonly p13: number
      readonly p31?: number
      readonly p32?: number
      readonly p23?: number
      readonly p14?: number
    }

/** CoDel (RFC 8289): no packet shall wait longer than `target`, over an `interval`. */
export interface CodelModel {
  /** Default 5 ms. */
  readonly target?: Nanos
  /** Default 100 ms. */
  readonly interval?: Nanos
}

/** Packets that overtake: they leave at once while the others are delayed. */
export interface ReorderModel {
  /** Chance to overtake, percent. */
  readonly percent: number
  /** How much one draw is like the last one, percent. Default 0. */
  readonly correlation?: number
  /** After one that overtook, `gap` - 1 packets are delayed before the next chance. Default 1. */
  readonly gap?: number
}

/**
 * What happens to the packets of one direction of a link, in netem's terms. Whatever is absent does not happen:
 * `{}` is a wire without delay and without limits. `parsePath` reads it from text, `formatPath` writes it.
 */
export interface Path {
  readonly delay?: DelayModel
  readonly loss?: LossModel
  /** Chance that a packet is sent twice, percent. */
  readonly duplicate?: number
  readonly reorder?: ReorderModel
  /** Chance that one bit is flipped, percent. */
  readonly corrupt?: number
  /** Packets go one after the other at this rate, counted from the IP header on. */
  readonly rate?: BitsPerSecond
  /**
   * Bytes that may pass at once after a silence, as a token bucket of this size lets them (tc-tbf); needs a rate.
   * Default: none, so that each packet takes its time on the wire.
   */
  readonly burst?: number
  /** Most packets that may be under way or waiting at once; later ones are lost. Default 1,000 with a rate, else none. */
  readonly limit?: number
  /** The queue before a `rate` is kept short by CoDel (RFC 8289); `limit` then counts the packets that wait. */
  readonly codel?: CodelModel
  /** What would be lost by `loss` or by CoDel is marked instead, if its sender takes marks (RFC 3168). Default false. */
  readonly ecn?: boolean
  /** `fifo`: no packet passes another; `free`: jitter may reorder. Default `fifo` with a rate, else `free`. */
  readonly order?: 'free' | 'fifo'
  /** Numbers of packets that are lost without chance: the first packet of the direction is 1. Ascending. */
  readonly drop?: readonly number[]
}
