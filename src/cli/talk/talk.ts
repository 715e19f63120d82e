import type { Clock, Nanos } from '../../base/index.ts'
import { type CloseRecord } from '../../socket/index.ts'
import { PausableReader, type ConversationSocket } from '../../talk/index.ts'
import type { Lang } from '../../say/index.ts'
import type { Charsets } from './charsets.ts'
import { Delivery } from './delivery.ts'
import type { Emit, TalkState } from './events.ts'

export interface TalkSetup {
  readonly number: number
  readonly socket: ConversationSocket
  readonly transport: 'tcp' | 'udp'
  readonly role: 'client' | 'server'
  readonly charsets: Charsets
  readonly emit: Emit
  readonly clock: Clock
  readonly lang: Lang
  /** False where only bytes are wanted: nothing is decoded then. */
  readonly wantsText: boolean
}

/** One connection: bytes and text both ways, its state, its counts. Everything that happens becomes an event. */
export class Talk {
  readonly number: number
  readonly socket: ConversationSocket
  readonly charsets: Charsets
  readonly transport: 'tcp' | 'udp'
  bytesReceived = 0
  /** What has become of what was sent. */
  readonly delivery: Delivery
  /** What is sent comes from the input, so that its loss is the run's failure: not the answers of a server. */
  carriesInput = false
  /** Our FIN has been asked for. */
  sendEnded = false
  /** The peer's FIN has been read. */
  peerEnded = false
  /** When bytes last moved. */
  lastActivity: Nanos
  /** Hears what arrives, with its text, after its event. */
  heard: ((bytes: Uint8Array, text: string) => void) | undefined
  /** Resolves when the connection is wholly over and that has been told. */
  readonly settled: Promise<void>
  readonly #setup: TalkSetup
  readonly #opened: Nanos
  readonly #reader: PausableReader
  /** Our FIN has been handed down, behind everything sent. */
  #halved: Promise<void> = Promise.resolve()
  #closing = false
  #told = false
  #lastCharset = 'auto'

