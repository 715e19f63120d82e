import type { Clock, Nanos } from '../base/index.ts'
import type { Lang } from '../say/index.ts'
import { bytesProblem, shown } from './check-arguments.ts'
import { findCharset, type Encoding } from './encoding.ts'
import { SocketError, SocketErrors } from './errors.ts'
import { Incoming, type Piece } from './incoming.ts'
import { MarkFinder } from './mark-finder.ts'
import type { CloseRecord, SocketAddress, TcpSocket, TcpStream, Waiting } from './types.ts'
import { readableOf, writableOf } from './web-streams.ts'

const NEWLINE = 0x0a
const RETURN = 0x0d

/** In what a connection speaks. */
export interface SpeechOptions {
  /** A charset by any of its names: text both ways. Absent: bytes. */
  readonly encoding?: string | undefined
  /** The language of the sentences in errors. Default English. */
  readonly lang?: Lang | undefined
}

/** How a message is looked for whose length is not known before. */
export interface ReadOptions extends Waiting {
  /** At most so many bytes may come before the end of the message. Default 1 MiB. */
  readonly max?: number | undefined
}

/**
 * A connection: bytes both ways (`Connection`), or text in a charset (`Connection<string>`) when `connect` or `listen`
 * was given an `encoding`; a character that a segment boundary cut is put together.
 *
 * TCP keeps no boundaries: `recv` gives what has come, be it half a message or three. `readLine`, `readExactly` and
 * `readUntil` give messages, and keep what came beyond for the next call, whichever that is.
 */
export class Connection<Chunk extends Uint8Array | string = Uint8Array> {
  /** The socket below, with the calls of Berkeley sockets. What a read took beyond its message is not seen there. */
  readonly socket: TcpSocket
  /** The charset's name; undefined when bytes are spoken. */
  readonly encoding: string | undefined
  readonly #errors: SocketErrors
  readonly #incoming: Incoming
  readonly #text: Encoding | undefined
  #readable: ReadableStream<Chunk> | undefined
  #writable: WritableStream<Chunk | Uint8Array> | undefined

  /**
   * Made by `connect` and by a listener; also over a connected `TcpSocket`.
   *
   * @throws {SynfinError} SYNFIN_ENCODING when there is no charset of that name.
   */
  constructor(socket: TcpSocket, options: SpeechOptions = {}) {
    const { encoding, lang } = options
    const errors = new SocketErrors(lang)
    this.socket = socket
    this.#errors = errors
    this.#incoming = new Incoming(socket, errors)
    if (encoding === undefined) return
    const charset = findCharset(errors, 'connect', encoding)
    this.encoding = charset.name
    this.#text = { charset, decoder: charset.decoder() }
  }

  /** Where this end is. */
  get localAddress(): SocketAddress {
    return this.socket.localAddress as SocketAddress
  }

  /** The peer; undefined when it had gone before its address could be asked for. */
  get remoteAddress(): SocketAddress | undefined {
    return this.socket.remoteAddress
  }

  /** `connected`, or `closed` once this side has closed or nothing more can happen. */
  get phase(): TcpStream['phase'] {
    return this.socket.phase
  }

  /** The time it lives in: a simulated network's clock; undefined: the machine's. */
  get clock(): Clock | undefined {
    return this.socket.clock
  }

  /** How it ended, once nothing more can happen. Never rejects. */
  get closed(): Promise<CloseRecord> {
    return this.socket.closed
  }

