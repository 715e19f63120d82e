import { LOST, RETRANSMITTED, SACKED } from '../send-queue/segment-records.ts'

/** How many of the segments that are out bear which mark (RFC 6675 §3, the scoreboard), under Linux's names. */
class State {
  /** Segments that the peer has beyond SND.UNA: SACKed, or reported by duplicate ACKs (Linux sacked_out). */
  sackedOut = 0
  /** Segments taken for lost (lost_out). */
  lostOut = 0
  /** Segments retransmitted and not yet acknowledged (retrans_out). */
  retransOut = 0
  /** One past the highest byte SACKed, while `sackedOut` > 0. */
  highestSacked = 0
  /** No segment before this position waits to be retransmitted. */
  hint = 0

  /** A segment is marked lost. */
  lost(): void {
    this.lostOut++
  }

  /** A segment is retransmitted that was not. */
  retransmitted(): void {
    this.retransOut++
  }

  /** A segment is SACKed that was not. */
  sacked(): void {
    this.sackedOut++
  }

  /** These marks are taken off a segment, with the segment or without. */
  takeOff(marks: number): void {
    if ((marks & SACKED) !== 0) this.sackedOut--
    if ((marks & LOST) !== 0) this.lostOut--
    if ((marks & RETRANSMITTED) !== 0) this.retransOut--
  }

  /** A unit with these marks has been cut into so many segments more, or fewer. */
  recut(marks: number, more: number): void {
    if ((marks & LOST) !== 0) this.lostOut += more
    if ((marks & RETRANSMITTED) !== 0) this.retransOut += more
  }

  /** Blocks are about to be read: while nothing is SACKed the highest is SND.UNA. */
  beginBlocks(una: number): void {
    if (this.sackedOut === 0) this.highestSacked = una
  }

  /** Something up to `right` is SACKed. */
  reach(right: number): void {
    if (right > this.highestSacked) this.highestSacked = right
  }

  /** Nothing is SACKed any more, or reported by duplicate ACKs. */
  forgetSacked(): void {
    this.sackedOut = 0
  }

  // Without SACK duplicate ACKs are counted as if they were SACKs: see `reno-sacks.ts`.

  duplicatesCame(count: number): void {
    this.sackedOut += count
  }

  /** `acked` segments are acknowledged: one filled the hole, the others had been counted. */
  duplicatesAcked(acked: number): void {
    this.sackedOut = Math.max(0, this.sackedOut - (acked - 1))
  }

  /** Two segments have become one. */
  dropDuplicate(): void {
    if (this.sackedOut > 0) this.sackedOut--
  }

  /** No more can have left than was out, less the hole. @returns Whether more had been counted. */
  limitDuplicates(packetsOut: number): boolean {
    const holes = Math.min(Math.max(this.lostOut, 1), packetsOut)
    if (this.sackedOut + holes <= packetsOut) return false
    this.sackedOut = packetsOut - holes
    return true
  }

  // Where to look for what is to be retransmitted.

  /** A segment from `left` on waits, or may. */
  lookFrom(left: number): void {
    if (left < this.hint) this.hint = left
  }

  /** Nothing before `left` waits. */
  lookBeyond(left: number): void {
    this.hint = left
  }

  lookAnew(): void {
    this.hint = 0
  }

  /** Nothing was lost after all. */
  forgetLosses(): void {
    this.lostOut = 0
    this.hint = 0
  }

  /** Nothing is out. */
  reset(): void {
    this.sackedOut = 0
    this.lostOut = 0
    this.retransOut = 0
    this.highestSacked = 0
    this.hint = 0
  }
}

/** The scoreboard's counts: read by all, changed by their verbs alone. */
export type Board = Readonly<State>

export function newBoard(): Board {
  return new State()
}