  constructor(setup: TalkSetup) {
    this.#setup = setup
    this.number = setup.number
    this.socket = setup.socket
    this.charsets = setup.charsets
    this.transport = setup.transport
    this.#opened = setup.clock.now()
    this.lastActivity = this.#opened
    this.#reader = new PausableReader(setup.socket)
    this.delivery = new Delivery(setup.socket, setup.clock, () => (this.lastActivity = setup.clock.now()))
    this.settled = this.socket.closed.then((record) => this.#over(record))
  }

  /** Bytes given to `send`. */
  get bytesSent(): number {
    return this.delivery.offered
  }

  /** The program leaves before the peer has finished; the kernel does the rest. */
  async leave(): Promise<void> {
    const { bytesSent, bytesReceived } = this
    await this.#over({
      how: 'left',
      firstCloser: 'us',
      fins: this.peerEnded ? ['peer', 'us'] : ['us'],
      connected: true,
      error: undefined,
      bytesSent,
      bytesAcknowledged: this.socket.acknowledgedLength(),
      bytesReceived,
      bytesUnread: 0,
    })
  }

  async #over(
    record: Omit<CloseRecord, 'how'> & { readonly how: CloseRecord['how'] | 'left' },
  ): Promise<void> {
    if (this.#told) return
    this.#told = true
    this.#closing = true
    const { emit, clock } = this.#setup
    const conn = this.number
    const duration = clock.now() - this.#opened
    const { delivery, transport } = this
    delivery.over(record)
    const { bytesReceived } = record
    const bytesOffered = delivery.offered + delivery.missed
    const isWhole = record.how === 'fin' && !delivery.lost
    const bytesSent = isWhole ? record.bytesSent : (delivery.reached ?? record.bytesSent)
    const bytesAcknowledged = record.bytesAcknowledged ?? 'unknown'
    await emit({ type: 'stats', conn, bytesSent, bytesReceived, duration, bytesAcknowledged })
    await emit({ type: 'close', conn, transport, ...record, bytesSent, bytesOffered, bytesAcknowledged })
  }

  get state(): TalkState {
    if (this.#closing) return 'CLOSED'
    if (this.peerEnded) return this.sendEnded ? 'CLOSED' : 'CLOSE-WAIT'
    return this.sendEnded ? 'FIN-WAIT' : 'ESTABLISHED'
  }

  get isPaused(): boolean {
    return this.#reader.isPaused
  }

  /** Tells that the connection stands. */
  open(): void | Promise<void> {
    const { number: conn, transport, socket } = this
    const { emit, role } = this.#setup
    return emit({
      type: 'open',
      conn,
      role,
      transport,
      local: socket.localAddress,
      remote: socket.remoteAddress,
    })
  }

  /**
   * Reads until the peer has finished.
   *
   * @param heard - Called with every chunk after its event, in order; awaited.
   * @throws What `recv` throws: ECONNRESET, ETIMEDOUT, ECONNABORTED after our own reset or close.
   */
  async receive(heard?: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
    for (;;) {
      const bytes = await this.#reader.read()
      if (bytes.length === 0) break
      await this.#received(bytes)
      await heard?.(bytes)
    }
    const previous = this.state
    this.peerEnded = true
    const rest = this.#setup.wantsText ? this.charsets.end() : ''
    if (rest !== '') await this.#data('in', this.bytesReceived, new Uint8Array(0), rest)
    await this.#setup.emit({ type: 'state', conn: this.number, state: this.state, previous, by: 'peer' })
  }

  /** @throws What `send` throws: EPIPE, ECONNRESET, ETIMEDOUT. */
  async send(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 && this.transport === 'tcp') return
    const offset = this.bytesSent
    this.delivery.offered += bytes.length
    this.lastActivity = this.#setup.clock.now()
    const sent = this.socket.send(bytes)
    if (this.carriesInput) this.delivery.watch()
    try {
      await sent
    } catch (error) {
      this.delivery.failed = true
      throw error
    }
    this.lastActivity = this.#setup.clock.now()
    const text = this.#setup.wantsText ? this.charsets.readSent(bytes) : ''
    await this.#data('out', offset, bytes, text)
  }

  /** FIN after everything sent so far; receiving goes on. Twice is harmless. */
  half(): Promise<void> {
    if (this.sendEnded || this.#closing) return this.#halved
    const previous = this.state
    this.sendEnded = true
    return (this.#halved = this.#half(previous))
  }

  async #half(previous: TalkState): Promise<void> {
    await this.socket.shutdown('send').catch(ignoreGone)
    await this.#setup.emit({ type: 'state', conn: this.number, state: this.state, previous, by: 'us' })
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
    this.resume()
    await Promise.race([this.half(), this.settled])
    return this.delivery.settled(patience)
  }

  /** The four-way close. */
  async close(): Promise<void> {
    this.sendEnded = true
    this.#closing = true
    this.resume()
    await this.socket.close()
  }

  /** The forced close. */
  reset(): void {
    this.delivery.ourReset()
    this.sendEnded = true
    this.#closing = true
    this.socket.reset()
    this.resume()
  }

  /** Stops reading: what the peer sends stays in the buffers, and its window shrinks. */
  pause(): void {
    this.#reader.pause()
  }

  resume(): void {
    this.#reader.resume()
  }

  async #received(bytes: Uint8Array): Promise<void> {
    const offset = this.bytesReceived
    this.bytesReceived += bytes.length
    this.lastActivity = this.#setup.clock.now()
    const text = this.#setup.wantsText ? this.charsets.decode(bytes) : ''
    const { reads } = this.charsets
    if (this.#setup.wantsText && reads !== this.#lastCharset && this.charsets.isAuto) {
      this.#lastCharset = reads
      await this.#setup.emit({ type: 'mark', conn: this.number, mark: 'charset', detail: reads })
    }
    await this.#data('in', offset, bytes, text)
    this.heard?.(bytes, text)
    const hint = this.#setup.wantsText ? this.charsets.takeHint(this.#setup.lang) : undefined
    if (hint !== undefined)
      await this.#setup.emit({ type: 'mark', conn: this.number, mark: 'hint', detail: hint })
  }

  #data(direction: 'in' | 'out', offset: number, bytes: Uint8Array, text: string): void | Promise<void> {
    const charset = direction === 'in' ? this.charsets.reads : this.charsets.writes
    const half = direction === 'in' && this.#setup.wantsText ? this.charsets.pending : undefined
    const pending = half === undefined || half.length === 0 ? undefined : half
    return this.#setup.emit({
      type: 'data',
      conn: this.number,
      direction,
      offset,
      bytes,
      charset,
      text,
      pending,
    })
  }
}

/** The connection went away before this could be done; its end is told elsewhere. */
function ignoreGone(): void {}
