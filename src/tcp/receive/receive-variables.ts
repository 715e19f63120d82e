import { holdsFloats, type Nanos } from '../../base/index.ts'

/** Receive sequence variables (RFC 9293 §3.3.1), as positions: 0 is the peer's SYN. */
class State {
  static {
    holdsFloats(new State(), 'lastSegmentAt')
  }

  nxt = 0
  /** One past the last position the peer may send: RCV.NXT + RCV.WND as offered last. */
  edge = 0
  /** RCV.NXT when the window was offered last: Last.ACK.sent of RFC 7323 §4.3 (Linux rcv_wup). */
  wup = 0
  /** The highest edge ever offered: what it covered may still be under way when the window has shrunk (Linux rcv_mwnd_seq). */
  maxEdge = 0
  up = 0
  /** Rcv.Wind.Shift: the shift of the windows that we send. */
  wscale = 0
  /** Position of the peer's FIN, once it has come in order; -1 before. */
  fin = -1
  /** No text waited before the FIN when it came: only a read that finds the end takes it away. */
  isFinAlone = false
  /** The user has read the end. */
  isFinRead = false
  /** One past the last byte given to the user. */
  read = 1
  /** The window offered grows up to here (Linux rcv_ssthresh). */
  ssthresh = 0
  /** The window is never larger (Linux window_clamp). */
  clamp = 0
  lastSegmentAt: Nanos = 0
  /** shutdown(SHUT_RD): an empty buffer reads as the end of the stream. */
  isShutdown = false

  /** RCV.WND: what the peer may still send (Linux tcp_receive_window). */
  get wnd(): number {
    return Math.max(0, this.edge - this.nxt)
  }

  /** The window as it was offered, when it was offered (Linux rcv_wnd). */
  get offered(): number {
    return this.edge - this.wup
  }

  // What comes.

  segmentCame(now: Nanos): void {
    this.lastSegmentAt = now
  }

  /** The peer's SYN: RCV.NXT is SEG.SEQ + 1. */
  synCame(now: Nanos): void {
    this.nxt = 1
    this.read = 1
    this.lastSegmentAt = now
  }

  /** Text up to `right` has come in order. */
  advance(right: number): void {
    this.nxt = right
  }

  /** The peer's FIN, at RCV.NXT. @param isAlone - No text waits before it. */
  finCame(isAlone: boolean): void {
    this.isFinAlone = isAlone
    this.fin = this.nxt
    this.nxt = this.fin + 1
  }

  /** RCV.UP (RFC 9293 §3.10.7.4, sixth check). */
  urgentUpTo(end: number): void {
    this.up = end
  }

  // What the user does.

  /** Everything before `position` has been read. */
  readTo(position: number): void {
    this.read = position
  }

  /** A read has taken everything before `end`. @param isShort - There was room for more: it found the end, if that is here. */
  readUpTo(end: number, isShort: boolean): void {
    if (end === this.fin && (isShort || !this.isFinAlone)) this.isFinRead = true
    this.read = end
  }

  /** Nobody will read what waits. */
  dropUnread(): void {
    this.read = this.nxt
  }

  shutdown(): void {
    this.isShutdown = true
  }

  // The window.

  /** What a SYN of ours offers, and the scale of what follows. */
  openWindow(wscale: number, clamp: number, ssthresh: number): void {
    this.wscale = wscale
    this.clamp = clamp
    this.ssthresh = ssthresh
  }

  /** The peer does not scale (RFC 7323 §2.2). */
  scaleNothing(): void {
    this.wscale = 0
  }

  /** A segment leaves that offers so much from RCV.NXT on. */
  offer(window: number): void {
    this.wup = this.nxt
    this.edge = this.nxt + window
    if (this.edge > this.maxEdge) this.maxEdge = this.edge
  }

  /** Our SYN has offered its window before IRS was known: now it has its place. */
  placeWindow(): void {
    this.wup = this.nxt
    this.edge = this.nxt + this.ssthresh
    this.maxEdge = this.edge
  }

  /** What was offered lies further on by so much. */
  moveEdge(by: number): void {
    this.edge += by
  }

  /** The right edge is not before RCV.NXT. */
  keepEdge(): void {
    this.edge = Math.max(this.edge, this.nxt)
  }

  /** The buffer holds so much (Linux tcp_init_buffer_space). */
  fitBuffer(clamp: number): void {
    this.clamp = clamp
    this.ssthresh = Math.min(this.ssthresh, clamp)
  }

  /** Another bound of the window; what may be offered follows (Linux tcp_set_window_clamp). */
  bound(clamp: number): void {
    const old = this.clamp
    if (clamp === old) return
    this.clamp = clamp
    if (clamp < old) this.ssthresh = Math.min(this.ssthresh, clamp)
    else this.ssthresh = Math.max(Math.min(this.offered, clamp), this.ssthresh)
  }

  /** The buffer has grown to hold a window of so much. */
  bufferGrew(window: number): void {
    this.clamp = window
  }

  /** The next windows may be larger by so much. */
  raise(by: number): void {
    this.ssthresh += by
  }

  /** Memory is short: the next windows are no larger. */
  shrinkTo(window: number): void {
    this.ssthresh = Math.min(this.clamp, window)
  }

  /** Back to LISTEN (RFC 9293 §3.10.7.4, second check). */
  relisten(): void {
    this.nxt = 0
    this.edge = 0
    this.wup = 0
    this.maxEdge = 0
    this.fin = -1
    this.isFinRead = false
    this.up = 0
  }
}

/** Receive sequence variables: read by all, changed by their verbs alone. */
export type ReceiveVariables = Readonly<State>

export function newReceiveVariables(): ReceiveVariables {
  return new State()
}
