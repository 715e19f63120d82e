import { SynfinError } from '../base/index.ts'
import type { Endpoint, Host } from '../net/index.ts'
import type { ErrorAddress, SocketErrors } from './errors.ts'
import type { SocketAddress } from './types.ts'
import { socketSentences as t } from './sentences.ts'

/** @returns An address of the simulated network as the socket API shows it. */
export function toAddress({ address, port }: Endpoint): SocketAddress {
  return { address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' }
}

/** Calls the network, whose errors carry the right codes, and makes socket errors of them. @throws {SocketError} */
export function calling<Value>(
  errors: SocketErrors,
  syscall: string,
  place: ErrorAddress | undefined,
  call: () => Value,
): Value {
  try {
    return call()
  } catch (error) {
    if (error instanceof SynfinError) throw errors.make(error.code, syscall, place, error)
    throw error
  }
}

/**
 * Where to bind: one address, a name's first of the family, or all addresses of one or both IP versions.
 *
 * @throws {SynfinError} ENOTFOUND.
 */
export function localOf(
  host: Host,
  port: number,
  address: string | undefined,
  family: 4 | 6 | undefined,
): { readonly port: number; readonly address?: string; readonly onlyIpv6?: boolean } {
  if (address === '::' || (address === undefined && family === 6)) {
    return { port, address: '::', onlyIpv6: family === 6 }
  }
  if (address === undefined) return family === 4 ? { port, address: '0.0.0.0' } : { port }
  return { port, address: addressesOf(host, address, family)[0] }
}

/** @returns The addresses of a name, of one family when asked, one at least. @throws {SynfinError} ENOTFOUND. */
export function addressesOf(
  host: Host,
  name: string,
  family: 4 | 6 | undefined,
): readonly [string, ...string[]] {
  const [first, ...rest] = host
    .resolve(name)
    .filter((address) => family === undefined || address.includes(':') === (family === 6))
  if (first === undefined)
    throw new SynfinError('ENOTFOUND', t.noAddressOfFamily, { name, family: String(family) })
  return [first, ...rest]
}
