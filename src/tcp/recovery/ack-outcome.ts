import { holdsFloats, type Nanos } from '../../base/index.ts'

/** What one ACK has reported so far: the flags of Linux's tcp_ack. One object for all connections, reset for each ACK. */
export class AckOutcome {
  static {
    holdsFloats(new AckOutcome(), 'now', 'firstSackedAt', 'lastSackedAt')
  }

  /** The segment carried text. */
  hasText = false
  windowUpdated = false
  unaAdvanced = false
  dataAcked = false
  synAcked = false
  /** Something sent more than once was acknowledged. */
  retransAcked = false
  /** Something new was SACKed. */
  dataSacked = false
  /** The ACK reports a duplicate (RFC 2883). */
  dsacking = false
  /** That duplicate is the tail-loss probe. */
  dsackTlp = false
  /** Something that was sent only once and before the time-out is delivered after all (RFC 5682). */
  origSackAcked = false
  /** A retransmission was found lost again. */
  lostRetrans = false
  /** The first outstanding segment is one that the peer had SACKed. */
  sackReneging = false
  /** ECN-Echo (RFC 3168 §6.1.2). */
  ece = false
  maybeDelayed = false
  /** The retransmission timer or the probe timer is to be set anew. */
  setTimer = false
  /** Lowest segment that was delivered although something above it had been SACKed before. */
  reorder = 0
  /** When the first and the last of the newly SACKed segments, sent once, had left; -1 for none. */
  firstSackedAt: Nanos = -1
  lastSackedAt: Nanos = -1
  /** Segments delivered twice, as reported by DSACK. */
  sackDelivered = 0
  /** SND.UNA, highest SACKed position, segments delivered and lost, before this ACK. */
  priorUna = 0
  priorHighestSacked = 0
  priorDelivered = 0
  priorLost = 0
  priorPackets = 0
  now: Nanos = 0

  reset(): void {
    this.hasText = false
    this.windowUpdated = false
    this.unaAdvanced = false
    this.dataAcked = false
    this.synAcked = false
    this.retransAcked = false
    this.dataSacked = false
    this.dsacking = false
    this.dsackTlp = false
    this.origSackAcked = false
    this.lostRetrans = false
    this.sackReneging = false
    this.ece = false
    this.maybeDelayed = false
    this.setTimer = false
    this.firstSackedAt = -1
    this.lastSackedAt = -1
    this.sackDelivered = 0
  }

  /** It cannot be a duplicate ACK (Linux FLAG_NOT_DUP). */
  get notDuplicate(): boolean {
    return this.hasText || this.windowUpdated || this.dataAcked || this.synAcked
  }
}

/** Where every connection notes what the arriving ACK reports: nothing is kept beyond the call. */
export const arrivingAck: AckOutcome = new AckOutcome()
