import { SocketError } from '../../socket/index.ts'

/** Errors as Node throws them, in its words: libraries and tests read them. */

/** The error of a name that nobody has. */
export function notFound(hostname: string, syscall = 'getaddrinfo'): NodeJS.ErrnoException {
  const error = new Error(`${syscall} ENOTFOUND ${hostname}`)
  return Object.assign(error, { errno: -3008, code: 'ENOTFOUND', syscall, hostname })
}

/** @returns A socket's error as "connect ECONNREFUSED 10.0.0.2:80"; anything else as it is. */
export function asNode(error: unknown): unknown {
  if (!(error instanceof SocketError)) return error
  const { code, syscall, address, port } = error
  const where = address === undefined ? '' : ` ${address}${port === undefined ? '' : `:${port}`}`
  const node = new Error(`${syscall} ${code}${where}`, { cause: error })
  return Object.assign(node, { code, syscall, address, port })
}

/** What a call rejects with when its signal aborts. */
export function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason })
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' })
}
