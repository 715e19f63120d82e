import type { Connection } from '../tcp/index.ts'

/** What a host's TCP has dropped and refused since it began, under the names of Linux's `nstat` (TcpExt…). */
export interface TcpCounters {
  /** ICMP errors about numbers that were not under way (RFC 5927 §4.1). */
  readonly OutOfWindowIcmps: number
  /** Segments that lay beyond the window. */
  readonly BeyondWindow: number
  /** Segments that came into a shut window. */
  readonly TCPZeroWindowDrop: number
  /** Segments for which the receive buffer had no memory. */
  readonly TCPRcvQDrop: number
  /** Challenge ACKs (RFC 5961). */
  readonly TCPChallengeACK: number
}

/** The counts of the connections that are gone, and those of no connection. */
export class TcpTotals {
  outOfWindowIcmps = 0
  readonly #gone = { BeyondWindow: 0, TCPZeroWindowDrop: 0, TCPRcvQDrop: 0, TCPChallengeACK: 0 }

  /** A connection ends: its counts are kept. */
  retire(counters: Connection['counters']): void {
    add(this.#gone, counters)
  }

  /** @returns Everything so far. @param living - The counts of the connections there are. */
  sum(living: Iterable<Connection['counters']>): TcpCounters {
    const sum = { ...this.#gone }
    for (const counters of living) add(sum, counters)
    return { OutOfWindowIcmps: this.outOfWindowIcmps, ...sum }
  }
}

function add(
  sum: { BeyondWindow: number; TCPZeroWindowDrop: number; TCPRcvQDrop: number; TCPChallengeACK: number },
  { beyondWindow, zeroWindowDrops, memoryDrops, challengeAcks }: Connection['counters'],
): void {
  sum.BeyondWindow += beyondWindow
  sum.TCPZeroWindowDrop += zeroWindowDrops
  sum.TCPRcvQDrop += memoryDrops
  sum.TCPChallengeACK += challengeAcks
}
