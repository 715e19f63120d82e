import { type Closing, type ConnectionInfo, LIMITS, type TalkState } from '../protocol/index.ts'
import { type CloseRecord } from '../socket/index.ts'
import { PausableReader, type ConversationSocket } from '../talk/index.ts'
import { type Lang, say } from '../say/index.ts'
import { workbenchSentences as t } from './sentences.ts'
import { toBase64 } from './base64.ts'
import type { DiskBudget } from './disk-budget.ts'
import { dropInfo, keepInfo } from './earlier.ts'
import { Failure } from './failure.ts'
import { History } from './history.ts'
import { tellMoved } from './history-mark.ts'
import type { Journal } from './journal.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** Sends of so many bytes may wait for a peer that does not read. */
const WAITING_BOUND = 64 * 1024 * 1024
/** A send that waits so long is told. */
const SLOW_MILLIS = 1_000

/** What a conversation needs of the workbench. */
export interface Surroundings {
  readonly journal: Journal
  readonly wallMillis: () => number
  readonly folder: string
  readonly memoryBound: number
  readonly budget: MemoryBudget
  readonly fileBound: number
  readonly disk: DiskBudget
  /** What waits of all sends. */
  readonly waiting: WaitingRoom
  readonly lang: Lang
}

/** Where it came from, before it stands. */
export type Beginning = Pick<
  ConnectionInfo,
  'conn' | 'role' | 'transport' | 'keepHalfOpen' | 'listener' | 'target' | 'capture'
>

/** One connection of the workbench: its bytes both ways, its state, its end. Everything that happens becomes an event. */
export class Conversation {
  readonly conn: number
  readonly transport: 'tcp' | 'udp'
  readonly role: 'client' | 'server'
  readonly listener: number | undefined
  readonly history: History
  /** Hears what arrives, after its event. A promise: nothing more is read until it resolves. */
  heard: ((bytes: Uint8Array) => Promise<void> | undefined) | undefined
  /** Called once, when it is over. */
  over: (() => void) | undefined
  readonly #around: Surroundings
  readonly #beginning: Beginning
  #socket: ConversationSocket | undefined
  #reader: PausableReader | undefined
  #abandon: (() => void) | undefined
  #sendEnded = false
  #peerEnded = false
  #closing = false
  #ended = false
  /** Bytes of sends that wait. */
  #waiting = 0
  /** Bytes of sends that the end of the connection broke off. */
  #unsent = 0
  #slowTimer: NodeJS.Timeout | undefined

  constructor(around: Surroundings, beginning: Beginning) {
    this.#around = around
    this.#beginning = beginning
    this.conn = beginning.conn
    this.transport = beginning.transport
    this.role = beginning.role
    this.listener = beginning.listener
    const { folder, memoryBound, budget, fileBound, disk } = around
    const isOwn = beginning.role === 'client'
    const moved = (gone: { readonly code: string } | undefined): void => this.#historyMoved(gone)
    const name = String(this.conn)
    this.history = new History({ folder, name, memoryBound, budget, fileBound, disk, isOwn, moved })
  }

