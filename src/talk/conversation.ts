import { type Clock, type Nanos, SECOND, SynfinError } from '../base/index.ts'
import type { Lang } from '../say/index.ts'
import { Charsets } from './charsets.ts'
import type { ConversationSocket } from './conversation-socket.ts'
import { Delivery } from './delivery.ts'
import type { ConversationEvent, ConversationMark, ConversationRecord, ConversationState } from './events.ts'
import { PausableReader } from './pausable-reader.ts'

/** What a conversation is made from. */
export interface ConversationOptions {
  /** Its number among those of its owner, in every event. */
  readonly number: number
  readonly socket: ConversationSocket
  readonly transport: 'tcp' | 'udp'
  readonly role: 'client' | 'server'
  readonly clock: Clock
  /** Called with everything that happens. A promise: what follows waits for it, so a slow reader slows the peer. */
  readonly onEvent: (event: ConversationEvent) => void | Promise<void>
  /** How its text is read and written. Default: `auto` both ways. */
  readonly charsets?: Charsets | undefined
  /** Its events carry text besides bytes, and hints in this language. Absent: bytes alone, nothing is decoded. */
  readonly textIn?: Lang | undefined
}

/** What is done with a conversation until it is over. */
export interface ServeOptions {
  /** Called with every chunk after its event, in order; awaited. */
  readonly onData?: ((bytes: Uint8Array) => void | Promise<void>) | undefined
  /** The peer's FIN leaves our side open: it is closed by somebody else. */
  readonly keepHalfOpen?: boolean | undefined
  /** Awaited once the peer has finished, before our side is closed. */
  readonly beforeClose?: (() => Promise<void>) | undefined
}

/** One connection, TCP or UDP: bytes and text both ways, its state, its counts. Everything that happens becomes an event. */
export class Conversation {
  readonly number: number
  readonly socket: ConversationSocket
  readonly transport: 'tcp' | 'udp'
  readonly role: 'client' | 'server'
  /** What has become of what was sent. */
  readonly delivery: Delivery
  bytesReceived = 0
  /** What is sent is watched until the peer has it, so that its loss is known even after a reset. */
  isWatched = false
  /** When bytes last moved. */
  lastActivity: Nanos
  /** Called with what arrives and its text, after its event. */
  onText: ((bytes: Uint8Array, text: string) => void) | undefined
  /** Resolves when the connection is wholly over and its last event has been taken. */
  readonly closed: Promise<void>
  readonly #options: ConversationOptions
  #charsets: Charsets | undefined
  readonly #opened: Nanos
  readonly #reader: PausableReader
  #bytesOut = 0
  #sendEnded = false
  #peerEnded = false
  #isClosing = false
  #isOver = false
  #isAborted = false
  #record: ConversationRecord | undefined
  #unreachable: string | undefined
  #lastReport: Nanos = 0
  /** Our FIN has been handed down, behind everything sent. */
  #halfClosed: Promise<void> = Promise.resolve()
  #lastCharset = 'auto'

