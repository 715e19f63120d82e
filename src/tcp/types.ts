import type { Nanos, Random } from '../base/index.ts'
import type { TcpState } from '../wire/index.ts'
import type { CongestionName } from './congestion/registry.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { ChallengeBudget } from './challenge-budget.ts'
import type { TcpStatistics } from './statistics.ts'
import type { StackSettings } from './settings.ts'
import type { SocketOptions } from './socket-options.ts'

/** What `send` may be given about the bytes (RFC 9293 §3.10.2, and flags of Linux's sendmsg). */
export interface SendFlags {
  /** MSG_OOB: the urgent pointer is set past these bytes (RFC 9293 §3.8.5). */
  readonly urgent?: boolean
  /** MSG_MORE: more follows at once, so what does not fill a segment waits for it. */
  readonly more?: boolean
  /** MSG_EOR: a record ends here; what follows begins a segment of its own. */
  readonly endOfRecord?: boolean
}

/** What a connection reports to its owner, pulled with `pollEvent()`. */
export type ConnectionEvent =
  /** The handshake is done: ESTABLISHED reached. */
  | { readonly type: 'established' }
  /** Bytes can be read that could not be before. */
  | { readonly type: 'readable' }
  /** The send buffer has room again after it was full. */
  | { readonly type: 'writable' }
  /** Everything sent so far, FIN included, has been acknowledged. */
  | { readonly type: 'acknowledged' }
  /** The peer's FIN has arrived in order: what is buffered can still be read, then a read gives 0 bytes. */
  | { readonly type: 'peer-closed' }
  /** Urgent data has been announced up to this many bytes ahead of what has been read. */
  | { readonly type: 'urgent'; readonly bytesAhead: number }
  /** Both directions are closed and this end waits 2 MSL. */
  | { readonly type: 'time-wait' }
  /**
   * The connection is gone: no more segments, deadlines or events. `reason`:
   * `finished` both sides closed; `aborted` by this end; `reset` by the peer; `refused` a RST answered our SYN;
   * `timed-out` retransmission, keep-alive or user time-out; `unreachable` an ICMP error during the handshake.
   */
  | { readonly type: 'closed'; readonly reason: CloseReason }

/** Why a connection is gone. */
export type CloseReason = 'finished' | 'aborted' | 'reset' | 'refused' | 'timed-out' | 'unreachable'

/** What a connection is made with; whatever is absent has Linux's default from `profile.ts`. */
export interface ConnectionOptions {
  readonly localPort: number
  readonly remotePort: number
  /** ISS, 0 to 2^32 - 1: see `initialSequenceNumber` (RFC 6528). */
  readonly iss: number
  /** The MSS to announce: the MTU less 40 (IPv4) or 60 (IPv6). */
  readonly mss: number
  /** Chance handed in: the timestamp offset is drawn from it, unless given. */
  readonly random: Random
  /** What the timestamps begin from, uint32: the same for all connections with one peer (see `timestampOffset`). */
  readonly timestampOffset?: number
  /** The host's settings, read as they are needed. Absent: `LINUX_SETTINGS`. */
  readonly settings?: StackSettings
  /** Options set on the socket before, or on the listener: copied. What stands below goes before them. */
  readonly socketOptions?: SocketOptions | undefined
  /** Send buffer, bytes. */
  readonly sendBuffer?: number
  /** Receive buffer, bytes, as SO_RCVBUF: about the largest window that is ever offered. Absent: it tunes itself. */
  readonly receiveBuffer?: number
  /** TCP_NODELAY: no Nagle. */
  readonly noDelay?: boolean
  readonly keepAlive?: KeepAlive | undefined
  /** TCP_USER_TIMEOUT (RFC 5482): longest time that data may stay unacknowledged once it has been retransmitted. */
  readonly userTimeout?: Nanos | undefined
  readonly timestamps?: boolean
  readonly windowScaling?: boolean
  readonly sack?: boolean
  /** Absent: what TCP_CONGESTION says, or the host's setting. */
  readonly congestionControl?: CongestionName
  /** The host's counters. Absent: its own. */
  readonly statistics?: TcpStatistics
  /** The host's challenge ACKs (RFC 5961 §7). Absent: its own. */
  readonly challengeBudget?: ChallengeBudget
  /** Bytes of the IP header, 20 or 40: what an ICMP "packet too big" leaves for the segment. Absent: 40, safe for both. */
  readonly ipHeaderLength?: number
  /** What is known of the path: packets to the peer are no larger, bytes. */
  readonly pathMtu?: number | undefined
  /** Half of the time spent in TIME-WAIT (Linux: 30 s, so TIME-WAIT is 60 s). */
  readonly msl?: Nanos
}

/** All variables of a connection, copied: compared by tests, drawn by the page. Positions are relative to ISS and IRS. */
export interface Snapshot {
  readonly state: TcpState
  readonly snd: {
    readonly una: number
    readonly nxt: number
    readonly wnd: number
    readonly up: number
    readonly wl1: number
    readonly wl2: number
    /** Highest position ever sent. */
    readonly max: number
    /** One past what the user has given to be sent, the FIN included. */
    readonly end: number
    readonly mss: number
    readonly wscale: number
  }
  readonly rcv: { readonly nxt: number; readonly wnd: number; readonly up: number; readonly wscale: number }
  readonly iss: number
  readonly irs: number
  readonly cwnd: number
  readonly ssthresh: number
  readonly srtt: Nanos | undefined
  readonly rttvar: Nanos | undefined
  readonly rto: Nanos
  readonly bytesInFlight: number
  readonly sendQueue: number
  readonly receiveQueue: number
  readonly outOfOrder: readonly { readonly left: number; readonly right: number }[]
  /** Every armed timer with its deadline. */
  readonly timers: Readonly<Record<string, Nanos>>
}
