import type { Nanos } from '../../base/index.ts'
import type { CongestionControl } from '../congestion/congestion-control.ts'

/** Linux's congestion states, without CWR: nothing wrong; duplicates seen; fast recovery; after a time-out. */
export type RecoveryPhase = 'open' | 'disorder' | 'recovery' | 'loss'

/**
 * What of the outstanding data is lost, and so what to send again: NewReno here, SACK here, RACK later.
 * Positions are those of the send side; SND.UNA and SND.NXT are read from the connection.
 */
export interface Recovery {
  readonly name: string
  readonly phase: RecoveryPhase
  /** @returns Bytes believed to be in the network (RFC 6675's pipe). */
  pipe(): number
  /** Bytes the peer has reported beyond SND.UNA, or is taken to hold by its duplicate ACKs. */
  readonly sacked: number
  /** @returns Bytes taken for lost and not yet sent again. */
  lost(): number
  /** A SACK block, before the ACK that carried it is told. @returns Whether it said something new. */
  onSackBlock(left: number, right: number): boolean
  /**
   * An acceptable ACK, SND.UNA already moved.
   *
   * @param acked - Bytes newly acknowledged.
   * @param isDuplicate - A duplicate ACK by RFC 5681 §2, or one with new SACK information.
   * @param isLimited - Whether cwnd held the sender back.
   */
  onAck(acked: number, isDuplicate: boolean, isLimited: boolean, now: Nanos): void
  /** The retransmission timer fired. @param isRepeated - Not for the first time on this data. */
  onTimeout(isRepeated: boolean, now: Nanos): void
  /** The path refuses segments of the size sent: send everything outstanding again, it is no congestion (RFC 1191 §6.5). */
  onPathMtu(now: Nanos): void
  /** @returns Where the next segment to send again begins, or -1. */
  nextRetransmit(): number
  /** @returns Where that segment has to end at the latest. */
  retransmitEnd(position: number): number
  /** Whether that segment goes whatever cwnd says: the first one of a recovery. */
  readonly mustRetransmit: boolean
  /** A segment [left, right) has been sent again. */
  onRetransmitted(left: number, right: number): void
}

/** What a recovery reads of the connection. */
export interface SendPositions {
  readonly una: number
  readonly nxt: number
  readonly mss: number
}

/** FlightSize (RFC 5681 §2), but no more than cwnd: SACKed data beyond it has left the network (Linux halves cwnd). */
export function flightSize(snd: SendPositions, cc: CongestionControl): number {
  return Math.min(snd.nxt - snd.una, cc.cwnd)
}
