import type { Clock } from '../../base/index.ts'
import { type Closing, type ConnectionInfo, LIMITS, type SessionState } from '../../protocol/index.ts'
import { type Lang, say } from '../../say/index.ts'
import {
  Conversation,
  type ConversationEvent,
  type ConversationRecord,
  type ConversationSocket,
} from '../../talk/index.ts'
import { workbenchSentences as t } from '../sentences.ts'
import { bufferToBase64 } from '../../host/index.ts'
import type { DiskBudget } from '../history/disk-budget.ts'
import { dropInfo, keepInfo } from '../history/earlier.ts'
import { Failure } from '../failure.ts'
import { History } from '../history/history.ts'
import { reportMoved } from '../history/history-mark.ts'
import type { Journal } from './journal.ts'
import type { MemoryBudget } from '../history/memory-budget.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** Sends of so many bytes may wait for a peer that does not read. */
const WAITING_BOUND = 64 * 1024 * 1024
/** A workbench that is killed loses no more of a transcript than has come within this time, and so many bytes. */
const UNSAVED = { millis: 1_000, bytes: 256 * 1024 } as const
/** A send that waits so long is told. */
const SLOW_MILLIS = 1_000

const NOTHING: Uint8Array = new Uint8Array(0)

/** What a connection needs of the workbench. */
export interface ConnectionContext {
  readonly journal: Journal
  readonly clock: Clock
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
export type ConnectionOrigin = Pick<
  ConnectionInfo,
  'conn' | 'role' | 'transport' | 'keepHalfOpen' | 'listener' | 'target' | 'capture'
>

/** One connection of the workbench, from the request for it to its end: a conversation whose events go to the journal, whose bytes are kept. */
export class WorkbenchConnection {
  readonly conn: number
  readonly transport: 'tcp' | 'udp'
  readonly role: 'client' | 'server'
  readonly listener: number | undefined
  readonly history: History
  /** Called with what arrives, after its event. A promise: nothing more is read until it resolves. */
  onData: ((bytes: Uint8Array) => Promise<void> | undefined) | undefined
  /** Called once, when it is over. */
  onClosed: (() => void) | undefined
  readonly #context: ConnectionContext
  readonly #origin: ConnectionOrigin
  /** Once it stands. */
  #conversation: Conversation | undefined
  #abandon: (() => void) | undefined
  #isOver = false
  /** Bytes of sends that wait. */
  #waiting = 0
  /** Bytes of sends that the end of the connection broke off. */
  #unsent = 0
  #slowTimer: NodeJS.Timeout | undefined
  #flushTimer: NodeJS.Timeout | undefined
  /** What the list says of it is beside its session files. */
  #hasInfo = false

  constructor(context: ConnectionContext, origin: ConnectionOrigin) {
    this.#context = context
    this.#origin = origin
    this.conn = origin.conn
    this.transport = origin.transport
    this.role = origin.role
    this.listener = origin.listener
    const { folder, memoryBound, budget, fileBound, disk } = context
    const isOwn = origin.role === 'client'
    const moved = (gone: { readonly code: string } | undefined): void => this.#historyMoved(gone)
    const name = String(this.conn)
    this.history = new History({ folder, name, memoryBound, budget, fileBound, disk, isOwn, moved })
  }

