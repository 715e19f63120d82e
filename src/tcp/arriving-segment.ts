import { holdsFloats, type Nanos } from '../base/index.ts'
import { FIN, SYN, TcpSegment } from '../wire/index.ts'

/** The arriving segment as positions: SEG.SEQ, SEG.ACK, SEG.LEN, SEG.WND, SEG.UP of RFC 9293 §3.3.1. */
class State {
  static {
    holdsFloats(new State(), 'now')
  }

  seq = 0
  ack = 0
  /** Bytes of text, without SYN and FIN. */
  text = 0
  /** Where the text begins in `raw.payload`. */
  textOffset = 0
  /** SEG.LEN: text, SYN and FIN. */
  len = 0
  wnd = 0
  flags = 0
  /** DSCP and ECN of the packet around it (RFC 2474, RFC 3168 §5). */
  trafficClass = 0
  /** With it everything up to a FIN has come. */
  reachesFin = false
  raw: TcpSegment = new TcpSegment()
  now: Nanos = 0

  /**
   * Reads a segment that is borrowed for the call.
   *
   * @param seq - SEG.SEQ as a position, `ack` SEG.ACK.
   * @param wscale - Snd.Wind.Shift. The window of a segment with SYN is not scaled (RFC 7323 §2.2).
   */
  read(
    segment: TcpSegment,
    trafficClass: number,
    seq: number,
    ack: number,
    wscale: number,
    now: Nanos,
  ): void {
    const { flags } = segment
    this.raw = segment
    this.now = now
    this.flags = flags
    this.trafficClass = trafficClass
    this.reachesFin = false
    this.seq = seq
    this.ack = ack
    this.text = segment.payloadLength
    this.textOffset = segment.payloadOffset
    this.len = segment.payloadLength + ((flags & SYN) !== 0 ? 1 : 0) + ((flags & FIN) !== 0 ? 1 : 0)
    this.wnd = (flags & SYN) !== 0 ? segment.window : segment.window * (1 << wscale)
  }

  /** Its SYN has been dealt with: what is left begins at the first byte of data. */
  dropSyn(): void {
    this.seq = 1
  }

  /** Everything up to a FIN has come with it. */
  reachFin(): void {
    this.reachesFin = true
  }
}

/** The arriving segment: read by all, changed by its verbs alone. */
export type ArrivingSegment = Readonly<State>

export function newArrivingSegment(): ArrivingSegment {
  return new State()
}
