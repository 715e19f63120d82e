import { MILLISECOND, SECOND, SynfinError, type Nanos, own } from '../base/index.ts'
import { KEEP_ALIVE, MSL, RTO_MAX, RTO_MIN } from './profile.ts'
import { tcpSentences as t } from './sentences.ts'

/** Least, first and largest size of a buffer, bytes as Linux counts memory (`tcp_rmem`, `tcp_wmem`). */
export type BufferSizes = readonly [least: number, first: number, largest: number]

/**
 * What Linux keeps as `net.ipv4.tcp_*` (and some of `net.core.*`) for all connections of a host: the name of each
 * stands in its comment. One object is shared by the connections of a host and read when it is needed, so a change
 * holds at once, as with sysctl. Times are nanoseconds, sizes bytes.
 */
export interface StackSettings {
  // The handshake.
  /** tcp_syn_retries */
  readonly synRetries: number
  /** tcp_syn_linear_timeouts: retransmissions of a SYN before its time-out begins to double. */
  readonly synLinearTimeouts: number
  /** tcp_synack_retries */
  readonly synAckRetries: number
  /** tcp_max_syn_backlog: half-open connections of one listener. */
  readonly maxSynBacklog: number
  /** core.somaxconn: cap of a listener's backlog. */
  readonly maxBacklog: number
  /** tcp_syncookies: 0 never, 1 when the queue is full, 2 always. */
  readonly synCookies: 0 | 1 | 2
  /** tcp_abort_on_overflow: RST instead of silence when the accept queue is full. */
  readonly abortOnOverflow: boolean

  // What a SYN offers.
  /** tcp_timestamps */
  readonly timestamps: boolean
  /** tcp_window_scaling */
  readonly windowScaling: boolean
  /** tcp_sack */
  readonly sack: boolean
  /** tcp_dsack: duplicates are reported (RFC 2883). */
  readonly dsack: boolean
  /** tcp_ecn: 0 off, 1 ask and agree, 2 agree only. */
  readonly ecn: 0 | 1 | 2
  /** tcp_ecn_fallback: a second SYN goes without ECN (RFC 3168 §6.1.1.1). */
  readonly ecnFallback: boolean

  // Receiving.
  /** net.ipv4.route.min_pmtu: an ICMP error that reports less makes packets this large, which routers may fragment. */
  readonly minPathMtu: number
  /** tcp_rmem */
  readonly receiveMemory: BufferSizes
  /** core.rmem_max: cap of SO_RCVBUF, before it is doubled. */
  readonly receiveBufferMax: number
  /** tcp_moderate_rcvbuf: the receive buffer grows with what is read. */
  readonly moderateReceiveBuffer: boolean
  /** tcp_shrink_window: the right edge may move back when memory is short. */
  readonly shrinkWindow: boolean
  /** tcp_comp_sack_delay_ns, _slack_ns, _nr, _rtt_percent: how ACKs with SACK blocks are thinned. */
  readonly compressSackDelay: Nanos
  readonly compressSackCount: number
  readonly compressSackRttPercent: number
  /** tcp_invalid_ratelimit: between answers to invalid segments of one connection; 0 for no limit (RFC 5961 §7). */
  readonly invalidRateLimit: Nanos
  /** tcp_challenge_ack_limit: challenge ACKs of the whole host in a second; 2^31 - 1 for no limit. */
  readonly challengeAckLimit: number
  /** tcp_pingpong_thresh: answers after which a connection counts as interactive. */
  readonly pingPongThreshold: number

  // Sending.
  /** tcp_wmem */
  readonly sendMemory: BufferSizes
  /** core.wmem_max: cap of SO_SNDBUF, before it is doubled. */
  readonly sendBufferMax: number
  /** tcp_notsent_lowat: a socket is writable while less than this waits unsent. */
  readonly notSentLowWater: number
  /** tcp_min_tso_segs, tcp_tso_win_divisor, tcp_tso_rtt_log: size of transmission units, and when one waits to grow. */
  readonly minTsoSegments: number
  readonly tsoWindowDivisor: number
  readonly tsoRttLog: number
  /** tcp_pacing_ss_ratio, tcp_pacing_ca_ratio: percent. */
  readonly pacingSlowStartRatio: number
  readonly pacingAvoidanceRatio: number
  /** core.default_qdisc, or the device's, is fq: every connection is paced (tc-fq). */
  readonly fairQueue: boolean
  /** The queue of the device takes nothing (`tc qdisc ... pfifo limit 0`): what TCP would send stays where it is. */
  readonly deviceFull: boolean
  /** tcp_congestion_control */
  readonly congestionControl: string
  /** tcp_slow_start_after_idle */
  readonly slowStartAfterIdle: boolean
  /** Initial window in segments (`ip route ... initcwnd`; RFC 6928). */
  readonly initialWindow: number

