import { networkInterfaces } from 'node:os'

/**
 * The host of a link that works: of a workbench on all addresses one that other machines reach too, where there is one.
 *
 * @param host - Where the workbench is bound.
 * @param addresses - Those of this machine.
 */
export function linkHost(host: string, addresses: readonly string[] = ownAddresses()): string {
  if (host === '0.0.0.0') return addresses.find((address) => !address.includes(':')) ?? '127.0.0.1'
  if (host === '::') return addresses.find((address) => !/^fe80:/i.test(address)) ?? '::1'
  // An address in a link has no zone (RFC 3986 section 3.2.2).
  return host.replace(/%.*$/, '')
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
}
