import { holdsFloats, type Nanos } from '../../base/index.ts'
import { DEFAULT_SEND_MSS } from '../profile.ts'

/** Receive sequence variables (RFC 9293 §3.3.1), as positions: 0 is the peer's SYN. */
export class ReceiveVariables {
  static {
    holdsFloats(new ReceiveVariables(), 'lastSegmentAt', 'lastDataAt', 'tsRecentAt', 'spaceAt', 'rtt8', 'ato')
  }

  nxt = 0
  /** One past the last position the peer may send: RCV.NXT + RCV.WND as offered last. */
  edge = 0
  /** RCV.NXT when the window was offered last (Linux rcv_wup). */
  wup = 0
  /** The highest edge ever offered: what it covered may still be under way when the window has shrunk (Linux rcv_mwnd_seq). */
  maxEdge = 0
  up = 0
  /** Rcv.Wind.Shift: the shift of the windows that we send. */
  wscale = 0
  /** Position of the peer's FIN, once it has come in order; -1 before. */
  fin = -1
  /** One past the last byte given to the user. */
  read = 1
  /** Estimate of the peer's segment size (Linux rcv_mss). */
  mss: number = DEFAULT_SEND_MSS
  /** The window offered grows up to here (Linux rcv_ssthresh). */
  ssthresh = 0
  /** The window is never larger (Linux window_clamp). */
  clamp = 0
  /** Last.ACK.sent (RFC 7323 §4.3). */
  lastAckSent = 0
  tsRecent = 0
  tsRecentAt: Nanos = 0
  hasTsRecent = false
  /** When text last came, or the connection began. */
  lastDataAt: Nanos = 0
  lastSegmentAt: Nanos = 0
  /** shutdown(SHUT_RD): an empty buffer reads as the end of the stream. */
  isShutdown = false

  /** ACKs still to be sent at once (Linux icsk_ack.quick). */
  quickAcks = 0
  /** How often the user has answered what came (Linux icsk_ack.pingpong). */
  pingPong = 0
  /** Delay of an ACK, adapted; 0 before the first text (Linux icsk_ack.ato). */
  ato: Nanos = 0
  /** Something waits to be acknowledged (ICSK_ACK_SCHED). */
  ackScheduled = false
  /** ... and not longer than this segment's turn (ICSK_ACK_NOW). */
  ackNow = false
  /** A segment had to be dropped for want of memory: the next ACK shuts the window (ICSK_ACK_NOMEM). */
  isOutOfMemory = false
  /** Short segments that were pushed, 0, 1 or 2 and more: a read that empties the buffer acknowledges them (ICSK_ACK_PUSHED, PUSHED2). */
  pushed = 0
  /** Length of the last segment shorter than the estimate: two alike make a new one. */
  lastSegmentSize = 0

  /** ACKs held back while segments arrive out of order, RCV.NXT then, and the ones that were not held back. */
  compressedAcks = 0
  compressedNxt = 0
  duplicateAcks = 0

  /** Round-trip time as the receiver sees it, 8 times, 0 while unknown; and the measurement under way (Linux rcv_rtt_est). */
  rtt8: Nanos = 0
  rttEdge = 0
  rttAt: Nanos = -1
  rttLastEcr = -1
  /** What the user read in the last round trip, where and when it began (Linux rcvq_space). */
  spaceSize = 0
  spacePosition = 0
  spaceAt: Nanos = 0

  /** RCV.WND: what the peer may still send (Linux tcp_receive_window). */
  get wnd(): number {
    return Math.max(0, this.edge - this.nxt)
  }

  /** The window as it was offered, when it was offered (Linux rcv_wnd). */
  get offered(): number {
    return this.edge - this.wup
  }
}