  // Recovery.
  /** tcp_recovery: RACK; 1 on, 2 static reordering window, 4 no DupThresh. */
  readonly recovery: number
  /** tcp_early_retrans: 3 or 4 for tail-loss probes, 0 without. */
  readonly earlyRetransmit: number
  /** tcp_frto: 0 off. */
  readonly frto: number
  /** tcp_reordering: DupThresh at first. */
  readonly reordering: number
  /** tcp_max_reordering */
  readonly maxReordering: number
  /** tcp_retrans_collapse */
  readonly retransmitCollapse: boolean
  /** tcp_retries1, tcp_retries2, tcp_orphan_retries (0: 8). */
  readonly retries1: number
  readonly retries2: number
  readonly orphanRetries: number
  /** tcp_rto_min_us, tcp_rto_max_ms */
  readonly rtoMin: Nanos
  readonly rtoMax: Nanos
  /** tcp_min_rtt_wlen */
  readonly minRttWindow: Nanos

  // Path MTU.
  /** tcp_mtu_probing: 0 off, 1 after a black hole, 2 always. */
  readonly mtuProbing: 0 | 1 | 2
  /** tcp_base_mss, tcp_mtu_probe_floor, tcp_min_snd_mss */
  readonly baseMss: number
  readonly mtuProbeFloor: number
  readonly minSendMss: number
  /** tcp_probe_threshold (bytes), tcp_probe_interval */
  readonly probeThreshold: number
  readonly probeInterval: Nanos
  /** route.mtu_expires: how long what ICMP said of a path holds. */
  readonly mtuExpires: Nanos

  // The end of a connection.
  /** tcp_fin_timeout */
  readonly finTimeout: Nanos
  /** Half of TIME-WAIT, which is a constant in Linux (TCP_TIMEWAIT_LEN). */
  readonly msl: Nanos
  /** tcp_rfc1337: a RST does not end TIME-WAIT. */
  readonly rfc1337: boolean
  /** tcp_keepalive_time, tcp_keepalive_intvl, tcp_keepalive_probes */
  readonly keepAliveIdle: Nanos
  readonly keepAliveInterval: Nanos
  readonly keepAliveCount: number
}

/** The defaults of Linux 6.x. */
export const LINUX_SETTINGS: StackSettings = {
  synRetries: 6,
  synLinearTimeouts: 4,
  synAckRetries: 5,
  maxSynBacklog: 4096,
  maxBacklog: 4096,
  synCookies: 1,
  abortOnOverflow: false,
  timestamps: true,
  windowScaling: true,
  sack: true,
  dsack: true,
  ecn: 2,
  ecnFallback: true,
  // The largest of Linux up to 6.15; later kernels have 32 MiB.
  minPathMtu: 552,
  receiveMemory: [4096, 131_072, 6 * 1024 * 1024],
  receiveBufferMax: 4 * 1024 * 1024,
  moderateReceiveBuffer: true,
  shrinkWindow: false,
  compressSackDelay: MILLISECOND,
  compressSackCount: 44,
  compressSackRttPercent: 33,
  invalidRateLimit: 500 * MILLISECOND,
  challengeAckLimit: 0x7fffffff,
  pingPongThreshold: 1,
  sendMemory: [4096, 16_384, 4 * 1024 * 1024],
  sendBufferMax: 4 * 1024 * 1024,
  notSentLowWater: 0xffffffff,
  minTsoSegments: 2,
  tsoWindowDivisor: 3,
  tsoRttLog: 9,
  pacingSlowStartRatio: 200,
  pacingAvoidanceRatio: 120,
  fairQueue: false,
  deviceFull: false,
  congestionControl: 'cubic',
  slowStartAfterIdle: true,
  initialWindow: 10,
  recovery: 1,
  earlyRetransmit: 3,
  frto: 2,
  reordering: 3,
  maxReordering: 300,
  retransmitCollapse: true,
  retries1: 3,
  retries2: 15,
  orphanRetries: 0,
  rtoMin: RTO_MIN,
  rtoMax: RTO_MAX,
  minRttWindow: 300 * SECOND,
  mtuProbing: 0,
  baseMss: 1024,
  mtuProbeFloor: 48,
  minSendMss: 48,
  probeThreshold: 8,
  probeInterval: 600 * SECOND,
  mtuExpires: 600 * SECOND,
  finTimeout: 60 * SECOND,
  msl: MSL,
  rfc1337: false,
  keepAliveIdle: KEEP_ALIVE.idle,
  keepAliveInterval: KEEP_ALIVE.interval,
  keepAliveCount: KEEP_ALIVE.count,
}

