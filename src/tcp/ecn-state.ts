/** Explicit Congestion Notification of one connection (RFC 3168 §6.1; Linux ecn_flags). */
class State {
  /** Both ends have agreed on it. */
  isAgreed = false
  /** Our SYN has requested it. */
  isRequested = false
  /** A mark has come: ACKs carry ECN-Echo until the peer says CWR (Linux TCP_ECN_DEMAND_CWR). */
  mustEcho = false
  /** cwnd has been reduced: the next new data carries CWR (Linux TCP_ECN_QUEUE_CWR). */
  mustSendCwr = false
  /** A segment with ECT or CE has come: one without may be a retransmission (Linux TCP_ECN_SEEN). */
  hasSeenEct = false

  /** Our SYN requests it, or is retransmitted without the request. */
  synLeft(requests: boolean): void {
    this.isRequested = requests
  }

  /** Both SYNs have been seen. */
  settle(isAgreed: boolean): void {
    this.isAgreed = isAgreed
  }

  /** A mark has come (RFC 3168 §6.1.3). */
  marked(): void {
    this.mustEcho = true
  }

  /** The peer has reduced its window. */
  cwrCame(): void {
    this.mustEcho = false
  }

  /** The peer sends segments that are ECN-capable. */
  ectCame(): void {
    this.hasSeenEct = true
  }

  /** cwnd has been reduced, for whatever reason (RFC 3168 §6.1.2). */
  queueCwr(): void {
    if (this.isAgreed) this.mustSendCwr = true
  }

  /** CWR has left, or the reduction has been undone. */
  dropCwr(): void {
    this.mustSendCwr = false
  }

  /** No connection, no ECN. */
  reset(): void {
    this.isAgreed = false
    this.isRequested = false
    this.mustEcho = false
    this.mustSendCwr = false
    this.hasSeenEct = false
  }
}

/** ECN of one connection: read by all, changed by its verbs alone. */
export type EcnState = Readonly<State>

export function newEcnState(): EcnState {
  return new State()
}