  get state(): TalkState {
    if (this.#ended) return 'CLOSED'
    if (this.#socket === undefined) return 'SYN-SENT'
    if (this.#peerEnded) return this.#sendEnded ? 'CLOSED' : 'CLOSE-WAIT'
    return this.#sendEnded ? 'FIN-WAIT' : 'ESTABLISHED'
  }

  get isOver(): boolean {
    return this.#ended
  }

  /** Bytes can be sent. */
  get takesBytes(): boolean {
    return this.#socket !== undefined && !this.#sendEnded && !this.#ended
  }

  /** Tells that a connection has been asked for. @param abandon - Gives the attempt up. */
  begin(abandon: () => void): void {
    this.#abandon = abandon
    this.#tellOpen('SYN-SENT')
  }

  /** It stands: tells so, and reads from now on. */
  establish(socket: ConversationSocket): void {
    const wasAskedFor = this.#abandon !== undefined
    this.#abandon = undefined
    this.#socket = socket
    this.#reader = new PausableReader(socket)
    if (wasAskedFor) {
      const { localAddress: local, remoteAddress: remote } = socket
      this.#around.journal.emit({
        type: 'state',
        conn: this.conn,
        state: 'ESTABLISHED',
        by: 'us',
        local,
        remote,
      })
    } else this.#tellOpen('ESTABLISHED')
    void this.#read(this.#reader)
    void socket.closed.then((record) => this.#close(record))
  }

  /** The attempt failed. */
  failed(code: string): void {
    this.#close({
      how: 'error',
      firstCloser: undefined,
      fins: [],
      connected: false,
      error: code,
      bytesSent: 0,
      bytesAcknowledged: 0,
      bytesReceived: 0,
      bytesUnread: 0,
    })
  }

