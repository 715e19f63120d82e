import { MICROSECOND, SECOND } from '../base/index.ts'
import { DEFAULT_SEND_MSS, MAX_UINT32, NO_SSTHRESH, RTO_INITIAL } from './profile.ts'
import { NO_RATE, TCP_STATES, type TcpInfo } from './info.ts'
import type { StackSettings } from './settings.ts'

/** Nothing has happened. */
const NOTHING: TcpInfo = {
  tcpi_state: 0,
  tcpi_ca_state: 0,
  tcpi_retransmits: 0,
  tcpi_probes: 0,
  tcpi_backoff: 0,
  tcpi_options: 0,
  tcpi_snd_wscale: 0,
  tcpi_rcv_wscale: 0,
  tcpi_rto: 0,
  tcpi_ato: 0,
  tcpi_snd_mss: 0,
  tcpi_rcv_mss: 0,
  tcpi_unacked: 0,
  tcpi_sacked: 0,
  tcpi_lost: 0,
  tcpi_retrans: 0,
  tcpi_last_data_sent: 0,
  tcpi_last_data_recv: 0,
  tcpi_last_ack_recv: 0,
  tcpi_pmtu: 0,
  tcpi_rcv_ssthresh: 0,
  tcpi_rtt: 0,
  tcpi_rttvar: 0,
  tcpi_snd_ssthresh: 0,
  tcpi_snd_cwnd: 0,
  tcpi_advmss: 0,
  tcpi_reordering: 0,
  tcpi_rcv_space: 0,
  tcpi_total_retrans: 0,
  tcpi_bytes_acked: 0,
  tcpi_bytes_received: 0,
  tcpi_segs_out: 0,
  tcpi_segs_in: 0,
  tcpi_notsent_bytes: 0,
  tcpi_min_rtt: 0,
  tcpi_data_segs_in: 0,
  tcpi_data_segs_out: 0,
  tcpi_bytes_sent: 0,
  tcpi_bytes_retrans: 0,
  tcpi_rcv_ooopack: 0,
  tcpi_delivery_rate: 0,
  tcpi_pacing_rate: 0,
  tcpi_busy_time: 0,
  tcpi_rwnd_limited: 0,
  tcpi_sndbuf_limited: 0,
  tcpi_delivered: 0,
  tcpi_delivered_ce: 0,
  tcpi_dsack_dups: 0,
  tcpi_reord_seen: 0,
  tcpi_snd_wnd: 0,
  tcpi_rcv_wnd: 0,
}

/** @returns What `getsockopt(TCP_INFO)` reports of a socket that has never been connected (Linux tcp_init_sock). */
export function unconnectedInfo(settings: StackSettings): TcpInfo {
  return {
    ...common(settings),
    tcpi_state: TCP_STATES.CLOSED,
    tcpi_rto: RTO_INITIAL / MICROSECOND,
    tcpi_snd_mss: DEFAULT_SEND_MSS,
    // TCP_TIMEOUT_INIT is four mean deviations (mdev_us).
    tcpi_rttvar: SECOND / 4 / MICROSECOND,
    tcpi_snd_ssthresh: NO_SSTHRESH,
    tcpi_min_rtt: MAX_UINT32,
  }
}

/**
 * @returns What it reports of a listener (Linux tcp_get_info): how many connections wait to be accepted, where others have
 *   what is out, and its backlog, where others have what is SACKed.
 */
export function listenerInfo(settings: StackSettings, waiting: number, backlog: number): TcpInfo {
  return { ...common(settings), tcpi_state: TCP_STATES.LISTEN, tcpi_unacked: waiting, tcpi_sacked: backlog }
}

function common({ initialWindow, reordering }: StackSettings): TcpInfo {
  return {
    ...NOTHING,
    tcpi_snd_cwnd: initialWindow,
    tcpi_reordering: reordering,
    tcpi_pacing_rate: NO_RATE,
  }
}