  constructor(options: ConversationOptions) {
    const { number, socket, transport, role, clock } = options
    this.#options = options
    this.number = number
    this.socket = socket
    this.transport = transport
    this.role = role
    this.#charsets = options.charsets
    this.#opened = clock.now()
    this.lastActivity = this.#opened
    this.#reader = new PausableReader(socket)
    this.delivery = new Delivery(socket, clock, () => (this.lastActivity = clock.now()))
    socket.onReport = (error) => this.#report(error)
    this.closed = socket.closed.then((record) => this.#over(record))
  }

  /** How its text is read and written. */
  get charsets(): Charsets {
    return (this.#charsets ??= new Charsets('auto', 'auto'))
  }

  /** Bytes given to `send`. */
  get bytesSent(): number {
    return this.delivery.offered
  }

  /** Our FIN has been asked for. */
  get sendEnded(): boolean {
    return this.#sendEnded
  }

  /** The peer's FIN has been read. */
  get peerEnded(): boolean {
    return this.#peerEnded
  }

  /** This end closes or resets it, or it is over. */
  get isClosing(): boolean {
    return this.#isClosing || this.#isOver
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** How it ended, once it is over. */
  get record(): ConversationRecord | undefined {
    return this.#record
  }

  get isPaused(): boolean {
    return this.#reader.isPaused
  }

  /** The code with which the network said that something of ours did not arrive (UDP), while nothing has come since. */
  get unreachable(): string | undefined {
    return this.#unreachable
  }

  get state(): ConversationState {
    if (this.#isOver || this.#isAborted) return 'CLOSED'
    if (this.transport === 'udp') return this.#sendEnded ? 'CLOSED' : 'ESTABLISHED'
    if (this.#peerEnded) return this.#sendEnded ? 'CLOSED' : 'CLOSE-WAIT'
    return this.#sendEnded ? 'FIN-WAIT' : 'ESTABLISHED'
  }

  /** Its first event: the connection stands. */
  open(): void | Promise<void> {
    const { number: conn, transport, role, socket } = this
    const { localAddress: local, remoteAddress: remote } = socket
    return this.#emit({ type: 'open', conn, role, transport, local, remote })
  }

  /**
   * Reads until the peer has finished.
   *
   * @param onData - Called with every chunk after its event, in order; awaited.
   * @throws What `recv` throws: ECONNRESET, ETIMEDOUT, ECONNABORTED after our own reset or close.
   */
  async receive(onData?: ServeOptions['onData']): Promise<void> {
    for (;;) {
      const bytes = await this.#reader.read()
      if (bytes.length === 0) break
      await this.#received(bytes)
      await onData?.(bytes)
    }
    const previous = this.state
    this.#peerEnded = true
    const rest = this.#options.textIn === undefined ? '' : this.charsets.end()
    if (rest !== '') await this.#data('in', this.bytesReceived, new Uint8Array(0), rest)
    // A UDP peer sends no FIN: it was our own close that ended this.
    if (!this.#isClosing) await this.#emitState('peer', previous)
  }

  /** Reads until the peer has finished, closes, and resolves when all is over. What breaks it off is in its close event. */
  async serve({ onData, keepHalfOpen, beforeClose }: ServeOptions): Promise<void> {
    try {
      await this.receive(onData)
      await beforeClose?.()
      if (keepHalfOpen !== true || this.#sendEnded) await this.close()
    } catch {
      // A RST, a time-out or our own close. What is left of the socket goes.
      await this.close().catch(ignoreGone)
    }
    await this.closed
  }

  /** @throws What `send` throws: EPIPE, ECONNRESET, ETIMEDOUT. */
  async send(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 && this.transport === 'tcp') return
    const { clock } = this.#options
    this.delivery.offered += bytes.length
    this.lastActivity = clock.now()
    const sent = this.socket.send(bytes)
    if (this.isWatched) this.delivery.watch()
    try {
      await sent
    } catch (error) {
      this.delivery.failed = true
      throw error
    }
    this.lastActivity = clock.now()
    const offset = this.#bytesOut
    this.#bytesOut += bytes.length
    const text = this.#options.textIn === undefined ? '' : this.charsets.readSent(bytes)
    await this.#data('out', offset, bytes, text)
  }

  /** FIN after everything sent so far; receiving goes on. Twice is harmless. Over UDP nothing is sent, and nothing told. */
  halfClose(): Promise<void> {
    if (this.#sendEnded || this.isClosing) return this.#halfClosed
    const previous = this.state
    this.#sendEnded = true
    if (this.transport === 'udp') return this.#halfClosed
    return (this.#halfClosed = this.#finish(previous))
  }

  async #finish(previous: ConversationState): Promise<void> {
    await this.socket.shutdown('send').catch(ignoreGone)
    await this.#emitState('us', previous)
  }

  /**
   * FIN, and then as long as the peer goes on acknowledging, until it has everything. What it sends meanwhile is read:
   * closing with unread bytes would be a RST, which destroys what is still on its way to it.
   *
   * @param patience - So long without any acknowledgement is too long; undefined waits for ever.
   * @returns False when the patience was over.
   */
  async deliver(patience?: Nanos): Promise<boolean> {
    if (this.transport === 'udp') return true
    this.#reader.resume()
    await Promise.race([this.halfClose(), this.closed])
    return this.delivery.settled(patience)
  }

  /** The four-way close. */
  async close(): Promise<void> {
    this.#sendEnded = true
    this.#isClosing = true
    this.#reader.resume()
    await this.socket.close()
  }

  /** The forced close: RST. */
  reset(): void {
    this.delivery.ourReset()
    this.#sendEnded = true
    this.#isClosing = true
    this.#isAborted = true
    this.socket.reset()
    this.#reader.resume()
  }

  /** The program leaves before the peer has finished; the kernel does the rest. */
  leave(): Promise<void> {
    const { bytesSent, bytesReceived } = this
    const tcp = this.transport === 'tcp'
    return this.#over({
      how: tcp ? 'left' : 'datagrams',
      firstCloser: tcp ? 'us' : undefined,
      fins: !tcp ? [] : this.#peerEnded ? ['peer', 'us'] : ['us'],
      connected: tcp ? true : undefined,
      error: undefined,
      bytesSent,
      bytesAcknowledged: this.socket.acknowledgedLength(),
      bytesReceived,
      bytesUnread: 0,
    })
  }

  /** Stops reading: what the peer sends stays in the buffers, and its window shrinks. */
  pause(): void | Promise<void> {
    this.#reader.pause()
    return this.mark('paused', 'paused')
  }

  resume(): void | Promise<void> {
    this.#reader.resume()
    return this.mark('resumed', 'resumed')
  }

  /** Something about it that is worth an event. */
  mark(mark: ConversationMark, detail: string): void | Promise<void> {
    return this.#emit({ type: 'mark', conn: this.number, mark, detail })
  }

  /** What goes wrong and does not end it. Much is reported of a peer that is sent much: one report in a second becomes an event. */
  #report(error: Error): void {
    const { code, message } = error instanceof SynfinError ? error : { code: 'EIO', message: error.message }
    const now = this.#options.clock.now()
    const isNews = this.#unreachable !== code || now - this.#lastReport >= SECOND
    this.#unreachable = code
    if (!isNews) return
    this.#lastReport = now
    void this.#emit({ type: 'error', conn: this.number, code, message })
  }

  async #over(record: ConversationRecord): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.#record = record
    const conn = this.number
    const duration = this.#options.clock.now() - this.#opened
    const { delivery, transport } = this
    delivery.over(record)
    const { bytesReceived } = record
    const bytesOffered = delivery.offered + delivery.missed
    const isWhole = (record.how === 'fin' || record.how === 'datagrams') && !delivery.lost
    const bytesSent = isWhole ? record.bytesSent : (delivery.reached ?? record.bytesSent)
    const bytesAcknowledged = record.bytesAcknowledged ?? 'unknown'
    await this.#emit({
      type: 'stats',
      conn,
      bytesSent,
      bytesReceived,
      duration,
      bytesAcknowledged,
    })
    await this.#emit({
      type: 'close',
      conn,
      transport,
      ...record,
      bytesSent,
      bytesOffered,
      bytesAcknowledged,
    })
    // Nothing comes any more, and who waits for the end of a paused reading learns it.
    this.#reader.resume()
  }

  async #received(bytes: Uint8Array): Promise<void> {
    const offset = this.bytesReceived
    this.bytesReceived += bytes.length
    this.lastActivity = this.#options.clock.now()
    this.#unreachable = undefined
    const { textIn } = this.#options
    const text = textIn === undefined ? '' : await this.#decoded(bytes)
    await this.#data('in', offset, bytes, text)
    this.onText?.(bytes, text)
    const hint = textIn === undefined ? undefined : this.charsets.takeHint(textIn)
    if (hint !== undefined) await this.mark('hint', hint)
  }

  async #decoded(bytes: Uint8Array): Promise<string> {
    const { charsets } = this
    const text = charsets.decode(bytes)
    const { reads, isAuto } = charsets
    if (reads !== this.#lastCharset && isAuto) {
      this.#lastCharset = reads
      await this.mark('charset', reads)
    }
    return text
  }

  #data(direction: 'in' | 'out', offset: number, bytes: Uint8Array, text: string): void | Promise<void> {
    const conn = this.number
    if (this.#options.textIn === undefined)
      return this.#emit({ type: 'data', conn, direction, offset, bytes, text })
    const { reads, writes, pending: half } = this.charsets
    const charset = direction === 'in' ? reads : writes
    const pending = direction === 'out' || half.length === 0 ? undefined : half
    return this.#emit({ type: 'data', conn, direction, offset, bytes, charset, text, pending })
  }

  #emitState(by: 'us' | 'peer', previous: ConversationState): void | Promise<void> {
    return this.#emit({ type: 'state', conn: this.number, state: this.state, previous, by })
  }

  #emit(event: ConversationEvent): void | Promise<void> {
    return this.#options.onEvent(event)
  }
}

/** The connection went away before this could be done; its close event tells how. */
function ignoreGone(): void {}