  /**
   * Resolves when the bytes are in the send buffer.
   *
   * @throws {Failure} When it is not open, or too much waits already; {SocketError} as `send`.
   */
  async send(bytes: Uint8Array): Promise<void> {
    const socket = this.#mustBeOpen()
    if (this.#sendEnded) throw new Failure('SYNFIN_STATE', t.finished, { conn: this.conn })
    if (this.#waiting > 0 && this.#waiting + bytes.length > WAITING_BOUND) {
      throw new Failure('SYNFIN_SLOW', t.slowPeer, { bytes: this.#waiting })
    }
    if (!this.#around.waiting.enter(bytes)) {
      throw new Failure('SYNFIN_SLOW', t.slowPeers, { bytes: this.#around.waiting.used })
    }
    this.#waiting += bytes.length
    this.#slowTimer ??= setTimeout(() => this.#tellSlow(), SLOW_MILLIS)
    try {
      await socket.send(bytes)
    } catch (error) {
      this.#unsent += bytes.length
      throw error
    } finally {
      this.#around.waiting.leave(bytes)
      this.#waiting -= bytes.length
      if (this.#waiting === 0) this.#notSlow()
    }
    this.#keep('out', bytes)
  }

  /** The four-way close, after everything sent. */
  finish(): void {
    if (this.#abandon !== undefined) return this.#abandon()
    const socket = this.#mustBeOpen()
    const before = this.state
    this.#sendEnded = true
    this.#closing = true
    if (before === 'ESTABLISHED' && this.transport === 'tcp') this.#tellState('us')
    void socket.close()
  }

  /** FIN after everything sent so far; receiving goes on. */
  async halfClose(): Promise<void> {
    if (this.transport === 'udp') throw new Failure('SYNFIN_STATE', t.onlyTcp, { what: 'halfClose' })
    const socket = this.#mustBeOpen()
    if (this.#sendEnded) throw new Failure('SYNFIN_STATE', t.finished, { conn: this.conn })
    if (this.#peerEnded) return this.finish()
    this.#sendEnded = true
    this.#tellState('us')
    // It may meet a reset: the close event tells.
    await socket.shutdown('send').catch(() => undefined)
  }

  /** The forced close: RST. */
  reset(): void {
    if (this.#abandon !== undefined) return this.#abandon()
    this.#mustBeOpen().reset()
    this.#sendEnded = true
    this.#closing = true
  }

  /** What the peer sends stays in the buffers, and its window shrinks. */
  stopReading(): void {
    this.#mustBeOpen()
    if (this.#reader?.isPaused === true) return
    this.#reader?.pause()
    this.#around.journal.emit({ type: 'mark', conn: this.conn, mark: 'paused', detail: '' })
  }

  resumeReading(): void {
    this.#mustBeOpen()
    if (this.#reader?.isPaused !== true) return
    this.#reader.resume()
    this.#around.journal.emit({ type: 'mark', conn: this.conn, mark: 'resumed', detail: '' })
  }

  /** Leaves all of it in its session files, for the next run. */
  save(): void {
    if (this.history.total === 0) return
    this.history.save()
    this.#keepInfo()
  }

  /** Nothing of it is needed any more: its session files go. */
  forget(): void {
    this.history.remove()
    dropInfo(this.#around.folder, this.conn)
  }

  /** Something went wrong that does not end it (UDP: nobody listens there). */
  tell(error: { readonly code: string; readonly message: string }): void {
    const { code, message } = error
    this.#around.journal.emit({ type: 'error', conn: this.conn, code, message })
  }

  #mustBeOpen(): ConversationSocket {
    if (this.#socket === undefined || this.#ended || this.#closing) {
      throw new Failure('SYNFIN_STATE', t.notOpen, {
        conn: this.conn,
        state: this.#closing ? 'CLOSED' : this.state,
      })
    }
    return this.#socket
  }

  #tellOpen(state: TalkState): void {
    const { journal } = this.#around
    const { localAddress: local, remoteAddress: remote } = this.#socket ?? {}
    const connection: ConnectionInfo = {
      ...this.#beginning,
      state,
      local,
      remote,
      opened: journal.now(),
      paused: false,
      bytesSent: 0,
      bytesReceived: 0,
      messages: 0,
      memoryFrom: 0,
      historyFrom: 0,
    }
    journal.emit({ type: 'open', conn: this.conn, connection })
  }

  async #read(reader: PausableReader): Promise<void> {
    try {
      for (;;) {
        const bytes = await reader.read()
        if (bytes.length === 0) break
        this.#keep('in', bytes)
        await this.heard?.(bytes)
      }
    } catch {
      // A RST, a time-out or our own close: `closed` tells which. What is left of the socket goes.
      if (!this.#closing) void this.#socket?.close()
      return
    }
    this.#peerEnded = true
    if (!this.#closing) this.#tellState('peer')
    if (this.#sendEnded || !this.#beginning.keepHalfOpen) {
      this.#closing = true
      this.#sendEnded = true
      void this.#socket?.close()
    }
  }

  #keep(direction: 'in' | 'out', bytes: Uint8Array): void {
    const { journal, wallMillis } = this.#around
    // Told before it is kept: keeping it may tell that older ones have moved.
    const millis = wallMillis()
    const { length } = bytes
    journal.emit({
      type: 'data',
      conn: this.conn,
      time: new Date(millis).toISOString(),
      index: this.history.total,
      direction,
      offset: this.history.length[direction],
      length,
      base64: length <= LIMITS.inlineBytes ? toBase64(bytes) : undefined,
    })
    this.history.append(direction, bytes, millis)
  }

  #tellState(by: 'us' | 'peer'): void {
    this.#around.journal.emit({ type: 'state', conn: this.conn, state: this.state, by })
  }

  #tellSlow(): void {
    const { journal, lang } = this.#around
    const detail = say(t.slow, lang, { bytes: this.#waiting })
    journal.emit({ type: 'mark', conn: this.conn, mark: 'slow', detail })
  }

  #notSlow(): void {
    clearTimeout(this.#slowTimer)
    this.#slowTimer = undefined
  }

  #historyMoved(gone: { readonly code: string } | undefined): void {
    tellMoved(this.#around, this.conn, this.history, gone)
    this.#keepInfo()
  }

  /** Beside its session files, as they are now: should the workbench be killed, the next one shows what they hold. */
  #keepInfo(): void {
    const { journal, folder } = this.#around
    const info = journal.snapshot.connections.find(({ conn }) => conn === this.conn)
    if (info !== undefined) keepInfo(folder, info)
  }

  #close(record: CloseRecord): void {
    if (this.#ended) return
    this.#ended = true
    this.#abandon = undefined
    this.#notSlow()
    const close: Closing = { ...record, fins: [...record.fins], bytesUnsent: this.#unsent + this.#waiting }
    this.#around.journal.emit({ type: 'close', conn: this.conn, transport: this.transport, ...close })
    this.over?.()
  }
}
