import { MILLISECOND, MICROSECOND, own, SECOND } from '../../base/index.ts'
import type { StackSettings } from '../../tcp/index.ts'

type Change = Partial<StackSettings>
type Read = (value: string) => Change | undefined

const number =
  (name: keyof StackSettings, unit = 1): Read =>
  (value) =>
    readNumber(value) === undefined ? undefined : { [name]: (readNumber(value) as number) * unit }
const flag =
  (name: keyof StackSettings): Read =>
  (value) =>
    readNumber(value) === undefined ? undefined : { [name]: readNumber(value) !== 0 }
const sizes =
  (name: keyof StackSettings): Read =>
  (value) => {
    const parts = value.trim().split(/\s+/).map(readNumber)
    return parts.length === 3 && !parts.includes(undefined) ? { [name]: parts } : undefined
  }
const text =
  (name: keyof StackSettings): Read =>
  (value) => ({ [name]: value.trim() })

/** Linux's settings, without `net.ipv4.tcp_` where they begin so, as the engine has them. */
const SYSCTLS: Readonly<Record<string, Read>> = {
  syn_retries: number('synRetries'),
  syn_linear_timeouts: number('synLinearTimeouts'),
  synack_retries: number('synAckRetries'),
  max_syn_backlog: number('maxSynBacklog'),
  syncookies: number('synCookies'),
  abort_on_overflow: flag('abortOnOverflow'),
  timestamps: flag('timestamps'),
  window_scaling: flag('windowScaling'),
  sack: flag('sack'),
  dsack: flag('dsack'),
  ecn: number('ecn'),
  ecn_fallback: flag('ecnFallback'),
  rmem: sizes('receiveMemory'),
  wmem: sizes('sendMemory'),
  moderate_rcvbuf: flag('moderateReceiveBuffer'),
  shrink_window: flag('shrinkWindow'),
  comp_sack_delay_ns: number('compressSackDelay'),
  comp_sack_nr: number('compressSackCount'),
  comp_sack_rtt_percent: number('compressSackRttPercent'),
  invalid_ratelimit: number('invalidRateLimit', MILLISECOND),
  challenge_ack_limit: number('challengeAckLimit'),
  pingpong_thresh: number('pingPongThreshold'),
  notsent_lowat: number('notSentLowWater'),
  min_tso_segs: number('minTsoSegments'),
  tso_win_divisor: number('tsoWindowDivisor'),
  tso_rtt_log: number('tsoRttLog'),
  pacing_ss_ratio: number('pacingSlowStartRatio'),
  pacing_ca_ratio: number('pacingAvoidanceRatio'),
  congestion_control: text('congestionControl'),
  slow_start_after_idle: flag('slowStartAfterIdle'),
  recovery: number('recovery'),
  early_retrans: number('earlyRetransmit'),
  frto: number('frto'),
  reordering: number('reordering'),
  max_reordering: number('maxReordering'),
  retrans_collapse: flag('retransmitCollapse'),
  retries1: number('retries1'),
  retries2: number('retries2'),
  orphan_retries: number('orphanRetries'),
  rto_min_us: number('rtoMin', MICROSECOND),
  rto_max_ms: number('rtoMax', MILLISECOND),
  min_rtt_wlen: number('minRttWindow', SECOND),
  mtu_probing: number('mtuProbing'),
  base_mss: number('baseMss'),
  mtu_probe_floor: number('mtuProbeFloor'),
  min_snd_mss: number('minSendMss'),
  probe_threshold: number('probeThreshold'),
  probe_interval: number('probeInterval', SECOND),
  fin_timeout: number('finTimeout', SECOND),
  rfc1337: flag('rfc1337'),
  keepalive_time: number('keepAliveIdle', SECOND),
  keepalive_intvl: number('keepAliveInterval', SECOND),
  keepalive_probes: number('keepAliveCount'),
  'net.ipv4.route.min_pmtu': number('minPathMtu'),
  'net.core.somaxconn': number('maxBacklog'),
  'net.core.rmem_max': number('receiveBufferMax'),
  'net.core.wmem_max': number('sendBufferMax'),
}

/** What Linux keeps under a name and no longer, or not for TCP's behaviour, looks at. */
const WITHOUT_EFFECT = new Set(['fack', 'no_metrics_save', 'comp_sack_slack_ns'])

/**
 * @param name - As `sysctl` or /proc has it: `net.ipv4.tcp_sack`, `/proc/sys/net/ipv4/tcp_sack`.
 * @returns What the setting changes; undefined when the engine has nothing like it or the value is none.
 */
export function sysctlChange(name: string, value: string): Change | undefined {
  const path = name.replace(/^\/proc\/sys\//, '').replaceAll('/', '.')
  const short = path.replace(/^net\.ipv4\.tcp_/, '')
  if (WITHOUT_EFFECT.has(short)) return {}
  return own(SYSCTLS, short)?.(value)
}

function readNumber(value: string): number | undefined {
  const trimmed = value.trim()
  return /^(-?\d+|0x[0-9a-f]+)$/i.test(trimmed) ? Number(trimmed) : undefined
}