  get state(): SessionState {
    return this.#isOver ? 'CLOSED' : (this.#conversation?.state ?? 'SYN-SENT')
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Bytes can be sent. */
  get takesBytes(): boolean {
    return this.#conversation?.sendEnded === false && !this.#isOver
  }

  /** Tells that a connection has been asked for. @param abandon - Gives the attempt up. */
  begin(abandon: () => void): void {
    this.#abandon = abandon
    this.#emitOpen('SYN-SENT', undefined)
  }

  /** It stands: tells so, and reads from now on. */
  establish(socket: ConversationSocket): void {
    const wasAskedFor = this.#abandon !== undefined
    this.#abandon = undefined
    const { conn: number, transport, role } = this
    const { clock } = this.#context
    const conversation = new Conversation({
      number,
      socket,
      transport,
      role,
      clock,
      onEvent: (event) => this.#take(event),
    })
    this.#conversation = conversation
    if (wasAskedFor) {
      const { localAddress: local, remoteAddress: remote } = socket
      this.#emitState('ESTABLISHED', 'us', { local, remote })
    } else this.#emitOpen('ESTABLISHED', socket)
    const { keepHalfOpen } = this.#origin
    void conversation.serve({ onData: (bytes) => this.onData?.(bytes), keepHalfOpen })
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
    const conversation = this.#mustSend()
    if (this.#waiting > 0 && this.#waiting + bytes.length > WAITING_BOUND) {
      throw new Failure('SYNFIN_SLOW', t.slowPeer, { bytes: this.#waiting })
    }
    const { waiting } = this.#context
    if (!waiting.enter(bytes)) throw new Failure('SYNFIN_SLOW', t.slowPeers, { bytes: waiting.used })
    this.#waiting += bytes.length
    this.#slowTimer ??= setTimeout(() => this.#emitSlow(), SLOW_MILLIS)
    try {
      await conversation.send(bytes)
    } catch (error) {
      this.#unsent += bytes.length
      throw error
    } finally {
      waiting.leave(bytes)
      this.#waiting -= bytes.length
      if (this.#waiting === 0) this.#notSlow()
    }
  }

  /** Whether the peer has reset it, as far as is known while it is not read: its bytes come before that is heard. */
  async isBroken(): Promise<boolean> {
    if (this.transport === 'udp' || !this.takesBytes) return false
    const socket = (this.#conversation as Conversation).socket
    return await socket.send(NOTHING).then(
      () => false,
      () => true,
    )
  }

  /** The four-way close, after everything sent. */
  finish(): void {
    if (this.#abandon !== undefined) return this.#abandon()
    const conversation = this.#mustBeOpen()
    const isFirst = conversation.state === 'ESTABLISHED' && this.transport === 'tcp'
    void conversation.close()
    if (isFirst) this.#emitState(conversation.state, 'us')
  }

  /** FIN after everything sent so far; receiving goes on. */
  async halfClose(): Promise<void> {
    if (this.transport === 'udp') throw new Failure('SYNFIN_STATE', t.onlyTcp, { what: 'halfClose' })
    const conversation = this.#mustSend()
    if (conversation.peerEnded) return this.finish()
    await conversation.halfClose()
  }

  /** The forced close: RST. */
  reset(): void {
    if (this.#abandon !== undefined) return this.#abandon()
    this.#mustBeOpen().reset()
  }

  /** What the peer sends stays in the buffers, and its window shrinks. */
  stopReading(): void {
    const conversation = this.#mustBeOpen()
    if (!conversation.isPaused) void conversation.pause()
  }

  resumeReading(): void {
    const conversation = this.#mustBeOpen()
    if (conversation.isPaused) void conversation.resume()
  }

  /** Leaves all of it in its session files, for the next run. */
  save(): void {
    if (this.history.total === 0) return
    this.history.save()
    this.#keepInfo()
  }

  /** Nothing of it is needed any more: its session files go. */
  forget(): void {
    clearTimeout(this.#flushTimer)
    this.history.remove()
    dropInfo(this.#context.folder, this.conn)
  }

  #mustBeOpen(): Conversation {
    const conversation = this.#conversation
    if (conversation === undefined || this.#isOver || conversation.isClosing) {
      const state = conversation?.isClosing === true ? 'CLOSED' : this.state
      throw new Failure('SYNFIN_STATE', t.notOpen, { conn: this.conn, state })
    }
    return conversation
  }

  #mustSend(): Conversation {
    const conversation = this.#mustBeOpen()
    if (conversation.sendEnded) throw new Failure('SYNFIN_STATE', t.finished, { conn: this.conn })
    return conversation
  }

  /** Its conversation's events, as the journal has them. */
  #take(event: ConversationEvent): void {
    const { journal } = this.#context
    const { conn } = this
    switch (event.type) {
      case 'data':
        return this.#keep(event.direction, event.bytes)
      case 'state':
        return this.#emitState(event.state, event.by)
      case 'mark':
        if (event.mark !== 'paused' && event.mark !== 'resumed') return
        return journal.emit({ type: 'mark', conn, mark: event.mark, detail: '' })
      case 'error':
        return journal.emit({ type: 'error', conn, code: event.code, message: event.message })
      case 'close':
        return this.#close(this.#conversation?.record as ConversationRecord & { how: Closing['how'] })
      default:
    }
  }

  #emitOpen(state: SessionState, socket: ConversationSocket | undefined): void {
    const { journal } = this.#context
    const { localAddress: local, remoteAddress: remote } = socket ?? {}
    const connection: ConnectionInfo = {
      ...this.#origin,
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

  #emitState(
    state: SessionState,
    by: 'us' | 'peer',
    at: Pick<ConnectionInfo, 'local' | 'remote'> = {},
  ): void {
    this.#context.journal.emit({ type: 'state', conn: this.conn, state, by, ...at })
  }

  #keep(direction: 'in' | 'out', bytes: Uint8Array): void {
    const { journal, wallMillis } = this.#context
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
      base64: length <= LIMITS.inlineBytes ? bufferToBase64(bytes) : undefined,
    })
    this.history.append(direction, bytes, millis)
    if (this.history.unsaved >= UNSAVED.bytes) this.#flush()
    else this.#flushTimer ??= setTimeout(() => this.#flush(), UNSAVED.millis).unref()
  }

  #flush(): void {
    clearTimeout(this.#flushTimer)
    this.#flushTimer = undefined
    this.history.flush()
    if (!this.#hasInfo) this.#keepInfo()
  }

  #emitSlow(): void {
    const { journal, lang } = this.#context
    const detail = say(t.slow, lang, { bytes: this.#waiting })
    journal.emit({ type: 'mark', conn: this.conn, mark: 'slow', detail })
  }

  #notSlow(): void {
    clearTimeout(this.#slowTimer)
    this.#slowTimer = undefined
  }

  #historyMoved(gone: { readonly code: string } | undefined): void {
    reportMoved(this.#context, this.conn, this.history, gone)
    this.#keepInfo()
  }

  /** Beside its session files, as they are now: should the workbench be killed, the next one shows what they hold. */
  #keepInfo(): void {
    const { journal, folder } = this.#context
    const info = journal.connection(this.conn)
    if (info === undefined) return
    keepInfo(folder, info)
    this.#hasInfo = true
  }

  #close(record: ConversationRecord & { readonly how: Closing['how'] }): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#abandon = undefined
    this.#notSlow()
    const close: Closing = { ...record, fins: [...record.fins], bytesUnsent: this.#unsent + this.#waiting }
    this.#context.journal.emit({ type: 'close', conn: this.conn, transport: this.transport, ...close })
    this.onClosed?.()
  }
}
