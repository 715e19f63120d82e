import { networkInterfaces } from 'node:os'
import { isLoopback } from '../socket/index.ts'

/** @returns Whether an IP address is one of this machine's, as its interfaces are now. */
export function isOwnAddress(address: string): boolean {
  if (isLoopback(address)) return true
  // Without a zone, and IPv4 as it is written in IPv6 (RFC 4291 section 2.5.5.2) as IPv4.
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=[\d.]+$)/i, '')
  return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === plain))
}
