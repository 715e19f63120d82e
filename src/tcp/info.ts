import { MICROSECOND, MILLISECOND, type Nanos } from '../base/index.ts'
import type { TcpState } from '../wire/index.ts'
import type { CaState } from './congestion/ca-state.ts'
import { MAX_UINT32, NO_SSTHRESH, TCP_HEADER, TIMESTAMPS_LENGTH } from './profile.ts'
import { advertisedMss } from './receive/receive-tuning.ts'
import type { Tcb } from './tcb.ts'

/** Fields of Linux's `struct tcp_info` under their names and in their units: microseconds, milliseconds, segments, bytes. */
export interface TcpInfo {
  /** Linux's number: 1 ESTABLISHED, 2 SYN_SENT, 3 SYN_RECV, 4 FIN_WAIT1, 5 FIN_WAIT2, 6 TIME_WAIT, 7 CLOSE, 8 CLOSE_WAIT, 9 LAST_ACK, 10 LISTEN, 11 CLOSING. */
  readonly tcpi_state: number
  /** 0 Open, 1 Disorder, 2 CWR, 3 Recovery, 4 Loss. */
  readonly tcpi_ca_state: number
  /** Time-outs in a row. */
  readonly tcpi_retransmits: number
  /** Probes without an answer. */
  readonly tcpi_probes: number
  /** Back-off: how often the RTO, or the probe's interval, has doubled. */
  readonly tcpi_backoff: number
  /** 1 timestamps, 2 SACK, 4 window scaling, 8 ECN, 16 something ECN-capable has come. */
  readonly tcpi_options: number
  readonly tcpi_snd_wscale: number
  readonly tcpi_rcv_wscale: number
  /** Microseconds. */
  readonly tcpi_rto: number
  readonly tcpi_ato: number
  readonly tcpi_snd_mss: number
  readonly tcpi_rcv_mss: number
  /** Segments. */
  readonly tcpi_unacked: number
  readonly tcpi_sacked: number
  readonly tcpi_lost: number
  readonly tcpi_retrans: number
  /** Milliseconds ago. */
  readonly tcpi_last_data_sent: number
  readonly tcpi_last_data_recv: number
  readonly tcpi_last_ack_recv: number
  readonly tcpi_pmtu: number
  readonly tcpi_rcv_ssthresh: number
  /** Microseconds. */
  readonly tcpi_rtt: number
  readonly tcpi_rttvar: number
  /** Segments; 2147483647 while there is none, as in Linux. */
  readonly tcpi_snd_ssthresh: number
  readonly tcpi_snd_cwnd: number
  readonly tcpi_advmss: number
  readonly tcpi_reordering: number
  readonly tcpi_rcv_space: number
  readonly tcpi_total_retrans: number
  readonly tcpi_bytes_acked: number
  readonly tcpi_bytes_received: number
  readonly tcpi_segs_out: number
  readonly tcpi_segs_in: number
  readonly tcpi_notsent_bytes: number
  /** Microseconds. */
  readonly tcpi_min_rtt: number
  readonly tcpi_data_segs_in: number
  readonly tcpi_data_segs_out: number
  readonly tcpi_bytes_sent: number
  readonly tcpi_bytes_retrans: number
  readonly tcpi_rcv_ooopack: number
  /** Bytes per second; 2^53 - 1 while there is no pacing. */
  readonly tcpi_delivery_rate: number
  readonly tcpi_pacing_rate: number
  /** Microseconds: something was queued or out; of these, held up by the peer's window; by the send buffer. */
  readonly tcpi_busy_time: number
  readonly tcpi_rwnd_limited: number
  readonly tcpi_sndbuf_limited: number
  /** Segments: delivered, and of these with a congestion mark; reported as duplicates. */
  readonly tcpi_delivered: number
  readonly tcpi_delivered_ce: number
  readonly tcpi_dsack_dups: number
  /** How often reordering has been seen. */
  readonly tcpi_reord_seen: number
  readonly tcpi_snd_wnd: number
  readonly tcpi_rcv_wnd: number
}

/** The numbers of Linux's net/tcp_states.h. */
export const TCP_STATES: Readonly<Record<TcpState, number>> = {
  ESTABLISHED: 1,
  'SYN-SENT': 2,
  'SYN-RECEIVED': 3,
  'FIN-WAIT-1': 4,
  'FIN-WAIT-2': 5,
  'TIME-WAIT': 6,
  CLOSED: 7,
  'CLOSE-WAIT': 8,
  'LAST-ACK': 9,
  LISTEN: 10,
  CLOSING: 11,
}
const CA_STATES: Readonly<Record<CaState, number>> = { open: 0, disorder: 1, cwr: 2, recovery: 3, loss: 4 }

