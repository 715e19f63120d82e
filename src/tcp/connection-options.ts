import { SynfinError } from '../base/index.ts'
import { MAX_BUFFER } from './profile.ts'
import { ReceiveMemory } from './receive/receive-memory.ts'
import type { StackSettings } from './settings.ts'
import { MIN_RECEIVE_BUFFER, setKeepAlive, SocketOptions } from './socket-options.ts'
import type { ConnectionOptions } from './types.ts'

/** The options of a connection: those of its socket or listener, copied, and what was given by itself. */
export function socketOptions(given: ConnectionOptions, settings: StackSettings): SocketOptions {
  const options = given.socketOptions?.copy() ?? new SocketOptions(settings)
  if (given.noDelay !== undefined) options.set('noDelay', given.noDelay)
  if (given.userTimeout !== undefined)
    options.set('userTimeout', inRange('userTimeout', given.userTimeout, 1, Number.MAX_SAFE_INTEGER))
  if (given.keepAlive !== undefined) setKeepAlive(options, given.keepAlive)
  return options
}

/** The buffer: a size given by itself is one that the user has set, so the window is never larger than it. */
export function receiveMemory(given: ConnectionOptions, options: SocketOptions): ReceiveMemory {
  if (given.receiveBuffer !== undefined)
    return new ReceiveMemory(
      Math.max(2 * inRange('receiveBuffer', given.receiveBuffer, 1, MAX_BUFFER), MIN_RECEIVE_BUFFER),
      true,
    )
  return new ReceiveMemory(options.receiveBuffer, options.receiveBufferLocked !== undefined)
}

/** @throws {SynfinError} EINVAL unless `value` is a whole number within. */
export function inRange(name: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new SynfinError('EINVAL', `${name} must be a whole number from ${low} to ${high}, not ${value}`)
  return value
}
