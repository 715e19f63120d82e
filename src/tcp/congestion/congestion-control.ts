import type { Nanos } from '../../base/index.ts'

/**
 * How much may be in flight. One object per connection; all lengths in bytes. What is lost and what is in flight
 * is `Recovery`'s to know; the congestion control hears of it.
 */
export interface CongestionControl {
  readonly name: string
  /** Congestion window. */
  readonly cwnd: number
  /** Slow-start threshold, Infinity at first (RFC 5681 §3.1). */
  readonly ssthresh: number
  /** The handshake is done: `mss` bytes a segment, `segments` segments of initial window (RFC 6928). */
  start(mss: number, segments: number): void
  /** The path takes smaller segments from now on. */
  setMss(mss: number): void
  /**
   * New data was acknowledged outside of fast recovery.
   *
   * @param acked - Bytes acknowledged.
   * @param isLimited - Whether cwnd was what held the sender back: it grows only then (RFC 7661 §4, as Linux).
   */
  onAck(acked: number, isLimited: boolean, srtt: Nanos, now: Nanos): void
  /** Loss seen by duplicate ACKs or SACK: fast recovery begins. @param flight - FlightSize. */
  onLoss(flight: number, now: Nanos): void
  /** Fast recovery has ended. @param flight - FlightSize then. */
  onRecovered(flight: number, now: Nanos): void
  /**
   * The retransmission timer fired.
   *
   * @param flight - FlightSize.
   * @param isRepeated - Whether it had already fired on this data: ssthresh then stays (RFC 5681 §3.1).
   */
  onTimeout(flight: number, isRepeated: boolean, now: Nanos): void
}
