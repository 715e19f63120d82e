import { MICROSECOND, MILLISECOND, SECOND, type Nanos } from '../base/index.ts'

/**
 * Every constant of the engine with its source. They are those of today's Linux where Linux has one,
 * because Linux is what people meet on the wire; where an RFC asks for something else it is said here.
 */

/** First RTO, before any RTT is known (RFC 6298 §2.1; Linux TCP_TIMEOUT_INIT). */
export const RTO_INITIAL: Nanos = SECOND
/** Floor of the variance term of the RTO (Linux TCP_RTO_MIN; RFC 6298 §2.4 would have 1 s for the whole). */
export const RTO_MIN: Nanos = 200 * MILLISECOND
/** Ceiling of the RTO, backed off (RFC 6298 §2.5; Linux TCP_RTO_MAX). */
export const RTO_MAX: Nanos = 120 * SECOND
/** RTO for data after a SYN that had to be sent again and gave no sample (RFC 6298 §5.7; Linux TCP_TIMEOUT_FALLBACK). */
export const RTO_AFTER_SYN_LOSS: Nanos = 3 * SECOND

/** The least round trip that is taken, one tick of Linux's clock of microseconds. */
export const LEAST_RTT: Nanos = MICROSECOND

/** Retries of a connection that its owner has released, unless the host says otherwise (Linux tcp_orphan_retries). */
export const ORPHAN_RETRIES = 8

/** Delay of an ACK (Linux TCP_ATO_MIN; RFC 9293 §3.8.6.3 allows up to 500 ms). */
export const DELAYED_ACK: Nanos = 40 * MILLISECOND
/** Longest delay of an ACK (Linux TCP_DELACK_MAX), and where nothing was pushed and nobody answers (half a second). */
export const DELAYED_ACK_MAX: Nanos = 200 * MILLISECOND
export const DELAYED_ACK_LONG: Nanos = 500 * MILLISECOND
/** ACKs sent at once at the start of a connection (Linux TCP_MAX_QUICKACKS). */
export const QUICK_ACKS = 16

/** Answers of the user that are counted (Linux icsk_ack.pingpong is a byte). */
export const MAX_PING_PONG = 255

/** Slow-start threshold before the first loss (Linux TCP_INFINITE_SSTHRESH). */
export const NO_SSTHRESH = 0x7fffffff
/** No pacing (Linux ~0). */
export const NO_PACING: number = Number.POSITIVE_INFINITY

/** Initial window in segments (RFC 6928; Linux TCP_INIT_CWND). */
export const INITIAL_WINDOW_SEGMENTS = 10
/** Duplicate ACKs that mean a loss at first (RFC 5681 §3.2, RFC 6675 DupThresh; Linux tcp_reordering). */
export const REORDERING = 3
/** Recoveries after which the reordering window is small again (RFC 8985 §6.2 step 4; Linux TCP_RACK_RECOVERY_THRESH). */
export const REORDERING_WINDOW_PERSIST = 16
/** Steps of the reordering window at most, quarters of the least RTT (Linux reo_wnd_steps is a byte). */
export const MAX_REORDERING_STEPS = 255
/** Added to timers of recovery, two ticks of Linux's clock (TCP_TIMEOUT_MIN_US). */
export const TIMEOUT_MIN: Nanos = 2 * MILLISECOND

/** Until something is tried again that the sender's own device refused (Linux TCP_RESOURCE_PROBE_INTERVAL). */
export const RESOURCE_PROBE_INTERVAL: Nanos = 500 * MILLISECOND

/** Segments in a transmission unit at most (Linux gso_max_segs). */
export const MAX_TSO_SEGMENTS = 65_535
/** Bytes in a transmission unit at most (Linux GSO_LEGACY_MAX_SIZE less MAX_TCP_HEADER and one). */
export const GSO_MAX_SIZE: number = 65_536 - 320 - 1

/** A TCP header without options (RFC 9293 §3.1). */
export const TCP_HEADER = 20
/** The timestamps option with its padding (RFC 7323 appendix A). */
export const TIMESTAMPS_LENGTH = 12

/** MSS of a peer that announces none (RFC 9293 §3.7.1, IPv4). */
export const DEFAULT_SEND_MSS = 536
/** Smallest MSS taken from a peer or an ICMP error (Linux TCP_MIN_SND_MSS). */
export const MIN_SEND_MSS = 48
/** Largest window shift (RFC 7323 §2.3). */
export const MAX_WINDOW_SCALE = 14
/** Largest receive buffer: 2^30, the largest window that can be announced (RFC 7323 §2.3). */
export const MAX_BUFFER: number = 1024 * 1024 * 1024
/** What a queued unit costs beside its payload (Linux 6: skb of 256 bytes and a head of 704). */
export const UNIT_OVERHEAD = 960

/** Half of TIME-WAIT (Linux TCP_TIMEWAIT_LEN is 60 s; RFC 9293 §3.4.2 has 2 min). */
export const MSL: Nanos = 30 * SECOND

/** Keep-alive when switched on without figures (RFC 9293 §3.8.4; Linux tcp_keepalive_time, _intvl, _probes). */
export const KEEP_ALIVE: { readonly idle: Nanos; readonly interval: Nanos; readonly count: number } = {
  idle: 7200 * SECOND,
  interval: 75 * SECOND,
  count: 9,
}

/** A timestamp may be this many ticks before TS.Recent: clocks of some peers go back by one (Linux TCP_PAWS_WINDOW). */
export const TIMESTAMP_WINDOW = 1
/** TS.Recent older than this does not reject a segment (RFC 7323 §5.5). */
export const TIMESTAMP_LIFETIME: Nanos = 24 * 24 * 3600 * SECOND
/** One tick of the timestamp clock (RFC 7323 §5.4: 1 ms to 1 s; Linux 1 ms). */
export const TIMESTAMP_TICK: Nanos = MILLISECOND

/** cwnd below which no probe of the path MTU is sent: its loss must not stop the flow (RFC 4821 §7.4; Linux tcp_mtu_probe). */
export const LEAST_CWND_TO_PROBE = 11

/** The first segments of a connection are not paced, as the fq queue discipline has it (Linux tcp_update_skb_after_send). */
export const UNPACED_SEGMENTS = 10

/** Shorter segments do not make the window grow (Linux tcp_event_data_recv). */
export const SMALL_SEGMENT = 128

/** Duplicate ACKs that leave at once, for fast retransmit (Linux TCP_FASTRETRANS_THRESH). */
export const UNTHINNED_ACKS = 3

/** Quick ACKs after a mark, and after what looks like a retransmission: the sender's cwnd may be small. */
export const QUICK_ACKS_AFTER_MARK = 2

/** Without a divisor a unit waits for no more than this (Linux tcp_max_tso_deferred_mss). */
export const MAX_DEFERRED_SEGMENTS = 3

/** Linux TCP_NUM_SACKS: blocks that are remembered. */
export const REMEMBERED_BLOCKS = 4

/** Linux TCP_DEFAULT_SCALING_RATIO: half of the memory is data until segments have shown more. */
export const DEFAULT_SCALING_RATIO = 128

/** Linux TCP_MIN_MSS. */
export const MIN_RECEIVE_MSS = 88

/** At least so long, or half a round trip, until a peer that has gone back on what it SACKed counts as such (Linux tcp_check_sack_reneging). */
export const RENEGING_DELAY: Nanos = 10 * MILLISECOND
