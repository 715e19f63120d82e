import { holdsFloats, type Nanos } from '../../base/index.ts'

/**
 * The unit that is leaving: segments that a host hands to the network together (an skb of Linux, which the network card
 * or the device below it cuts). They leave in a row; the last one carries PSH when there is more than one.
 */
class State {
  static {
    holdsFloats(new State(), 'builtAt')
  }

  /** One past its last byte of data; -1 while none is leaving. */
  right = -1
  /** Payload of its segments but the last. */
  mss = 0
  /** Segments and bytes of it that have left. */
  sent = 0
  bytes = 0
  /** Its end is pushed. */
  push = false
  /** Nothing may be joined to its end. */
  eor = false
  fin = false
  /** It is retransmitted: this segment is the next to leave, and so many are left. */
  isRetransmission = false
  position = 0
  segments = 0
  /** When its last segment was built, and how many had come by then: -1 when the next one must be built anew. */
  builtAt: Nanos = -1
  builtAfter = -1
  /** Segments of new data that have left since the last pause. */
  burst = 0
  /** Payload of their full segments. */
  burstMss = 0
  /** New data has been held back, and a timer alone has run since: it is not looked at again. */
  isHeldBack = false
  isResting = false

  /** A unit of new data, up to `right`. */
  begin(right: number, mss: number, push: boolean, eor: boolean, fin: boolean): void {
    this.right = right
    this.mss = mss
    this.sent = 0
    this.bytes = 0
    this.push = push
    this.eor = eor
    this.fin = fin
    this.isRetransmission = false
  }

  /** A unit of `segments` segments that were out already, `position` to `right`. */
  beginAgain(position: number, right: number, mss: number, segments: number, push: boolean): void {
    this.begin(right, mss, push, false, false)
    this.isRetransmission = true
    this.position = position
    this.segments = segments
  }

  /** Its next segment leaves. */
  segmentLeft(length: number): void {
    this.sent++
    this.bytes += length
  }

  /** The next to be retransmitted begins there. */
  moveTo(position: number): void {
    this.position = position
  }

  /** Nothing of it is left, or none of it will leave. */
  drop(): void {
    this.right = -1
  }

  /** A segment was built from nothing. @param after - Segments that had come by then; -1: the next one cannot repeat it. */
  built(now: Nanos, after: number): void {
    this.builtAt = now
    this.builtAfter = after
  }

  burstOf(mss: number): void {
    this.burstMss = mss
  }

  /** A segment of new data has left. */
  countBurst(): void {
    this.burst++
  }

  /** New data may not leave. */
  holdBack(): void {
    this.isHeldBack = true
  }

  /** Nothing but a timer: what is held back stays so. */
  rest(): void {
    this.isResting = this.isHeldBack
  }

  /** A segment, a call of the user, or a timer that sends. */
  wake(): void {
    this.isHeldBack = false
    this.isResting = false
  }

  /** A pause. */
  endBurst(): void {
    this.burst = 0
  }
}

/** The unit that is leaving: read by all, changed by its verbs alone. */
export type TransmissionUnit = Readonly<State>

export function newTransmissionUnit(): TransmissionUnit {
  return new State()
}