/** Least and largest value of the whole numbers; what is not here is from 0 to 2^53 - 1. */
const RANGES: Partial<Record<keyof StackSettings, readonly [number, number]>> = {
  synRetries: [1, 127],
  synLinearTimeouts: [0, 127],
  synAckRetries: [0, 255],
  maxSynBacklog: [0, 0x7fffffff],
  maxBacklog: [0, 0x7fffffff],
  synCookies: [0, 2],
  ecn: [0, 2],
  receiveBufferMax: [2048, 0x3fffffff],
  sendBufferMax: [2048, 0x3fffffff],
  compressSackCount: [0, 255],
  compressSackRttPercent: [1, 1000],
  challengeAckLimit: [1, 0x7fffffff],
  pingPongThreshold: [1, 255],
  notSentLowWater: [0, 0xffffffff],
  minTsoSegments: [0, 255],
  tsoWindowDivisor: [0, 255],
  tsoRttLog: [0, 255],
  pacingSlowStartRatio: [0, 1000],
  pacingAvoidanceRatio: [0, 1000],
  initialWindow: [1, 1 << 20],
  reordering: [1, 1 << 20],
  maxReordering: [1, 1 << 20],
  retries1: [0, 255],
  retries2: [0, 255],
  orphanRetries: [0, 255],
  rtoMin: [1, RTO_MAX],
  rtoMax: [SECOND, RTO_MAX],
  mtuProbing: [0, 2],
  baseMss: [1, 65_535],
  mtuProbeFloor: [1, 65_535],
  minSendMss: [40, 65_535],
  keepAliveIdle: [1, Number.MAX_SAFE_INTEGER],
  keepAliveInterval: [1, Number.MAX_SAFE_INTEGER],
  keepAliveCount: [1, 255],
}

/**
 * @returns `base` with some of it replaced.
 * @throws {SynfinError} EINVAL when there is no such setting, or its value is of another type or out of range.
 */
export function withSettings(base: StackSettings, changes: Partial<StackSettings>): StackSettings {
  const result: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue
    check(name, value)
    result[name] = value
  }
  return result as unknown as StackSettings
}

function check(name: string, value: unknown): void {
  const known = own(LINUX_SETTINGS, name)
  if (known === undefined) throw new SynfinError('EINVAL', t.noSetting, { name })
  if (Array.isArray(known)) checkSizes(name, value)
  else if (typeof value !== typeof known)
    throw new SynfinError('EINVAL', t.settingType, { name, wanted: typeof known, given: typeof value })
  else if (typeof value === 'number') checkNumber(name, value)
}

function checkNumber(name: string, value: number): void {
  const [low, high] = own(RANGES, name) ?? [0, Number.MAX_SAFE_INTEGER]
  if (!Number.isInteger(value) || value < low || value > high)
    throw new SynfinError('EINVAL', t.outOfRange, { name, least: low, most: high, value })
}

function checkSizes(name: string, value: unknown): void {
  const fits =
    Array.isArray(value) &&
    value.length === 3 &&
    value.every((size) => Number.isInteger(size) && size >= 1 && size <= 0x7fffffff)
  if (!fits) throw new SynfinError('EINVAL', t.threeSizes, { name })
}
