import { Connection, type SpeechOptions } from './connection.ts'
import { findCharset } from './encoding.ts'
import { SocketError, SocketErrors } from './errors.ts'
import type { CloseRecord, SocketAddress, TcpSocket, Waiting } from './types.ts'

/** A listening socket: `accept` or `for await` gives its clients, which speak text when it has an `encoding`. */
export class Listener<Chunk extends Uint8Array | string = Uint8Array> {
  /** The socket below, with the calls of Berkeley sockets. */
  readonly socket: TcpSocket
  /** The charset's name; undefined when bytes are spoken. */
  readonly encoding: string | undefined
  readonly #options: SpeechOptions

  /** Made by `listen`; also over a listening `TcpSocket`. @throws {SynfinError} SYNFIN_ENCODING. */
  constructor(socket: TcpSocket, options: SpeechOptions = {}) {
    const { encoding, lang } = options
    this.socket = socket
    if (encoding !== undefined) this.encoding = findCharset(new SocketErrors(lang), 'listen', encoding).name
    this.#options = options
  }

  /** Where it listens: the port that was picked, when none was asked for. */
  get localAddress(): SocketAddress {
    return this.socket.localAddress as SocketAddress
  }

  /** Resolves once it is closed. */
  get closed(): Promise<CloseRecord> {
    return this.socket.closed
  }

  /** @returns The oldest waiting client. @throws {SocketError} ECONNABORTED once closed; EMFILE, whose `refused` clients were reset. */
  async accept(options?: Waiting): Promise<Connection<Chunk>> {
    return new Connection<Chunk>(await this.socket.accept(options), this.#options)
  }

  /** Refuses new clients, resets those nobody accepted, keeps the accepted ones. Twice is harmless. */
  close(): Promise<void> {
    return this.socket.close()
  }

  /** `await using`: as `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.socket.close()
  }

  /** `for await` gives the clients until it is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Connection<Chunk>, void, undefined> {
    for (;;) {
      let client: Connection<Chunk>
      try {
        client = await this.accept()
      } catch (error) {
        if (!(error instanceof SocketError)) throw error
        if (error.code === 'ECONNABORTED') return
        // Clients that could not be taken are no end of the others.
        if (error.refused > 0) continue
        throw error
      }
      yield client
    }
  }
}
