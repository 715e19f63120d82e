import type { IpVersion } from './variant.ts'

/**
 * Names that the suites' own runners define for their scripts: fast-open cookies of the key in `defaults.sh` (with the
 * usual addresses), the socket level of error messages, an ICMP code, the MSS.
 *
 * @param own - What the person defines; it goes before.
 */
export function suiteDefines(
  ipVersion: IpVersion,
  own: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const isSix = ipVersion === 'ipv6'
  return new Map([
    ['TFO_COOKIE', isSix ? 'c1d1e9742a47a9bc' : '3021b9d889017eeb'],
    ['TFO_COOKIE_ZERO', isSix ? '82af1a8f9a205c34' : 'b7c12350a90dc8f5'],
    ['CODE', isSix ? 'address_unreachable' : 'host_unreachable'],
    ['CMSG_LEVEL_IP', ipVersion === 'ipv4' ? 'SOL_IP' : 'SOL_IPV6'],
    ['CMSG_TYPE_RECVERR', ipVersion === 'ipv4' ? 'IP_RECVERR' : 'IPV6_RECVERR'],
    ['MSS', '1460'],
    ...own,
  ])
}
