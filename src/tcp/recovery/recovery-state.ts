import { holdsFloats, type Nanos } from '../../base/index.ts'
import { REORDERING } from '../profile.ts'

/** Nothing is to be sent again on account of the last ACK. */
export const REXMIT_NONE = 0
/** What is lost goes again, as cwnd allows. */
export const REXMIT_LOST = 1
/** New data first, to see whether a time-out was spurious (F-RTO, RFC 5682 §2.1 step 2b). */
export const REXMIT_NEW = 2

/** What loss recovery remembers, in segments and positions; under Linux's names where it has one. */
export class RecoveryState {
  static {
    holdsFloats(new RecoveryState(), 'rackSentAt', 'rackRtt', 'retransStamp')
  }

  /** Segments that the peer has beyond SND.UNA: SACKed, or told by duplicate ACKs (Linux sacked_out). */
  sackedOut = 0
  /** Segments taken for lost (lost_out). */
  lostOut = 0
  /** Segments sent again and not yet acknowledged (retrans_out). */
  retransOut = 0
  /** One past the highest byte SACKed, while `sackedOut` > 0. */
  highestSacked = 0
  /** SND.NXT when the state was entered: it ends when SND.UNA comes here (RFC 6582 recover, RFC 6675 RecoveryPoint; high_seq). */
  highSeq = 0
  /** SND.UNA when the reduction began, while it can still be undone; -1: it cannot. */
  undoMarker = -1
  /** Segments sent again since, less those reported as duplicates; -1: none was sent again. */
  undoRetrans = -1
  /** When the first of what was sent again left; -1 when nothing is (retrans_stamp). */
  retransStamp: Nanos = -1
  /** Segments that may arrive out of order before it means loss (RFC 5681 DupThresh; tp->reordering). */
  reordering: number = REORDERING
  /** How often reordering has been seen. */
  reordSeen = 0
  /** The peer has thrown away what it had SACKed (RFC 2018 §8). */
  isReneging = false
  /** Segments reported as duplicates by the peer. */
  dsackDuplicates = 0

  // RACK (RFC 8985 §5.2, §6)
  /** RACK.xmit_ts: when the most recently sent of what has been delivered left; -1 before. */
  rackSentAt: Nanos = -1
  /** Its place in the order of sending, which tells apart what left at one time (in RFC 8985 RACK.end_seq). */
  rackSerial = 0
  /** RACK.rtt. */
  rackRtt: Nanos = 0
  /** Something newer was delivered since losses were last looked for. */
  rackAdvanced = false
  /** RACK.reo_wnd_mult: quarters of the least RTT. */
  reoWndSteps = 1
  /** RACK.reo_wnd_persist: recoveries until the window is small again. */
  reoWndPersist = 0
  dsackSeen = false
  lastDelivered = 0

  // TLP (RFC 8985 §7)
  /** TLP.end_seq; -1: no probe is out. */
  tlpHighSeq = -1
  /** TLP.is_retrans. */
  tlpRetrans = false
  /** A probe is to leave now. */
  isProbeDue = false
  /** What leaves now is that probe. */
  isProbeSending = false

  /** A time-out may have been spurious: F-RTO watches (RFC 5682). */
  frto = false

  // PRR (RFC 9937)
  prrDelivered = 0
  prrOut = 0

  /** What the last ACK or timer said is to be sent again. */
  rexmit: 0 | 1 | 2 = REXMIT_NONE
  /** The first segment goes again whatever cwnd says: the retransmission timer has fired. */
  isHeadDue = false
  /** No segment before this position waits to be sent again. */
  hint = 0

  /** Something may have to leave besides new data. */
  get isDue(): boolean {
    return this.rexmit !== REXMIT_NONE || this.isHeadDue || this.isProbeDue
  }

  /** A new connection, or one that goes back to LISTEN. */
  reset(reordering: number): void {
    Object.assign(this, new RecoveryState())
    this.reordering = reordering
  }
}