  /**
   * Resolves when all of it is in the send buffer: back-pressure, not delivery. Text is written in the connection's
   * charset; a character that it lacks goes as `?`.
   *
   * @throws {SocketError} EPIPE after our FIN, ECONNRESET, ETIMEDOUT, ECONNABORTED once closed; EINVAL for a text on a
   *   connection without an encoding. {AbortError} says in `bytesSent` how much will arrive all the same.
   */
  send(data: Chunk | Uint8Array, options?: Waiting): Promise<void> {
    const isText = typeof data === 'string' && this.#text !== undefined
    return this.socket.send(isText ? this.#text.charset.encode(data).bytes : (data as Uint8Array), options)
  }

  /**
   * What has come, at least one byte (one character of a text).
   *
   * @param max - At most this many bytes are taken at once. Default 65,536.
   * @returns Empty once the peer has closed its side, again and again.
   * @throws {SocketError} ECONNRESET, ETIMEDOUT, ECONNABORTED once closed here, EINVAL. {AbortError} takes nothing with it.
   */
  async recv(max = 65_536, options?: Waiting): Promise<Chunk> {
    const text = this.#text
    if (text === undefined) return (await this.#incoming.some(max, options)) as Chunk
    for (;;) {
      const bytes = await this.#incoming.some(max, options)
      const got = bytes.length === 0 ? text.decoder.end() : text.decoder.push(bytes)
      if (got !== '' || bytes.length === 0) return got as Chunk
    }
  }

  /** As `recv`, into the caller's buffer and without a charset: the fastest way to take much data. @returns How many bytes; 0 once the peer has closed its side. */
  recvInto(target: Uint8Array, options?: Waiting): Promise<number> {
    return this.#incoming.someInto(target, options)
  }

  /**
   * The next line, without its end (LF or CRLF).
   *
   * @returns undefined at the end; a last line may lack its end.
   * @throws {SynfinError} SYNFIN_TOO_LONG when no line end comes within `max` bytes. Else as `recv`.
   */
  async readLine(options?: ReadOptions): Promise<Chunk | undefined> {
    const piece = await this.#upTo('readLine', '\n', { ...options, atEnd: 'rest' })
    if (piece === undefined) return undefined
    const text = this.#text
    if (text === undefined) return withoutLineEnd(piece) as Chunk
    const line = text.decoder.push(piece.bytes) + (piece.isMarked ? '' : text.decoder.end())
    return line.replace(/\r?\n$/, '') as Chunk
  }

  /** The lines, until the peer closes. Throws as `readLine`; ends when this side closes. */
  async *lines(options?: ReadOptions): AsyncGenerator<Chunk, void, undefined> {
    for (;;) {
      const line = await this.#unlessClosed(this.readLine(options))
      if (line === undefined) return
      yield line
    }
  }

  /**
   * A message of a known length.
   *
   * @param count - Bytes, whatever the encoding; 0 gives an empty message.
   * @returns undefined when the peer closed before the first byte.
   * @throws {SynfinError} SYNFIN_INCOMPLETE when the peer closed in the middle; what came can be read. Else as `recv`.
   */
  async readExactly(count: number, options?: Waiting): Promise<Chunk | undefined> {
    const bytes = await this.#incoming.exactly(count, options)
    return (bytes === undefined || this.#text === undefined ? bytes : this.#text.decoder.push(bytes)) as
      | Chunk
      | undefined
  }

  /**
   * What comes before a delimiter, which is taken and left out.
   *
   * @param delimiter - Bytes, or on a connection with an encoding a text.
   * @returns undefined when the peer closed before the first byte.
   * @throws {SynfinError} SYNFIN_INCOMPLETE when the peer closed in the middle, SYNFIN_TOO_LONG when the delimiter does not
   *   come within `max` bytes; what came can be read. Else as `recv`.
   */
  async readUntil(delimiter: Chunk | Uint8Array, options?: ReadOptions): Promise<Chunk | undefined> {
    const piece = await this.#upTo('readUntil', delimiter, { ...options, atEnd: 'error' })
    if (piece === undefined) return undefined
    const { length } = this.#markOf('readUntil', delimiter)
    const text = this.#text
    if (text === undefined) return piece.bytes.subarray(0, piece.bytes.length - length) as Chunk
    const got = text.decoder.push(piece.bytes)
    return got.slice(
      0,
      got.length - text.charset.decoder().push(this.#markOf('readUntil', delimiter)).length,
    ) as Chunk
  }

  /** Half-close: FIN after every send so far; receiving goes on. @throws {SocketError} ENOTCONN. */
  shutdown(how: 'send' | 'receive' | 'both', options?: Waiting): Promise<void> {
    return this.socket.shutdown(how, options)
  }

  /** The four-way close, after everything sent. Twice is harmless. */
  close(options?: Waiting): Promise<void> {
    return this.socket.close(options)
  }

  /** The forced close: RST at once, buffers dropped; waiting calls reject with ECONNABORTED. Twice is harmless. */
  reset(): void {
    this.socket.reset()
  }

  /** What comes, as a web stream: it reads only when it is asked. Cancelling it is `shutdown('receive')`. */
  get readable(): ReadableStream<Chunk> {
    this.#readable ??= readableOf(this)
    return this.#readable
  }

  /** What goes, as a web stream. Closing it is the half-close, `shutdown('send')`; aborting it is `reset()`. */
  get writable(): WritableStream<Chunk | Uint8Array> {
    this.#writable ??= writableOf(this)
    return this.#writable
  }

  /** Bytes sent by us and acknowledged by the peer's TCP, at least; undefined where the platform does not report it. */
  acknowledgedLength(): number | undefined {
    return this.socket.acknowledgedLength()
  }

  /** Bytes sent by us that the peer's program has read, at least; undefined unless the peer is on this machine and reports it. */
  readByPeerLength(): number | undefined {
    return this.socket.readByPeerLength()
  }

  /** Sets TCP_NODELAY: small writes leave at once. */
  setNoDelay(on: boolean): void {
    this.socket.setNoDelay(on)
  }

  /** Sets SO_KEEPALIVE. @param idle - Silence before the first probe; undefined: off. @throws {SocketError} EINVAL. */
  setKeepAlive(idle: Nanos | undefined): void {
    this.socket.setKeepAlive(idle)
  }

  /** Whether it keeps the program from ending, as Node's `ref` and `unref`; in a simulated network nothing does. */
  keepRunning(on: boolean): void {
    this.socket.keepRunning(on)
  }

  /** `await using`: as `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.socket.close()
  }

  /** `for await` gives what comes until the peer or this side closes; it throws when the peer resets. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Chunk, void, undefined> {
    for (;;) {
      const chunk = await this.#unlessClosed(this.recv())
      if (chunk === undefined || chunk.length === 0) return
      yield chunk
    }
  }

  /** @returns undefined when this side closed, perhaps from elsewhere in the program: a loop simply ends. */
  async #unlessClosed<Value>(reading: Promise<Value>): Promise<Value | undefined> {
    try {
      return await reading
    } catch (error) {
      if (error instanceof SocketError && error.code === 'ECONNABORTED') return undefined
      throw error
    }
  }

  async #upTo(
    call: string,
    delimiter: string | Uint8Array,
    options: ReadOptions & { readonly atEnd: 'rest' | 'error' },
  ): Promise<Piece | undefined> {
    const mark =
      delimiter === '\n' && this.#text === undefined ? Uint8Array.of(NEWLINE) : this.#markOf(call, delimiter)
    const text = this.#text
    const asText = (): { charset: Encoding['charset']; mark: string; pending: Uint8Array } | undefined =>
      text && {
        charset: text.charset,
        mark: text.charset.decoder().push(mark),
        pending: text.decoder.pending,
      }
    return this.#incoming.upTo(call, () => new MarkFinder(mark, asText()), mark.length, options)
  }

  /** @throws {SocketError} EINVAL for a delimiter that is none. */
  #markOf(call: string, delimiter: string | Uint8Array): Uint8Array {
    const text = this.#text
    if (typeof delimiter !== 'string' || text === undefined) {
      const wrong = bytesProblem(this.#errors, call, delimiter)
      if (wrong !== undefined) throw wrong
      if (delimiter.length === 0) throw this.#errors.invalid(call, 'emptyMark', {})
      return delimiter as Uint8Array
    }
    if (delimiter === '') throw this.#errors.invalid(call, 'emptyMark', {})
    const { bytes, unencodable } = text.charset.encode(delimiter)
    if (unencodable.length === 0) return bytes
    const args = { value: shown(delimiter), encoding: text.charset.name }
    throw this.#errors.invalid(call, 'notInCharset', args)
  }
}

function withoutLineEnd({ bytes, isMarked }: Piece): Uint8Array {
  if (!isMarked) return bytes
  const end = bytes.length - 1
  return bytes.subarray(0, bytes[end - 1] === RETURN ? end - 1 : end)
}
