import { ACK, seqAdd } from '../wire/index.ts'
import type { ArrivingSegment } from './arriving-segment.ts'

/** What is waiting to be sent besides data. */
class State {
  /** An ACK, now. */
  ack = false
  /** ... and before any data. */
  isAckFirst = false
  /** Our SYN, or SYN-ACK. */
  syn = false
  /** That SYN-ACK is the first, though the SYN has been sent. */
  synAck = false
  /** A segment at SND.UNA - 1 that asks for an ACK: zero-window or keep-alive probe. */
  probe = false
  /** A probe with data, as much as the window takes: the override of silly-window avoidance. */
  force = false
  /** A RST with this sequence number as on the wire; -1 for none. */
  resetSeq = -1
  /** Whether that RST carries an ACK. */
  resetAck = false
  /** What that ACK acknowledges, as on the wire, when the RST answers a segment; -1: RCV.NXT, for a RST of our own accord. */
  resetAckNumber = -1

  acknowledge(): void {
    this.ack = true
  }

  acknowledgeFirst(): void {
    this.ack = true
    this.isAckFirst = true
  }

  /** A segment that carries an ACK leaves. */
  ackLeft(): void {
    this.ack = false
    this.isAckFirst = false
  }

  sendSyn(): void {
    this.syn = true
  }

  /** Our SYN has left, and the peer's has come: the next leaves as SYN-ACK (RFC 9293 §3.5, simultaneous open). */
  sendFirstSynAck(): void {
    this.syn = true
    this.synAck = true
  }

  synLeft(): void {
    this.syn = false
    this.synAck = false
  }

  sendProbe(): void {
    this.probe = true
  }

  probeLeft(): void {
    this.probe = false
  }

  /** Data goes whatever silly-window avoidance says, once. */
  forceData(): void {
    this.force = true
  }

  /** A unit of data is chosen. */
  dataChosen(): void {
    this.force = false
  }

  /** @param seq - Of the RST, as on the wire. */
  sendReset(seq: number, withAck: boolean): void {
    this.resetSeq = seq
    this.resetAck = withAck
    this.resetAckNumber = -1
  }

  /** The RST that answers a segment as if there were no connection (RFC 9293 §3.10.7.1; Linux tcp_v4_send_reset). */
  sendResetReply({ raw, flags, len }: ArrivingSegment): void {
    if ((flags & ACK) !== 0) this.sendReset(raw.ack, false)
    else {
      this.sendReset(0, true)
      this.resetAckNumber = seqAdd(raw.seq, len)
    }
  }

  resetLeft(): void {
    this.resetSeq = -1
  }

  /** The connection is gone: only a RST may still leave. */
  dropAllButReset(): void {
    this.ackLeft()
    this.syn = false
    this.probe = false
    this.force = false
  }

  /** Nothing waits. */
  clear(): void {
    this.dropAllButReset()
    this.synAck = false
    this.resetSeq = -1
    this.resetAck = false
  }
}

/** What is waiting to be sent besides data: read by all, changed by its verbs alone. */
export type Pending = Readonly<State>

export function newPending(): Pending {
  return new State()
}
