import { SynfinError } from '../base/index.ts'
import { type Charset, type StreamDecoder, charset } from '../charset/index.ts'
import type { CloseRecord, SocketAddress, TcpSocket, Waiting } from './types.ts'
import { socketSentences as t } from './sentences.ts'

/**
 * A connection on which text is spoken, in a charset chosen by name: bytes that a segment boundary cut through a
 * character are put together.
 */
export class TextConnection {
  /** The connection below: everything that is not about text. */
  readonly socket: TcpSocket
  /** The charset's name, as `charset()` of `synfin/charset` gives it. */
  readonly encoding: string
  readonly #charset: Charset
  readonly #decoder: StreamDecoder

  /** @throws {SynfinError} SYNFIN_ENCODING when there is no charset of that name. */
  constructor(socket: TcpSocket, encoding: string) {
    this.#charset = findCharset(encoding)
    this.encoding = this.#charset.name
    this.#decoder = this.#charset.decoder()
    this.socket = socket
  }

  get localAddress(): SocketAddress | undefined {
    return this.socket.localAddress
  }

  get remoteAddress(): SocketAddress | undefined {
    return this.socket.remoteAddress
  }

  get closed(): Promise<CloseRecord> {
    return this.socket.closed
  }

  /** Sends text; a character that the charset lacks goes as `?`. @throws As `TcpSocket.send`. */
  send(text: string, options?: Waiting): Promise<void> {
    return this.socket.send(this.#charset.encode(text).bytes, options)
  }

  /**
   * @param max - At most this many bytes are received at once, as in `TcpSocket.recv`.
   * @returns The text that has come; '' once the peer has closed its side. A half character waits for its rest.
   */
  async recv(max = 65_536, options?: Waiting): Promise<string> {
    for (;;) {
      const bytes = await this.socket.recv(max, options)
      const text = bytes.length === 0 ? this.#decoder.end() : this.#decoder.push(bytes)
      if (text !== '' || bytes.length === 0) return text
    }
  }

  shutdown(how: 'send' | 'receive' | 'both'): Promise<void> {
    return this.socket.shutdown(how)
  }

  close(): Promise<void> {
    return this.socket.close()
  }

  reset(): void {
    this.socket.reset()
  }

  /** The text as it comes, until the peer closes. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    for await (const bytes of this.socket) {
      const text = this.#decoder.push(bytes as Uint8Array)
      if (text !== '') yield text
    }
    const rest = this.#decoder.end()
    if (rest !== '') yield rest
  }
}

/** @throws {SynfinError} SYNFIN_ENCODING when there is none. */
export function findCharset(encoding: string): Charset {
  const found = charset(encoding)
  if (found === undefined) {
    throw new SynfinError('SYNFIN_ENCODING', t.noCharset, { name: encoding })
  }
  return found
}
