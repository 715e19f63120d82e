import { AbortError, onAbort, type SocketAddress, SocketError, type UdpSocket } from '../socket/index.ts'
import type { ConversationSocket } from './conversation-socket.ts'
import type { ConversationRecord } from './events.ts'

const NOTHING: Uint8Array = new Uint8Array(0)
/** As Linux's default receive buffer: what waits beyond it is dropped, as UDP does. */
const RECEIVE_BUFFER = 212_992

/**
 * What ICMP has Linux say of a datagram: its port (ECONNREFUSED), its host or net (filtered) or UDP itself is not to be
 * reached. The socket goes on: the report is for the application (RFC 1122 §4.1.3.3), and the peer may be there by now.
 */
const REPORTED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOPROTOOPT'])

/** @returns Whether an error of a UDP socket is a report about an earlier datagram, and no end of the socket. */
export function isReported(error: unknown): error is SocketError {
  return error instanceof SocketError && REPORTED.has(error.code)
}

/** One UDP peer as a conversation sees it: datagrams for chunks, no FIN, no RST; closing it only forgets it. */
export class UdpPeer implements ConversationSocket {
  readonly closed: Promise<ConversationRecord>
  onReport: ((error: Error) => void) | undefined
  readonly remoteAddress: SocketAddress
  readonly #socket: UdpSocket
  readonly #connected: boolean
  readonly #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #wake: (() => void) | undefined
  #failure: unknown
  #over = false
  #resolveClosed: (record: ConversationRecord) => void = () => undefined
  #bytesSent = 0
  #bytesReceived = 0
  readonly #forget: () => void

  /** @param connected - The socket has this peer as its own. @param forget - Called once, when the conversation is over. */
  constructor(socket: UdpSocket, remote: SocketAddress, connected: boolean, forget: () => void) {
    this.#socket = socket
    this.remoteAddress = remote
    this.#connected = connected
    this.#forget = forget
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve))
  }

  get localAddress(): SocketAddress | undefined {
    return this.#socket.localAddress
  }

  /** A datagram has come from this peer. An empty one carries nothing to show. */
  arrived(bytes: Uint8Array): void {
    if (this.#over || bytes.length === 0) return
    if (this.#waitingBytes + bytes.length > RECEIVE_BUFFER) return
    this.#waitingBytes += bytes.length
    this.#bytesReceived += bytes.length
    this.#waiting.push(bytes)
    this.#wake?.()
  }

  /** The socket failed, or is closed. */
  failed(error: unknown): void {
    this.#failure = error
    this.#wake?.()
  }

  async recv(_max?: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<Uint8Array> {
    const signal = options?.signal
    for (;;) {
      if (signal?.aborted === true) throw new AbortError('recv', signal)
      const bytes = this.#waiting.shift()
      if (bytes !== undefined) {
        this.#waitingBytes -= bytes.length
        return bytes
      }
      if (this.#failure !== undefined) throw this.#failure
      if (this.#over) return NOTHING
      let forget: (() => void) | undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        if (signal !== undefined) forget = onAbort(signal, resolve)
      })
      forget?.()
    }
  }

  async send(bytes: Uint8Array): Promise<void> {
    try {
      await this.#send(bytes)
    } catch (error) {
      if (!isReported(error)) throw error
      // It is about an earlier datagram, and this one has not been sent (udp(7)).
      this.onReport?.(error)
      await this.#send(bytes)
    }
    this.#bytesSent += bytes.length
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const { address, port } = this.remoteAddress
    await (this.#connected ? this.#socket.send(bytes) : this.#socket.send(bytes, port, address))
  }

  async shutdown(): Promise<void> {}

  async close(): Promise<void> {
    this.reset()
  }

  reset(): void {
    if (this.#over) return
    this.#over = true
    this.#wake?.()
    this.#forget()
    this.#resolveClosed({
      firstCloser: undefined,
      fins: [],
      connected: undefined,
      how: 'datagrams',
      error: undefined,
      bytesSent: this.#bytesSent,
      bytesAcknowledged: undefined,
      bytesReceived: this.#bytesReceived,
      bytesUnread: this.#waitingBytes,
    })
  }

  acknowledgedLength(): undefined {
    return undefined
  }

  readByPeerLength(): undefined {
    return undefined
  }
}
