/** What a host counts over all its connections: what was refused and why, under the names of Linux's `nstat` (TcpExt...). */
class State {
  /** Segments that end beyond the highest window ever offered. */
  BeyondWindow = 0
  /** Text for a window that is shut. */
  TCPZeroWindowDrop = 0
  /** Text for which there was no memory; the same, out of order. */
  TCPRcvQDrop = 0
  TCPOFODrop = 0
  /** Signed segments (RFC 2385) that nobody expects. */
  TCPMD5Unexpected = 0
  /** Challenge ACKs (RFC 5961). */
  TCPChallengeACK = 0
  /** ICMP errors about numbers that are not under way (RFC 5927 §4.1). */
  OutOfWindowIcmps = 0
  /** Handshakes that found the accept queue full. */
  ListenOverflows = 0
  /** SYNs that were not answered. */
  ListenDrops = 0
  /** SYN cookies (RFC 4987): sent, come back, come back wrong. */
  SyncookiesSent = 0
  SyncookiesRecv = 0
  SyncookiesFailed = 0

  /** One more of them. */
  count(name: Statistic): void {
    this[name]++
  }
}

/** What is counted. */
type Statistic = Exclude<keyof State, 'count'>

/** A host's counters: read by all, changed by `count` alone. */
export type TcpStatistics = Readonly<State>

export function newStatistics(): TcpStatistics {
  return new State()
}
