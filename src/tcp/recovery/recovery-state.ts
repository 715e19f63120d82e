import { holdsFloats, type Nanos } from '../../base/index.ts'

/** Nothing is to be retransmitted on account of the last ACK. */
export const REXMIT_NONE = 0
/** What is lost is retransmitted, as cwnd allows. */
export const REXMIT_LOST = 1
/** New data first, to see whether a time-out was spurious (F-RTO, RFC 5682 §2.1 step 2b). */
export const REXMIT_NEW = 2

/** Where a recovery stands, in segments and positions; under Linux's names where it has one. */
class State {
  static {
    holdsFloats(new State(), 'retransStamp')
  }

  /** SND.NXT when the state was entered: it ends when SND.UNA comes here (RFC 6582 recover, RFC 6675 RecoveryPoint; high_seq). */
  highSeq = 0
  /** SND.UNA when the reduction began, while it can still be undone; -1: it cannot. */
  undoMarker = -1
  /** Segments retransmitted since, less those reported as duplicates; -1: none was retransmitted. */
  undoRetrans = -1
  /** When the first of what was retransmitted left; -1 when nothing is (retrans_stamp). */
  retransStamp: Nanos = -1
  /** The peer has thrown away what it had SACKed (RFC 2018 §8). */
  isReneging = false
  /** Segments reported as duplicates by the peer. */
  dsackDuplicates = 0
  /** A time-out may have been spurious: F-RTO watches (RFC 5682). */
  frto = false

  // PRR (RFC 9937)
  prrDelivered = 0
  prrOut = 0

  /** What the last ACK or timer said is to be retransmitted. */
  rexmit: 0 | 1 | 2 = REXMIT_NONE
  /** The first segment is retransmitted whatever cwnd says: the retransmission timer has fired. */
  isHeadDue = false

  /** Something may have to leave besides new data, and a probe. */
  get isDue(): boolean {
    return this.rexmit !== REXMIT_NONE || this.isHeadDue
  }

  /** A state is entered that ends when SND.UNA comes to `nxt`. */
  endAt(nxt: number): void {
    this.highSeq = nxt
  }

  // Undo (RFC 3522, 3708, 4015).

  /** From here on it is watched whether what is retransmitted was lost at all. @param out - Segments that may still be reported. */
  watchForUndo(una: number, out: number): void {
    this.undoMarker = una
    this.undoRetrans = out === 0 ? -1 : out
  }

  /** It is undone, or cannot be. */
  endUndo(): void {
    this.undoMarker = -1
  }

  /** So many of the segments retransmitted came twice. */
  cameTwice(segments: number): void {
    this.undoRetrans = Math.max(0, this.undoRetrans - segments)
  }

  retransmitted(now: Nanos): void {
    if (this.retransStamp < 0) this.retransStamp = now
    this.undoRetrans = Math.max(this.undoRetrans, 0) + 1
  }

  /** Nothing that was retransmitted is out. */
  forgetStamp(): void {
    this.retransStamp = -1
  }

  /** The peer reports duplicates. */
  duplicatesReported(segments: number): void {
    this.dsackDuplicates += segments
  }

  // Time-outs.

  renege(): void {
    this.isReneging = true
  }

  renegingOver(): void {
    this.isReneging = false
  }

  /** A time-out. @param isWatched - F-RTO is to find out whether it was spurious. */
  timedOut(isWatched: boolean): void {
    this.frto = isWatched
  }

  /** The time-out was real. */
  endFrto(): void {
    this.frto = false
  }

  // PRR.

  beginPrr(): void {
    this.prrDelivered = 0
    this.prrOut = 0
  }

  prrDeliver(segments: number): void {
    this.prrDelivered += segments
  }

  prrSent(): void {
    this.prrOut++
  }

  // What is to be retransmitted.

  retransmitLost(): void {
    this.rexmit = REXMIT_LOST
  }

  sendNewFirst(): void {
    this.rexmit = REXMIT_NEW
  }

  retransmitNothing(): void {
    this.rexmit = REXMIT_NONE
  }

  headDue(): void {
    this.isHeadDue = true
  }

  headTaken(): void {
    this.isHeadDue = false
  }

  /** A new connection, or one that goes back to LISTEN. */
  reset(): void {
    Object.assign(this, new State())
  }
}

/** Where a recovery stands: read by all, changed by its verbs alone. */
export type RecoveryState = Readonly<State>

export function newRecoveryState(): RecoveryState {
  return new State()
}
