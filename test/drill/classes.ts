/** What the scripts of google/packetdrill's suite are about, by folder and name: names only, the scripts are not ours. */
export interface ScriptClass {
  readonly title: string
  /** Relative to `gtests/net`, without `.pkt`; all of a folder by `folder/*`. */
  readonly scripts: readonly string[]
}

const named = (folder: string, prefix: string, names: string): string[] =>
  names.split(' ').map((name) => `tcp/${folder}/${prefix}${name}`)

/** In the order of the table. The first class that has a script is its own. */
export const CLASSES: readonly ScriptClass[] = [
  {
    title: 'Core: open, close, shut down, MSS, blocking calls',
    scripts: [
      ...named('blocking', 'blocking-', 'accept connect read'),
      ...named('close', 'close-', 'local-close-then-remote-fin on-syn-sent remote-fin-then-close'),
      ...named('ioctl', 'ioctl-', 'siocinq-fin'),
      ...named(
        'mss',
        'mss-',
        'getsockopt-tcp_maxseg-server setsockopt-tcp_maxseg-client setsockopt-tcp_maxseg-server',
      ),
      ...named('shutdown', 'shutdown-', 'rd-close rd-wr-close rdwr-close wr-close'),
      'tcp/syscall_bad_arg/syscall-invalid-buf-ptr',
      'tcp/validate/validate-established-no-flags',
    ],
  },
  { title: 'Slow start', scripts: ['tcp/slow_start/*'] },
  { title: 'Limited transmit', scripts: ['tcp/limited_transmit/*'] },
  { title: 'Nagle, cork, MSG_MORE', scripts: ['tcp/nagle/*'] },
  { title: 'MSG_EOR', scripts: ['tcp/eor/*'] },
  { title: 'Timestamps', scripts: ['tcp/ts_recent/*'] },
  {
    title: 'SACK, sending',
    scripts: ['tcp/sack/*', 'tcp/cwnd_moderation/cwnd-moderation-disorder-no-moderation'],
  },
  { title: 'Proportional rate reduction', scripts: ['tcp/fast_recovery/*'] },
  {
    title: 'RACK, tail-loss probes, fast retransmit',
    scripts: [
      'tcp/fast_retransmit/*',
      ...named('shutdown', 'shutdown-rdwr-', 'send-queue-ack-close write-queue-close'),
      'tcp/cubic/cubic-rack-reo-timeout-retrans-failed-incoming-data',
    ],
  },
  { title: 'CUBIC', scripts: ['tcp/cubic/*'] },
  { title: 'ECN (RFC 3168)', scripts: ['tcp/ecn/*', 'tcp/cwnd_moderation/*'] },
  { title: 'Receive window', scripts: ['tcp/gro/*'] },
  {
    title: 'Send buffer, TCP_NOTSENT_LOWAT, epoll',
    scripts: ['tcp/blocking/blocking-write', 'tcp/epoll/*', 'tcp/notsent_lowat/*'],
  },
  { title: 'Path MTU', scripts: ['tcp/mtu_probe/*'] },
  { title: 'TCP_USER_TIMEOUT', scripts: ['tcp/user_timeout/*'] },
  { title: 'tcp_info', scripts: ['tcp/tcp_info/*'] },
  { title: 'TCP_INQ', scripts: ['tcp/inq/*'] },
  { title: 'MD5', scripts: ['tcp/md5/*'] },
  {
    title: 'TCP fast open',
    scripts: ['tcp/fastopen/*', 'tcp/syscall_bad_arg/fastopen-invalid-buf-ptr'],
  },
  { title: 'Transmit time stamps', scripts: ['tcp/timestamping/*'] },
  {
    title: 'Zero copy, splice, sendfile',
    scripts: ['tcp/zerocopy/*', 'tcp/splice/*', 'tcp/sendfile/*', 'tcp/syscall_bad_arg/*'],
  },
  { title: 'PSP', scripts: ['psp/*'] },
  { title: "The tool's own examples", scripts: ['packetdrill/*'] },
  { title: "Scripts of Linux's selftests that the suite lacks", scripts: ['*'] },
]

/** Scripts that today's Linux (6.18) does not pass, because it has changed since they were written. */
const STALE: ReadonlySet<string> = new Set([
  ...named('epoll', 'epoll_out_edge', ' _default_notsent_lowat _notsent_lowat'),
  'tcp/notsent_lowat/notsent-lowat-default',
  'tcp/gro/gro-mss-option',
  'tcp/ts_recent/invalid_ack',
  'tcp/cwnd_moderation/cwnd-moderation-ecn-enter-cwr-no-moderation-700',
  'tcp/ioctl/ioctl-siocinq-fin',
  'tcp/shutdown/shutdown-rdwr-write-queue-close',
  ...named('cubic', 'cubic-bulk-166k', ' -idle-restart'),
  'tcp/fastopen/server/client-ack-dropped-then-recovery-ms-timestamps',
  'tcp_rcv_toobig',
])

/** Scripts of later kernels that 6.18 does not pass yet. */
const NEWER: ReadonlySet<string> = new Set([
  'tcp_advmss_pmtu_ipv4',
  'tcp_advmss_pmtu_ipv6',
  'tcp_rcv_wnd_shrink_allowed',
  'tcp_rcv_wnd_shrink_nomem',
  'tcp_rfc5961_reject-old-ack',
  'tcp_urg_ptr_retransmit',
])

/** What it expects at 40 ms is due at 27 ms: a clock that ticks every 4 ms makes 31 to 36 ms of it, near enough. */
const COARSE_CLOCK = 'tcp/fast_retransmit/fr-4pkt-fack-last-mss'

/** @returns What Linux makes of a script, where that is known. */
export function linuxVerdict(name: string): string {
  if (name.startsWith('psp/')) return 'needs PSP'
  if (name.startsWith('packetdrill/')) return ''
  if (STALE.has(name)) return 'older than Linux 6.18'
  if (NEWER.has(name)) return 'newer than Linux 6.18'
  return name === COARSE_CLOCK ? 'pass, with a 4 ms clock tick' : 'pass'
}

/** @returns The class of a script. */
export function classOf(name: string): ScriptClass {
  const found = CLASSES.find(({ scripts }) =>
    scripts.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
    ),
  )
  return found as ScriptClass
}
