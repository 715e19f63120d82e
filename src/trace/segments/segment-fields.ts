/** The fields of a segment in relative, unwrapped, scaled numbers, as the rules read them. */

/** A segment as the state machine needs it. */
export interface Passing {
  readonly flags: number
  readonly relSeq: number
  readonly relAck: number
  readonly length: number
  readonly window: number
}

/** A segment about to be classified. */
export interface Fresh extends Passing {
  readonly time: number
  readonly seq: number
  readonly ack: number
  /** IPv4 identification; 0 when there is none. */
  readonly id: number
  /** -1 when it has no timestamp. */
  readonly tsVal: number
  readonly tsEcr: number
  readonly hopLimit: number
  readonly sackCount: number
  /** The right edge of its first SACK block, relative; -1 when there is none. */
  readonly sackRight: number
  /** Its first SACK block tells of what came twice (RFC 2883). */
  readonly isDSack: boolean
  /** The window field as it stands in the header. */
  readonly rawWindow: number
  /** The simulated network says that it made this copy. */
  readonly isKnownCopy: boolean
  /** A SYN-ACK with a number other than that of its side's SYN, after the handshake. */
  readonly answersLateSyn: boolean
}
