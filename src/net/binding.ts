import { SynfinError } from '../base/index.ts'
import { IpAddress, parseIpAddress } from '../wire/index.ts'
import { netSentences as t } from './sentences.ts'

/** Where a socket is bound: one address, or all of one or both IP versions. */
export interface Binding {
  /** Undefined: every address of the versions below. */
  readonly address: IpAddress | undefined
  readonly takes4: boolean
  readonly takes6: boolean
  readonly port: number
  /** The address as text: `0.0.0.0` and `::` for all. */
  readonly text: string
}

/**
 * @param text - An address; `0.0.0.0` for all of IPv4, `::` or undefined for all of both, as Linux has it.
 * @param onlyIpv6 - IPV6_V6ONLY: `::` stands for IPv6 alone.
 * @throws {SynfinError} EINVAL for what is not an address or not a port.
 */
export function bindingOf(text: string | undefined, port: number, onlyIpv6 = false): Binding {
  checkPort(port, 0)
  if (text === undefined || text === '::') {
    return { address: undefined, takes4: !onlyIpv6, takes6: true, port, text: '::' }
  }
  if (text === '0.0.0.0') return { address: undefined, takes4: true, takes6: false, port, text }
  return bindingTo(addressOf(text), port)
}

/** @returns The binding to one address. */
export function bindingTo(address: IpAddress, port: number): Binding {
  return { address, takes4: address.version === 4, takes6: address.version === 6, port, text: address.key }
}

/** @returns True when a packet to `version` may be for this binding as far as the version goes. */
export function takes(binding: Binding, version: 4 | 6): boolean {
  return version === 4 ? binding.takes4 : binding.takes6
}

/** @returns True when some packet could be for both. */
export function overlap(a: Binding, b: Binding): boolean {
  if (a.address !== undefined && b.address !== undefined) return a.address.equals(b.address)
  return (a.takes4 && b.takes4) || (a.takes6 && b.takes6)
}

/**
 * @returns The address; an IPv4-mapped one (`::ffff:192.0.2.1`, RFC 4291 §2.5.5.2) is the IPv4 address it stands for.
 * @throws {SynfinError} EINVAL for what is not an address: names are resolved before.
 */
export function addressOf(text: string): IpAddress {
  const address = parseIpAddress(text)
  if (address === undefined) throw new SynfinError('EINVAL', t.notAddress, { text })
  const { bytes } = address
  const isMapped = bytes.length === 16 && bytes.every((byte, i) => i >= 12 || byte === (i < 10 ? 0 : 0xff))
  return isMapped ? new IpAddress(bytes.subarray(12)) : address
}

/** @throws {SynfinError} EINVAL unless `port` is a whole number from `least` to 65,535. */
export function checkPort(port: number, least: 0 | 1): void {
  if (Number.isInteger(port) && port >= least && port <= 65_535) return
  throw new SynfinError('EINVAL', t.badPort, { least, port })
}
