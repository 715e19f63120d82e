/** The congestion states of Linux (tcpi_ca_state 0 to 4): see `docs/tcp.md`. */
export type CaState = 'open' | 'disorder' | 'cwr' | 'recovery' | 'loss'

/** What happens to the window without an ACK (Linux enum tcp_ca_event). */
export type CwndEvent =
  /** Data leaves while none was in flight. */
  | 'tx-start'
  /** The window is cut after idling (RFC 5681 §4.1). */
  | 'cwnd-restart'
  /** A reduction by PRR has ended: cwnd is ssthresh now. */
  | 'complete-cwr'
  /** The retransmission timer fired. */
  | 'loss'
