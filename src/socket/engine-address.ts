import { SynfinError } from '../base/index.ts'
import type { Endpoint } from '../net/index.ts'
import type { Place, SocketErrors } from './errors.ts'
import type { SocketAddress } from './types.ts'

/** @returns An address of the simulated network as the socket API shows it. */
export function toAddress({ address, port }: Endpoint): SocketAddress {
  return { address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' }
}

/** Calls the network, whose errors carry the right codes, and makes socket errors of them. @throws {SocketError} */
export function calling<Value>(
  errors: SocketErrors,
  syscall: string,
  place: Place | undefined,
  call: () => Value,
): Value {
  try {
    return call()
  } catch (error) {
    if (error instanceof SynfinError) throw errors.make(error.code, syscall, place, error)
    throw error
  }
}
