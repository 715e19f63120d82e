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
/** RTO for data after a SYN that had to be retransmitted and gave no sample (RFC 6298 §5.7; Linux TCP_TIMEOUT_FALLBACK). */
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
/** A timer of no delay ends with the next tick of Linux's clock, so after all that happens at once: the least that is later. */
export const NEXT_TICK: Nanos = 1_000
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

/** MSS of a peer that announces none (RFC 9293 §3.7.1, IPv4); larger windows are filled by halves (Linux tcp_bound_to_half_wnd). */
export const DEFAULT_SEND_MSS = 536
/** The same with IPv6: 1280 - 60. */
export const DEFAULT_SEND_MSS_IPV6 = 1_220
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

/** FIN-WAIT-2 that nobody holds lasts at least so many RTOs (Linux tcp_fin_time: RTO << 2 less RTO >> 1). */
export const LEAST_FIN_WAIT = 3.5
/** How much older than an RTO an overtaken ACK may be (Linux tcp_disordered_ack: TCP_PAWS_REPLAY, RTO times 1.2). */
export const OVERTAKEN_RTO = 1.2

/** The largest values of fields and of C's types: 16 bits of a port or a window (RFC 9293 §3.1), 32 of a number, a byte, an int. */
export const MAX_UINT8 = 0xff
export const MAX_UINT16 = 0xffff
export const MAX_UINT32 = 0xffffffff
export const MAX_INT32 = 0x7fffffff

/** Headers of IP: the least, and the largest without extensions (RFC 791 §3.1, RFC 8200 §3). */
export const IPV4_HEADER = 20
export const IPV6_HEADER = 40
/** Bytes of options that a header has room for (RFC 9293 §3.1). */
export const MAX_OPTIONS = 40
/** Smallest MSS that may be announced: two segments have to fit into the smallest receive buffer. */
export const MIN_ANNOUNCED_MSS = 64
/** What a peer that offers tiny windows is sent at least: 68 bytes are what every link takes (RFC 791 §3.2; Linux tcp_bound_to_half_wnd). */
export const LEAST_PACKET = 68
/** The buffer is shut where less than this part of it is free (Linux __tcp_select_window: allowed_space >> 4). */
export const SHUT_BELOW_PART = 16
/** Bits of a window field that is not scaled, less one (RFC 7323 §2.3; Linux tcp_select_initial_window). */
export const UNSCALED_BITS = 15

/** One unit of the memory's share that is data (Linux TCP_RMEM_TO_WIN_SCALE, 8 bits), and the largest share. */
export const RATIO_UNIT = 256
export const MAX_RATIO = 255

/** Part of a second for which a unit is made at the pacing rate (Linux tcp_tso_autosize: sk_pacing_shift 10). */
export const UNITS_PER_SECOND = 1024
/** Shift beyond which a round trip makes units no larger. */
export const NO_RTT_SHIFT = 32

/** A doubling beyond this gives no more (the largest power of two that a shift gives). */
export const MAX_DOUBLINGS = 30

// Memory, as Linux counts it: `skb->truesize` of a packet that a TUN device takes in (`tun_alloc_skb`), pages of 4 KiB.

/** The descriptor (`struct sk_buff`, aligned) and what stands at the end of the data (`struct skb_shared_info`). */
export const SKB_DESCRIPTOR = 256
export const SKB_SHARED_INFO = 320
/** Room left before the packet (NET_SKB_PAD). */
export const SKB_HEADROOM = 64
export const PAGE = 4096
/** The smallest head there is (`skb_small_head_cache`), and the next size of the allocator. */
export const SKB_SMALL_HEAD = 576
export const SKB_NEXT_HEAD = 1024
/** The largest packet that collapsing makes (SKB_MAX_ORDER(0, 0)), and what it takes. */
export const SKB_COLLAPSED = 3776
/** Of a segment in the send buffer: its headers, and what Linux keeps of it (tcp_sndbuf_expand). */
export const SEND_SEGMENT_EXTRA = 640
export const SEND_SEGMENT_STRUCTURE = 256
// Bounds of socket options (Linux do_tcp_setsockopt, sock_setsockopt).

/** TCP_MAXSEG: TCP_MIN_MSS to MAX_TCP_WINDOW. */
export const MIN_MAXSEG = 88
export const MAX_MAXSEG = 32_767
/** MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL. */
export const MAX_KEEP_ALIVE: Nanos = 32_767 * SECOND
/** MAX_TCP_KEEPCNT, MAX_TCP_SYNCNT. */
export const MAX_COUNT = 127
/** TCP_FIN_TIMEOUT_MAX. */
export const MAX_LINGER2: Nanos = 120 * SECOND
/** SOCK_MIN_SNDBUF, SOCK_MIN_RCVBUF. */
export const MIN_SEND_BUFFER = 4608
export const MIN_RECEIVE_BUFFER = 2304

/** One tick of the clock of initial sequence numbers (RFC 9293 §3.4.1). */
export const ISN_TICK: Nanos = 4 * MICROSECOND
