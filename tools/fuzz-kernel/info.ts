/** The fields of `tcp_info` that are compared: those that no clock moves. */
export const INFO_FIELDS = [
  'tcpi_state',
  'tcpi_ca_state',
  'tcpi_retransmits',
  'tcpi_probes',
  'tcpi_backoff',
  'tcpi_snd_wscale',
  'tcpi_unacked',
  'tcpi_sacked',
  'tcpi_lost',
  'tcpi_retrans',
  'tcpi_snd_mss',
  'tcpi_snd_cwnd',
  'tcpi_snd_ssthresh',
] as const

/** @returns `tcpi_state=1 tcpi_ca_state=0 …` */
export function infoText(info: Readonly<Partial<Record<string, number>>>): string {
  return INFO_FIELDS.filter((name) => info[name] !== undefined)
    .map((name) => `${name}=${info[name]}`)
    .join(' ')
}
