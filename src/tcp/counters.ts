/** Counts that only grow, for `info`. */
class State {
  segmentsOut = 0
  segmentsIn = 0
  dataSegmentsOut = 0
  dataSegmentsIn = 0
  bytesSent = 0
  bytesRetransmitted = 0
  bytesReceived = 0
  retransmissions = 0
  duplicateBytes = 0
  outOfOrder = 0
  challengeAcks = 0

  segmentCame(): void {
    this.segmentsIn++
  }

  textCame(): void {
    this.dataSegmentsIn++
  }

  /** @param length - Bytes of payload. */
  segmentLeft(length: number): void {
    this.segmentsOut++
    if (length > 0) this.dataSegmentsOut++
  }

  /** New data left. */
  dataLeft(length: number): void {
    this.bytesSent += length
  }

  dataLeftAgain(length: number): void {
    this.bytesRetransmitted += length
  }

  retransmitted(): void {
    this.retransmissions++
  }

  /** The handshake begins, for which somebody else has sent a SYN-ACK so many times again. */
  handshakeBegan(retransmissions: number): void {
    this.retransmissions = retransmissions
  }

  /** Bytes came in order. */
  received(length: number): void {
    this.bytesReceived += length
  }

  receivedTwice(length: number): void {
    this.duplicateBytes += length
  }

  cameOutOfOrder(segments: number): void {
    this.outOfOrder += segments
  }

  challenged(): void {
    this.challengeAcks++
  }
}

/** Counts that only grow: read by all, changed by their verbs alone. */
export type Counters = Readonly<State>

export function newCounters(): Counters {
  return new State()
}
