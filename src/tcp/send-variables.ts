import { holdsFloats, type Nanos } from '../base/index.ts'

/** Send sequence variables (RFC 9293 §3.3.1), as positions: 0 is our SYN, 1 the first byte of data. */
class State {
  static {
    holdsFloats(new State(0, 0), 'progressAt', 'lastDataAt', 'probedSince')
  }

  una = 0
  /** Next position to send for the first time; sending again does not move it back. */
  nxt = 0
  wnd = 0
  /** One past the last urgent byte; 0 when none. */
  up = 0
  wl1 = 0
  wl2 = 0
  /** Largest window the peer has ever offered (RFC 9293 §3.8.6.2.1, RFC 5961 §5). */
  maxWnd = 0
  /** One past the last byte the user has given. */
  end = 1
  /** The user has closed: FIN follows at `end`. */
  finQueued = false
  /** Eff.snd.MSS: payload of a full segment, options taken off (RFC 9293 §3.7.1). */
  mss: number
  /** Snd.Wind.Shift: the shift of the windows that the peer sends. */
  wscale = 0
  /** End of the last segment sent that was not full (Minshall's variant of Nagle). */
  smallEnd = 0
  /** One past the last byte that was pushed (Linux pushed_seq). */
  pushedEnd = 1
  /** Time-outs in a row without progress. */
  retransmits = 0
  /** How often the RTO has doubled: as `retransmits`, but kept until the RTT is taken anew (Karn, RFC 6298 §5). */
  backoff = 0
  /** Zero-window probes in a row without an answer. */
  probes = 0
  /** How often the probes' interval has doubled: kept until the window opens. */
  probeBackoff = 0
  /** When the first of the probes was due; -1 while the window takes what waits (Linux icsk_probes_tstamp). */
  probedSince: Nanos = -1
  keepAliveProbes = 0
  /** When SND.UNA last moved, or sending began after all was acknowledged. */
  progressAt: Nanos = 0
  /** The last write said that more follows at once: what is small waits until something else happens (MSG_MORE). */
  holdsMore = false
  /** What is queued now goes whatever Nagle and cork say (Linux TCP_NAGLE_PUSH). */
  pushesOnce = false
  /** When data last left, for restarting quick ACKs and `info`. */
  lastDataAt: Nanos = 0
  /** SO_SNDBUF while it is tuned (Linux sk_sndbuf). */
  tunedBuffer: number
  /** A send took less than it was given: a `writable` event is owed. */
  isBlocked = false

  constructor(tunedBuffer: number, mss: number) {
    this.tunedBuffer = tunedBuffer
    this.mss = mss
  }

  // The user's side.

  /** The stream ends at `end` now. @param more - More follows at once (MSG_MORE). */
  queued(end: number, more: boolean): void {
    this.end = end
    this.holdsMore = more
  }

  /** What has just been queued is urgent (RFC 9293 §3.8.5). */
  markUrgent(): void {
    this.up = this.end
  }

  /** Everything up to `end` is pushed. */
  pushed(end: number): void {
    this.pushedEnd = end
  }

  /** A new piece is begun: what was to go whatever Nagle says was the one before. */
  pieceBegun(): void {
    this.pushesOnce = false
  }

  /** Nothing is held for more to follow. @param pushes - What waits goes whatever Nagle and cork say. */
  uncork(pushes: boolean): void {
    this.holdsMore = false
    if (pushes) this.pushesOnce = true
  }

  queueFin(): void {
    this.finQueued = true
  }

  /** The buffer is full, and the user waits for room. */
  block(): void {
    this.isBlocked = true
  }

  unblock(): void {
    this.isBlocked = false
  }

  /** A buffer that tunes itself grows, and never shrinks. */
  growBuffer(size: number): void {
    this.tunedBuffer = Math.max(this.tunedBuffer, size)
  }

  // What leaves.

  synLeft(): void {
    this.nxt = 1
  }

  /** New data, FIN included, has left. */
  advance(length: number): void {
    this.nxt += length
  }

  /** The segment that ends at SND.NXT was not full. */
  smallLeft(): void {
    this.smallEnd = this.nxt
  }

  /** Data has left, for the first time or again. */
  dataLeft(now: Nanos): void {
    this.lastDataAt = now
  }

  /** From now on something waits for the peer. */
  startWaiting(now: Nanos): void {
    this.progressAt = now
  }

  /** Segments of this payload from now on (RFC 9293 §3.7.1, RFC 1191). */
  fitSegments(mss: number): void {
    this.mss = mss
  }

  // What comes from the peer.

  /** The options of his SYN: the shift of his windows (RFC 7323 §2.3). */
  scaleWindows(shift: number): void {
    this.wscale = shift
  }

  /** SND.WND, SND.WL1 and SND.WL2 from a segment (RFC 9293 §3.10.7.4, fifth check). */
  takeWindow(wnd: number, seq: number, ack: number): void {
    this.wnd = wnd
    this.wl1 = seq
    this.wl2 = ack
    if (wnd > this.maxWnd) this.maxWnd = wnd
  }

  /** The handshake is done. */
  established(now: Nanos): void {
    this.lastDataAt = now
    this.backoff = 0
  }

  /** Any segment: the peer is there. */
  segmentCame(): void {
    this.keepAliveProbes = 0
  }

  /** A segment has passed the checks: what was held for more goes. */
  segmentTaken(): void {
    this.holdsMore = false
  }

  /** SND.UNA moves. */
  acknowledged(position: number, now: Nanos): void {
    this.una = position
    this.retransmits = 0
    this.progressAt = now
  }

  /** An ACK answers a probe; its interval goes back once the window is open (RFC 9293 §3.8.6.1, as Linux). */
  probeAnswered(): void {
    this.probes = 0
  }

  // Timers.

  /** The RTT has been taken anew: the back-off is over (RFC 6298 §5). */
  rttTaken(): void {
    this.backoff = 0
  }

  /** RFC 6298 §5.5. @param backsOff - The RTO doubles. */
  timedOut(backsOff: boolean): void {
    this.retransmits++
    if (backsOff) this.backoff++
  }

  /** That time-out was spurious. */
  timeoutUndone(): void {
    this.retransmits = 0
  }

  /** A zero-window probe is due. @param backsOff - Its interval doubles; not so when our own device refused it. */
  probed(backsOff: boolean): void {
    this.probes++
    if (backsOff) this.probeBackoff++
  }

  /** The shut window is to be probed. */
  probeDue(now: Nanos): void {
    if (this.probedSince < 0) this.probedSince = now
  }

  /** The window takes what waits. */
  probingOver(): void {
    this.probedSince = -1
    this.probeBackoff = 0
  }

  /** The connection is gone: nothing backs off any more. */
  timersGone(): void {
    this.backoff = 0
    this.probeBackoff = 0
  }

  keepAliveProbed(): void {
    this.keepAliveProbes++
  }

  keepAliveRestarted(): void {
    this.keepAliveProbes = 0
  }

  /** Back to LISTEN (RFC 9293 §3.10.7.4, second check). */
  relisten(): void {
    this.una = 0
    this.nxt = 0
    this.maxWnd = 0
    this.retransmits = 0
    this.backoff = 0
    this.end = 1
    this.up = 0
    this.pushedEnd = 1
  }
}

/** Send sequence variables: read by all, changed by their verbs alone. */
export type SendVariables = Readonly<State>

/** @param tunedBuffer - First size of a send buffer that tunes itself, bytes as Linux counts memory. */
export function newSendVariables(tunedBuffer: number, mss: number): SendVariables {
  return new State(tunedBuffer, mss)
}
