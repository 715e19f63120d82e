/** The tail-loss probe (RFC 8985 §7). */
class State {
  /** TLP.end_seq; -1: no probe is out. */
  highSeq = -1
  /** TLP.is_retrans. */
  isRetransmission = false
  /** A probe is to leave now. */
  isDue = false
  /** What leaves now is that probe. */
  isLeaving = false

  /** The timer has fired. */
  due(): void {
    this.isRetransmission = false
    this.isDue = true
  }

  /** It is not due any more: it is being chosen, or refused. */
  taken(): void {
    this.isDue = false
  }

  /** It is being built. */
  leave(): void {
    this.isLeaving = true
  }

  built(): void {
    this.isLeaving = false
  }

  /** It is out. @param nxt - SND.NXT. */
  left(isRetransmission: boolean, nxt: number): void {
    this.isRetransmission = isRetransmission
    this.highSeq = nxt
  }

  /** It has nothing more to say. */
  over(): void {
    this.highSeq = -1
  }

  reset(): void {
    this.highSeq = -1
    this.isRetransmission = false
    this.isDue = false
    this.isLeaving = false
  }
}

/** The tail-loss probe: read by all, changed by its verbs alone. */
export type ProbeState = Readonly<State>

export function newProbeState(): ProbeState {
  return new State()
}
