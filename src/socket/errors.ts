import {
  SynfinError,
  own,
  type Explanation,
  type Reason,
  type ReasonArg,
  type ReasonArgs,
} from '../base/index.ts'
import { lacksScope } from './link-local.ts'
import { type Lang, sayError } from '../say/index.ts'
import { type SocketSentence, socketSentences } from './sentences.ts'

/** The address an error is about, as far as it is known. */
export interface ErrorAddress {
  readonly address?: string | undefined
  readonly port?: number | undefined
}

/** What a `SocketError` carries beside its code. */
export interface SocketErrorDetails {
  /** The call that failed: `bind`, `listen`, `accept`, `connect`, `send`, `recv`, `shutdown`. */
  readonly syscall: string
  readonly address?: string | undefined
  readonly port?: number | undefined
  /** For EINVAL: what was wrong; for others a second sentence (who holds the address). */
  readonly detail?: Explanation | undefined
  /** For a failed accept: how many clients were turned away. */
  readonly refused?: number | undefined
  readonly cause?: unknown
  readonly lang?: Lang | undefined
}

/**
 * A socket call that failed. The same on every backend: match on `code` (POSIX), show `message`, which says what
 * happened and what helps, in the language of the backend that made the socket.
 */
export class SocketError extends SynfinError {
  /** The class's name. */
  override readonly name: string = 'SocketError'
  /** The call that failed: `bind`, `connect`, `send`, … */
  readonly syscall: string
  /** The address it is about, where one is known. */
  readonly address: string | undefined
  /** The port it is about, where one is known. */
  readonly port: number | undefined
  /** For a failed accept (EMFILE): how many clients were turned away since the last one; else 0. */
  readonly refused: number

  /** @param code - A POSIX code such as `ECONNREFUSED`. */
  constructor(code: string, details: SocketErrorDetails) {
    const { cause, lang = 'en' } = details
    super(code, reasonFor(code, details), argsOf(code, details), cause === undefined ? undefined : { cause })
    this.message = sayError(this, lang)
    this.syscall = details.syscall
    this.address = details.address
    this.port = details.port
    this.refused = details.refused ?? 0
  }
}

/** A waiting call that was called off by its signal. `cause` is the signal's reason. */
export class AbortError extends SynfinError {
  /** The class's name. */
  override readonly name: string = 'AbortError'
  /** The call that was called off. */
  readonly syscall: string
  /** For `send`: how many of its bytes had been taken and will reach the peer; 0 for other calls. */
  readonly bytesSent: number

  /** @param bytesSent - Of a send: what had been taken. */
  constructor(syscall: string, signal: AbortSignal, lang: Lang = 'en', bytesSent = 0) {
    const cause: unknown = signal.reason
    const byTime = cause instanceof Error && cause.name === 'TimeoutError'
    const why = byTime ? socketSentences.abortedByTime : socketSentences.aborted
    super('ABORT_ERR', why, { call: syscall }, { cause })
    this.message = sayError(this, lang)
    this.syscall = syscall
    this.bytesSent = bytesSent
  }
}

/** Makes the errors of one backend, in its language. */
export class SocketErrors {
  readonly lang: Lang

  constructor(lang: Lang = 'en') {
    this.lang = lang
  }

  /** @param place - The address the error is about. */
  make(code: string, syscall: string, place?: ErrorAddress, cause?: unknown): SocketError {
    return new SocketError(code, {
      syscall,
      address: place?.address,
      port: place?.port,
      detail: code === 'EINVAL' ? this.#whyInvalid(code, place) : undefined,
      cause,
      lang: this.lang,
    })
  }

  /** A failed accept, which turned clients away. */
  refusing(code: string, refused: number, { address, port }: ErrorAddress): SocketError {
    return new SocketError(code, { syscall: 'accept', address, port, refused, lang: this.lang })
  }

  /** The system says EINVAL and no more: what it usually means, else that it says no more. */
  #whyInvalid(code: string, place: ErrorAddress | undefined): Explanation {
    const { address } = place ?? {}
    if (address !== undefined && lacksScope(address)) {
      return { reason: socketSentences.noScope, args: { value: address } }
    }
    return { reason: socketSentences.noReason, args: { code } }
  }

  /** EINVAL with the reason in words. */
  invalid(syscall: string, why: SocketSentence, args: ReasonArgs): SocketError {
    return new SocketError('EINVAL', {
      syscall,
      detail: { reason: socketSentences[why], args },
      lang: this.lang,
    })
  }

  /** SYNFIN_ENCODING: there is no charset of that name. */
  noCharset(name: string): SynfinError {
    return this.#said(new SynfinError('SYNFIN_ENCODING', socketSentences.noCharset, { name }))
  }

  /** The stream ended inside a message. */
  endedEarly(call: string, got: number): SynfinError {
    return this.#said(new SynfinError('SYNFIN_INCOMPLETE', socketSentences.endedEarly, { call, got }))
  }

  /** No end of the message in as many bytes as it may have. */
  tooLong(call: string, max: number): SynfinError {
    return this.#said(new SynfinError('SYNFIN_TOO_LONG', socketSentences.tooLong, { call, max }))
  }

  #said(error: SynfinError): SynfinError {
    error.message = sayError(error, this.lang)
    return error
  }

  aborted(syscall: string, signal: AbortSignal, bytesSent = 0): AbortError {
    return new AbortError(syscall, signal, this.lang, bytesSent)
  }
}

/** @returns `address:port`, IPv6 in brackets (RFC 3986 §3.2.2). */
export function formatPlace(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function reasonFor(code: string, { syscall, detail }: SocketErrorDetails): Reason {
  // For a client it is never the number of the port.
  if (syscall === 'connect' && (code === 'EACCES' || code === 'EPERM')) return socketSentences.noWay
  if (code === 'EADDRINUSE' && detail !== undefined) return socketSentences.inUseHeld
  return own(socketSentences, code) ?? socketSentences.other
}

function argsOf(code: string, details: SocketErrorDetails): ReasonArgs {
  const { syscall, detail = '' } = details
  return { code, call: syscall, place: placeOf(code, details), detail }
}

function placeOf(code: string, { address, port }: SocketErrorDetails): ReasonArg {
  if (address !== undefined && port && code !== 'ENOTFOUND') return formatPlace(address, port)
  if (address !== undefined) return address
  if (port) return String(port)
  const isOfPeer = code === 'ECONNRESET' || code === 'EPIPE'
  return { reason: isOfPeer ? socketSentences.thePeer : socketSentences.thisSocket, args: {} }
}
