import { holdsFloats, type Nanos } from '../../base/index.ts'
import { MAX_REORDERING_STEPS, REORDERING, REORDERING_WINDOW_PERSIST } from '../profile.ts'
import type { SegmentRecords } from '../send-queue/segment-records.ts'

/** What distinguishes late from lost: RACK (RFC 8985 §5.2, §6), and how much the path reorders. */
class State {
  static {
    holdsFloats(new State(), 'sentAt', 'rtt')
  }

  /** Segments that may arrive out of order before it means loss (RFC 5681 DupThresh; Linux tp->reordering). */
  reordering: number = REORDERING
  /** How often reordering has been seen. */
  reordSeen = 0
  /** RACK.xmit_ts: when the most recently sent of what has been delivered left; -1 before. */
  sentAt: Nanos = -1
  /** Its place in the order of sending, which distinguishes what left at one time (in RFC 8985 RACK.end_seq). */
  serial = 0
  /** RACK.rtt. */
  rtt: Nanos = 0
  /** Something newer was delivered since losses were last looked for. */
  isAdvanced = false
  /** RACK.reo_wnd_mult: quarters of the least RTT. */
  windowSteps = 1
  /** RACK.reo_wnd_persist: recoveries until the window is small again. */
  windowPersist = 0
  dsackSeen = false
  lastDelivered = 0

  /** The segment of this record has been delivered (RFC 8985 §6.2 steps 1 and 2). */
  delivered(records: SegmentRecords, slot: number, now: Nanos): void {
    this.isAdvanced = true
    this.rtt = now - records.sentAt(slot)
    if (records.serial(slot) > this.serial) {
      this.sentAt = records.sentAt(slot)
      this.serial = records.serial(slot)
    }
  }

  /** Losses are looked for. */
  looked(): void {
    this.isAdvanced = false
  }

  /** They are to be looked for anew. */
  lookAnew(): void {
    this.isAdvanced = true
  }

  /** The peer has reported a duplicate, which was no probe. */
  duplicateReported(): void {
    this.dsackSeen = true
  }

  /**
   * Duplicates widen the window, by a quarter of the least RTT once in a round trip (RFC 8985 §6.2 step 4).
   *
   * @param priorDelivered - Segments delivered when what is acknowledged now was sent, `delivered` now.
   */
  adapt(priorDelivered: number, delivered: number): void {
    // Not twice within a round trip.
    if (priorDelivered < this.lastDelivered) this.dsackSeen = false
    if (this.dsackSeen) {
      this.windowSteps = Math.min(MAX_REORDERING_STEPS, this.windowSteps + 1)
      this.dsackSeen = false
      this.lastDelivered = delivered
      this.windowPersist = REORDERING_WINDOW_PERSIST
    } else if (this.windowPersist === 0) this.windowSteps = 1
  }

  /** A recovery has ended without an undo. */
  recoveryEnded(): void {
    if (this.windowPersist > 0) this.windowPersist--
  }

  /** A recovery was spurious. */
  persist(): void {
    this.windowPersist = Math.min(REORDERING_WINDOW_PERSIST, this.windowPersist + 1)
  }

  /** Something came out of order by so many bytes. @param most - Segments that count at most. */
  reordered(distance: number, mss: number, most: number): void {
    if (distance > this.reordering * mss) this.reordering = Math.min(Math.ceil(distance / mss), most)
    this.reordSeen++
  }

  /** More duplicates came than segments were out. */
  reorderedBeyond(segments: number, most: number): void {
    this.reordering = Math.min(segments, most)
    this.reordSeen++
  }

  /** So many duplicates and still a time-out: the path reorders less than was thought. */
  trustLess(reordering: number): void {
    this.reordering = Math.min(this.reordering, reordering)
  }

  /** A new connection, or one that goes back to LISTEN. */
  reset(reordering: number): void {
    Object.assign(this, new State())
    this.reordering = reordering
  }
}

/** What distinguishes late from lost: read by all, changed by its verbs alone. */
export type RackState = Readonly<State>

export function newRackState(): RackState {
  return new State()
}
