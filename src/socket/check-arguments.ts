import type { SocketError, SocketErrors } from './errors.ts'
import type { TcpSocketOptions, UdpSocketOptions, Waiting } from './types.ts'

/** What JavaScript hands over unasked is judged here, in words, before anything deeper stumbles over it. */

/** How a message shows what it was given: a text in quotes, so that '8888' is not taken for the number. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value)
      ? 'Array'
      : ((value.constructor as { name?: string } | undefined)?.name ?? 'Object')
  }
  return typeof value === 'function' ? 'Function' : String(value)
}

/** @returns Why these are no bytes to send; undefined when they are. */
export function bytesProblem(errors: SocketErrors, call: string, data: unknown): SocketError | undefined {
  if (data instanceof Uint8Array) return undefined
  if (typeof data === 'string') return errors.invalid(call, 'textWithoutEncoding', {})
  return errors.invalid(call, 'notBytes', { value: shown(data) })
}

/** @returns Why this is no length in bytes; undefined when it is. */
export function lengthProblem(
  errors: SocketErrors,
  call: string,
  length: unknown,
  least = 1,
): SocketError | undefined {
  if (length === Number.POSITIVE_INFINITY || (Number.isSafeInteger(length) && (length as number) >= least)) {
    return undefined
  }
  return errors.invalid(call, 'badLength', { least, value: shown(length) })
}

/** @returns Why these are no options of a waiting call; undefined when they are. */
export function waitingProblem(
  errors: SocketErrors,
  call: string,
  options: unknown,
): SocketError | undefined {
  if (options === undefined) return undefined
  if (typeof options !== 'object' || options === null) {
    return errors.invalid(call, 'notOptions', { example: '{ signal }', value: shown(options) })
  }
  return signalProblem(errors, call, (options as Waiting).signal)
}

function signalProblem(errors: SocketErrors, call: string, signal: unknown): SocketError | undefined {
  if (signal === undefined) return undefined
  const isSignal =
    typeof signal === 'object' && signal !== null && 'aborted' in signal && 'addEventListener' in signal
  return isSignal ? undefined : errors.invalid(call, 'notSignal', { name: 'signal', value: shown(signal) })
}

/** @throws {SocketError} EINVAL, with what the option is. */
export function checkSocketOptions(errors: SocketErrors, options: TcpSocketOptions | UdpSocketOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw errors.invalid('socket', 'notOptions', { example: '{ noDelay: true }', value: shown(options) })
  }
  const { signal, family, noDelay, keepAlive } = options as TcpSocketOptions
  const problem = signalProblem(errors, 'socket', signal)
  if (problem !== undefined) throw problem
  if (family !== undefined && family !== 4 && family !== 6) {
    throw errors.invalid('socket', 'notOneOf', { name: 'family', choices: '4 / 6', value: shown(family) })
  }
  if (noDelay !== undefined && typeof noDelay !== 'boolean') {
    throw errors.invalid('socket', 'notBoolean', { name: 'noDelay', value: shown(noDelay) })
  }
  checkTime(errors, 'socket', 'keepAlive', keepAlive)
}

/** @throws {SocketError} EINVAL for what is neither absent nor a time. */
export function checkTime(errors: SocketErrors, call: string, name: string, time: unknown): void {
  if (time === undefined || (typeof time === 'number' && time > 0 && time < Number.POSITIVE_INFINITY)) return
  throw errors.invalid(call, 'notTime', { name, value: shown(time) })
}

/** @throws {SocketError} EINVAL for what is no text. */
export function checkText(errors: SocketErrors, call: string, name: string, value: unknown): void {
  if (typeof value !== 'string') throw errors.invalid(call, 'notText', { name, value: shown(value) })
}
