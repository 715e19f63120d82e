const NOTHING = new Uint8Array(0)

/** A TCP option whose kind synfin does not read: kept as it came. */
export interface UnknownOption {
  readonly kind: number
  /** The bytes after kind and length. */
  readonly data: Uint8Array
}

/**
 * One TCP segment: the header's fields in host order, its options read, its payload as a range of bytes.
 *
 * Mutable and reused on purpose: an endpoint reads every arriving segment into one of these and writes every
 * departing one from another, so the hot path allocates nothing. Whoever keeps a segment copies it.
 */
export class TcpSegment {
  sourcePort = 0
  destinationPort = 0
  /** Payload of the segments that were put together in an arriving one; 0 when it is one. */
  segmentSize = 0
  /** SEG.SEQ, 0 to 2^32 - 1. */
  seq = 0
  /** SEG.ACK, 0 to 2^32 - 1; meaningful when the ACK bit is set. */
  ack = 0
  /** The control bits, see `flags.ts`. */
  flags = 0
  /** SEG.WND as it stands in the header: 16 bits, unscaled. */
  window = 0
  /** SEG.UP, meaningful when the URG bit is set. */
  urgentPointer = 0

  /** Maximum segment size (kind 2), or -1 when absent. */
  mss = -1
  /** Window scale shift (kind 3), or -1 when absent. */
  windowScale = -1
  /** SACK permitted (kind 4). */
  sackPermitted = false
  /** Number of SACK blocks (kind 5), 0 to 4; the edges are in `sackLeft` and `sackRight`. */
  sackCount = 0
  readonly sackLeft: Uint32Array = new Uint32Array(4)
  readonly sackRight: Uint32Array = new Uint32Array(4)
  /** Timestamps (kind 8) present. */
  hasTimestamps = false
  tsVal = 0
  tsEcr = 0
  /** TCP fast open cookie (kind 34), empty for a request; undefined when absent. */
  fastOpenCookie: Uint8Array | undefined = undefined
  /** Options of other kinds, in order; undefined when there are none. */
  unknownOptions: UnknownOption[] | undefined = undefined

  /** The bytes that hold the payload: borrowed until the next segment is read. */
  payload: Uint8Array = NOTHING
  payloadOffset = 0
  payloadLength = 0

  /** Makes every field as in a new segment. */
  reset(): void {
    this.sourcePort = 0
    this.destinationPort = 0
    this.segmentSize = 0
    this.seq = 0
    this.ack = 0
    this.flags = 0
    this.window = 0
    this.urgentPointer = 0
    this.mss = -1
    this.windowScale = -1
    this.sackPermitted = false
    this.sackCount = 0
    this.hasTimestamps = false
    this.tsVal = 0
    this.tsEcr = 0
    this.fastOpenCookie = undefined
    this.unknownOptions = undefined
    this.payload = NOTHING
    this.payloadOffset = 0
    this.payloadLength = 0
  }
}