/** Stands for no limit. */
export const NO_RATE: number = Number.MAX_SAFE_INTEGER

/** @returns The connection at time `now`, as `getsockopt(TCP_INFO)` would report it. */
export function tcpInfo(tcb: Tcb, now: Nanos): TcpInfo {
  const { snd, rcv, rtt, window, recovery, counters, rate } = tcb
  const chrono = tcb.chrono.at(now)
  const micros = (time: Nanos): number => Math.round(time / MICROSECOND)
  const ago = (time: Nanos): number => Math.floor((now - time) / MILLISECOND)
  return {
    tcpi_state: TCP_STATES[tcb.state],
    tcpi_ca_state: CA_STATES[window.caState],
    tcpi_retransmits: snd.retransmits,
    tcpi_probes: Math.max(snd.probes, snd.keepAliveProbes),
    tcpi_backoff: Math.max(snd.backoff, snd.probeBackoff),
    tcpi_options: optionBits(tcb),
    tcpi_snd_wscale: snd.wscale,
    tcpi_rcv_wscale: tcb.scaling ? rcv.wscale : 0,
    tcpi_rto: micros(rtt.backedOff(snd.backoff)),
    tcpi_ato: micros(tcb.acks.ato),
    // Before the peer's SYN the timestamps count already (Linux tcp_connect_init).
    tcpi_snd_mss: snd.mss - (rcv.nxt === 0 && tcb.wantsTimestamps ? TIMESTAMPS_LENGTH : 0),
    tcpi_rcv_mss: tcb.tuning.mss,
    tcpi_unacked: tcb.records.size,
    tcpi_sacked: tcb.board.sackedOut,
    tcpi_lost: tcb.board.lostOut,
    tcpi_retrans: tcb.board.retransOut,
    tcpi_last_data_sent: ago(Math.max(snd.lastDataAt, tcb.establishedAt)),
    tcpi_last_data_recv: ago(tcb.acks.lastDataAt < 0 ? tcb.establishedAt : tcb.acks.lastDataAt),
    tcpi_last_ack_recv: ago(rcv.lastSegmentAt),
    tcpi_pmtu: snd.mss + (tcb.timestamps ? TIMESTAMPS_LENGTH : 0) + TCP_HEADER + tcb.ipHeaderLength,
    tcpi_rcv_ssthresh: rcv.ssthresh,
    tcpi_rtt: micros(rtt.srtt),
    tcpi_rttvar: micros(rtt.rttvar),
    tcpi_snd_ssthresh: Math.min(window.ssthresh, NO_SSTHRESH),
    tcpi_snd_cwnd: window.cwnd,
    tcpi_advmss: advertisedMss(tcb),
    tcpi_reordering: tcb.rack.reordering,
    tcpi_rcv_space: tcb.tuning.spaceSize,
    tcpi_total_retrans: counters.retransmissions,
    tcpi_bytes_acked: Math.max(0, Math.min(snd.una, snd.end) - 1),
    tcpi_bytes_received: counters.bytesReceived,
    tcpi_segs_out: counters.segmentsOut,
    tcpi_segs_in: counters.segmentsIn,
    tcpi_notsent_bytes: Math.max(0, snd.end - Math.max(snd.nxt, 1)),
    tcpi_min_rtt: rtt.min === 0 ? MAX_UINT32 : micros(rtt.min),
    tcpi_data_segs_in: counters.dataSegmentsIn,
    tcpi_data_segs_out: counters.dataSegmentsOut,
    tcpi_bytes_sent: counters.bytesSent + counters.bytesRetransmitted,
    tcpi_bytes_retrans: counters.bytesRetransmitted,
    tcpi_rcv_ooopack: counters.outOfOrder,
    tcpi_delivery_rate: Math.floor(rate.bytesPerSecond(snd.mss)),
    tcpi_pacing_rate: Math.min(Math.floor(window.pacingRate), NO_RATE),
    tcpi_busy_time: micros(chrono.busy),
    tcpi_rwnd_limited: micros(chrono.window),
    tcpi_sndbuf_limited: micros(chrono.buffer),
    tcpi_delivered: rate.delivered,
    tcpi_delivered_ce: rate.deliveredCe,
    tcpi_dsack_dups: recovery.dsackDuplicates,
    tcpi_reord_seen: tcb.rack.reordSeen,
    tcpi_snd_wnd: snd.wnd,
    tcpi_rcv_wnd: rcv.offered,
  }
}

function optionBits({ timestamps, sack, scaling, ecn }: Tcb): number {
  const negotiated = (timestamps ? 1 : 0) | (sack ? 2 : 0) | (scaling ? 4 : 0)
  return negotiated | (ecn.isAgreed ? 8 : 0) | (ecn.hasSeenEct ? 16 : 0)
}
