import { isIP } from 'node:net'
import type { Clock } from '../base/index.ts'
import { boundedSearch, isOwnAddress, kernelSockets, RealClock } from '../host/index.ts'
import type { Address, CaptureInfo, ReplyRule, RequestOf, Target } from '../protocol/index.ts'
import { formatPlace, type SocketAddress, type SocketBackend } from '../socket/index.ts'
import {
  AnswerGuard,
  Answers,
  AnswersRoom,
  type AnswerPause,
  answerPauseText,
  type ConversationSocket,
  openListener,
  Rules,
  type UdpPeers,
} from '../talk/index.ts'
import { type Lang, say } from '../say/index.ts'
import { workbenchSentences as t } from './sentences.ts'
import { Captures, type CaptureTarget, captureTarget } from './captures.ts'
import { ClosedTalks } from './closed-talks.ts'
import { type ConnectionContext, WorkbenchConnection } from './connection.ts'
import { addressOf, codeOf, dialFor } from './dial.ts'
import { DiskBudget } from './disk-budget.ts'
import { Earlier, EARLIER } from './earlier.ts'
import { Failure } from './failure.ts'
import type { History } from './history.ts'
import type { Journal } from './journal.ts'
import { MemoryBudget } from './memory-budget.ts'
import { Repeats } from './repeats.ts'
import { WaitingRoom } from './waiting-room.ts'

/** How much the workbench holds. */
export interface Bounds {
  /** Open connections. */
  readonly connections: number
  readonly listeners: number
  /** Connections that are over and still shown; the oldest is forgotten first. */
  readonly closed: number
  /** Bytes of reads and writes in memory, of all connections together and of one. */
  readonly memory: number
  readonly memoryEach: number
  /** Bytes in the session files of one connection, and of all together. */
  readonly file: number
  readonly disk: number
  /** Bytes that wait for peers that do not read, of all connections together. */
  readonly waiting: number
  /** Bytes of the reply rules of all listeners together, as JSON. */
  readonly rules: number
}

export const BOUNDS: Bounds = {
  connections: 1_000,
  listeners: 100,
  closed: 1_000,
  memory: 256 * 1024 * 1024,
  memoryEach: 4 * 1024 * 1024,
  file: 1024 * 1024 * 1024,
  disk: 4 * 1024 * 1024 * 1024,
  waiting: 256 * 1024 * 1024,
  rules: 32 * 1024 * 1024,
}

interface Listening {
  readonly conn: number
  readonly transport: 'tcp' | 'udp'
  readonly keepHalfOpen: boolean
  readonly capture: CaptureInfo | undefined
  readonly lang: Lang
  rules: Rules
  local: SocketAddress
  /** Undefined once it has stopped. */
  stop: (() => void) | undefined
  peers: UdpPeers | undefined
}

/** The listeners and connections of this run, over the machine's own sockets. */
export class Bench {
  readonly journal: Journal
  readonly captures: Captures
  readonly repeats: Repeats
  readonly #bounds: Bounds
  readonly #clock: Clock
  readonly #wallMillis: () => number
  readonly #folder: string
  readonly #sockets: Record<Lang, SocketBackend> = {
    en: kernelSockets({ lang: 'en' }),
    zh: kernelSockets({ lang: 'zh' }),
  }
  readonly #conversations = new Map<number, WorkbenchConnection>()
  readonly #listeners = new Map<number, Listening>()
  readonly #budget: MemoryBudget
  readonly #disk: DiskBudget
  readonly #waiting: WaitingRoom
  readonly #answers = new AnswersRoom()
  readonly #closed = new ClosedTalks()
  readonly #earlier: Earlier
  readonly #guard: AnswerGuard
  /** Why the guard has just begun a pause. */
  #pause: AnswerPause | undefined
  #open = 0
  #last = 0

  constructor(
    journal: Journal,
    folder: string,
    wallMillis: () => number,
    bounds: Bounds,
    lang: Lang,
    clock: Clock = new RealClock(),
  ) {
    this.journal = journal
    this.captures = new Captures(journal)
    this.repeats = new Repeats(journal)
    this.#bounds = bounds
    this.#budget = new MemoryBudget(bounds.memory)
    this.#disk = new DiskBudget(bounds.disk)
    this.#waiting = new WaitingRoom(bounds.waiting)
    this.#guard = new AnswerGuard({ clock, isOwnAddress, paused: (pause) => (this.#pause = pause) })
    this.#clock = clock
    this.#wallMillis = wallMillis
    this.#folder = folder
    this.#earlier = new Earlier(this.#context(lang))
  }

  /** @throws {Failure} When there is none of this number. */
  conversation(conn: number): WorkbenchConnection {
    const found = this.#conversations.get(conn)
    if (found !== undefined) return found
    if (this.#earlier.history(conn) === undefined)
      throw new Failure('SYNFIN_NO_SUCH', t.noConnection, { conn })
    throw new Failure('SYNFIN_STATE', t.notOpen, { conn, state: 'CLOSED' })
  }

  /** What was read and written, of one of an earlier run too. @throws {Failure} When there is none of this number. */
  history(conn: number): History {
    return this.#earlier.history(conn) ?? this.conversation(conn).history
  }

  /** Shows what earlier runs left in these folders, which go. To be called before anything has a number. */
  takeUp(folders: readonly string[]): void {
    const room = Math.min(EARLIER.bytes, this.#bounds.disk / 2)
    for (const connection of this.#earlier.takeUp(folders, room)) {
      this.#last = Math.max(this.#last, connection.conn)
      this.journal.emit({ type: 'open', conn: connection.conn, connection })
    }
  }

  /**
   * Leaves the transcripts for the next run: of those that there are the newest, those that you made first.
   *
   * @returns Whether there are any.
   */
  save(): boolean {
    const own = (one: WorkbenchConnection): number => (one.listener === undefined ? 1 : 0)
    const talks = [...this.#conversations.values()]
      .filter(({ history }) => history.total > 0)
      .sort((a, b) => own(b) - own(a) || b.conn - a.conn)
    for (const [at, talk] of talks.entries()) {
      if (at < EARLIER.count) talk.save()
      else talk.forget()
    }
    return talks.length > 0 || this.#earlier.size > 0
  }

  /** @returns The number of the listener. @throws {SocketError} As `bind` and `listen`; {Failure}. */
  async listen(
    request: RequestOf<'listen'>,
    lang: Lang,
  ): Promise<{ readonly conn: number; readonly captureProblem: unknown }> {
    const { transport = 'tcp', port, host = '127.0.0.1', backlog, keepHalfOpen = false } = request
    const open = [...this.#listeners.values()].filter(({ stop }) => stop !== undefined).length
    const limit = this.#bounds.listeners
    if (open >= limit) throw new Failure('SYNFIN_LIMIT', t.tooManyListeners, { limit })
    const rules = this.#rulesFrom(request.rules ?? [], undefined)
    // Asked only after `start`, when it is there.
    let listening: Listening | undefined
    const {
      localAddress: local,
      peers,
      start,
      stop,
    } = await openListener(this.#sockets[lang], {
      transport,
      port,
      host,
      backlog,
      admit: (socket) => this.#admit(listening as Listening, socket),
      failed: (error) => this.#broken(listening as Listening, error),
    })
    const target =
      request.capture === true ? captureTarget(transport, local.port, undefined, local.address) : undefined
    const { capture, problem } = await this.#capture(target, lang)
    const conn = ++this.#last
    const disown = transport === 'udp' ? this.#guard.own(local) : undefined
    const ended = (): void => {
      stop()
      disown?.()
    }
    listening = { conn, transport, keepHalfOpen, capture, lang, rules, local, stop: ended, peers }
    this.#listeners.set(conn, listening)
    this.journal.emit({
      type: 'listening',
      conn,
      listener: {
        conn,
        transport,
        state: 'LISTEN',
        local,
        opened: this.journal.now(),
        keepHalfOpen,
        rules: request.rules ?? [],
        ...(capture === undefined ? {} : { capture: capture.capture }),
      },
    })
    start()
    return { conn, captureProblem: problem }
  }

  /** @returns The number of the connection, once it stands. @throws {SocketError} As `connect`; {Failure}. */
  async connect(
    request: RequestOf<'connect'>,
    lang: Lang,
  ): Promise<{ readonly conn: number; readonly captureProblem: unknown }> {
    const { transport = 'tcp', host, port, keepHalfOpen = false } = request
    this.#checkRoom()
    this.#open++
    let conversation: WorkbenchConnection | undefined
    try {
      const device = await addressOf(host, request.family, lang).catch(() => host)
      const target =
        request.capture === true ? captureTarget(transport, port, undefined, device, host) : undefined
      const { capture, problem } = await this.#capture(target, lang)
      conversation = new WorkbenchConnection(this.#context(lang), {
        conn: ++this.#last,
        role: 'client',
        transport,
        keepHalfOpen,
        target: { host, port },
        ...(capture === undefined ? {} : { capture: capture.capture }),
      })
      this.#hold(conversation)
      const begin = (abandon: () => void): void => conversation?.begin(abandon)
      conversation.establish(await dialFor(this.#sockets[lang], request, begin, lang))
      return { conn: conversation.conn, captureProblem: problem }
    } catch (error) {
      if (conversation === undefined) this.#open--
      else conversation.failed(codeOf(error))
      throw error
    }
  }

  /** Sends to one, several or all. */
  async send(
    to: Target,
    bytes: Uint8Array,
  ): Promise<{
    readonly sent: number[]
    readonly failed: { readonly conn: number; readonly error: unknown }[]
  }> {
    const sent: number[] = []
    const failed: { conn: number; error: unknown }[] = []
    await Promise.all(
      this.resolve(to).map(async (conn) => {
        try {
          await this.conversation(conn).send(bytes)
          sent.push(conn)
        } catch (error) {
          failed.push({ conn, error })
        }
      }),
    )
    return { sent, failed }
  }

  /** @returns The connections meant. @throws {Failure} When there are none. */
  resolve(to: Target): number[] {
    if (Array.isArray(to)) return [...new Set(to)]
    if (to !== 'all') this.#listener(to.listener)
    const meant = [...this.#conversations.values()]
      .filter(({ takesBytes, listener }) => takesBytes && (to === 'all' || listener === to.listener))
      .map(({ conn }) => conn)
    if (meant.length === 0) throw new Failure('SYNFIN_STATE', t.nobody)
    return meant
  }

  /** A datagram to anybody, from a bound socket. @returns The connection that its peer is now. */
  async sendTo(
    { listener, host, port }: Pick<RequestOf<'sendTo'>, 'listener' | 'host' | 'port'>,
    bytes: Uint8Array,
    lang: Lang,
  ): Promise<number> {
    const { peers, stop } = this.#listener(listener)
    if (peers === undefined) throw new Failure('SYNFIN_STATE', t.onlyUdp, { conn: listener })
    if (stop === undefined) throw new Failure('SYNFIN_STATE', t.notOpen, { conn: listener, state: 'CLOSED' })
    this.#checkRoom()
    const address = await addressOf(host, undefined, lang)
    const remote = { address, port, family: isIP(address) === 6 ? 'IPv6' : 'IPv4' } as const
    peers.peerAt(remote)
    const place = formatPlace(address, port)
    const found = [...this.#conversations.values()].find(
      (conversation) =>
        conversation.listener === listener &&
        !conversation.isOver &&
        this.#places.get(conversation) === place,
    )
    if (found === undefined)
      throw new Failure('SYNFIN_LIMIT', t.tooManyConnections, { limit: this.#bounds.connections })
    await found.send(bytes)
    return found.conn
  }

  /** No new clients; those that there are stay. */
  stopListening(conn: number): void {
    const listening = this.#listener(conn)
    if (listening.stop === undefined) {
      throw new Failure('SYNFIN_STATE', t.notOpen, { conn, state: 'CLOSED' })
    }
    listening.stop()
    listening.stop = undefined
    this.journal.emit({ type: 'state', conn, state: 'CLOSED', by: 'us' })
  }

  setRules(conn: number, rules: ReplyRule[]): void {
    const listening = this.#listener(conn)
    listening.rules = this.#rulesFrom(rules, conn)
    this.journal.emit({ type: 'rules', conn, rules })
  }

  /** Takes a closed listener or connection off the list; its session file goes. */
  forget(conn: number): void {
    if (this.#earlier.discard(conn)) {
      this.journal.emit({ type: 'forgotten', conn })
      return
    }
    const listening = this.#listeners.get(conn)
    const conversation = listening === undefined ? this.conversation(conn) : undefined
    if (listening?.stop !== undefined || conversation?.isOver === false) {
      throw new Failure('SYNFIN_STATE', t.stillOpen, { conn })
    }
    this.#listeners.delete(conn)
    this.#conversations.delete(conn)
    if (conversation !== undefined) this.#closed.delete(conversation)
    conversation?.forget()
    this.journal.emit({ type: 'forgotten', conn })
  }

  /** What `startCapture` means. */
  captureTargetOf({
    conn,
    port,
    transport = 'tcp',
    interface: device,
  }: RequestOf<'startCapture'>): CaptureTarget {
    if (conn === undefined) {
      if (port === undefined) throw new Failure('SYNFIN_MESSAGE', t.captureWhat)
      return captureTarget(transport, port, device)
    }
    const listening = this.#listeners.get(conn)
    if (listening !== undefined) {
      return captureTarget(listening.transport, listening.local.port, device, listening.local.address)
    }
    this.conversation(conn)
    const info = this.journal.snapshot.connections.find((connection) => connection.conn === conn)
    const server: Address | undefined = info?.role === 'client' ? info.remote : info?.local
    const at = server?.port ?? info?.target?.port
    if (at === undefined)
      throw new Failure('SYNFIN_STATE', t.notOpen, { conn, state: info?.state ?? 'CLOSED' })
    return captureTarget(info?.transport ?? 'tcp', at, device, server?.address)
  }

  /** Everything ends: FIN to every peer, listeners and captures stop. */
  async stop(): Promise<void> {
    this.repeats.stopAll()
    this.#answers.end()
    for (const listening of this.#listeners.values()) listening.stop?.()
    for (const conversation of this.#conversations.values()) {
      try {
        if (!conversation.isOver) conversation.finish()
      } catch {
        // It is closing already.
      }
    }
    await this.captures.stop()
  }

  /** Where the peer of each accepted UDP conversation is. */
  readonly #places = new WeakMap<WorkbenchConnection, string>()

  #context(lang: Lang): ConnectionContext {
    const { memoryEach, file } = this.#bounds
    return {
      journal: this.journal,
      clock: this.#clock,
      wallMillis: this.#wallMillis,
      folder: this.#folder,
      memoryBound: memoryEach,
      budget: this.#budget,
      fileBound: file,
      disk: this.#disk,
      waiting: this.#waiting,
      lang,
    }
  }

  #listener(conn: number): Listening {
    const found = this.#listeners.get(conn)
    if (found === undefined) throw new Failure('SYNFIN_NO_SUCH', t.noListener, { conn })
    return found
  }

  #checkRoom(): void {
    const limit = this.#bounds.connections
    if (this.#open >= limit) throw new Failure('SYNFIN_LIMIT', t.tooManyConnections, { limit })
  }

  /** Counts a conversation in; it has been counted as open. Of those that are over some make room. */
  #hold(conversation: WorkbenchConnection): void {
    this.#conversations.set(conversation.conn, conversation)
    conversation.onClosed = () => {
      this.#open--
      this.#closed.add(conversation)
      while (this.#closed.size > this.#bounds.closed) {
        const first = this.#closed.first()
        if (first === undefined) break
        this.forget(first.conn)
      }
    }
  }

  /** @param of - The listener whose rules they replace. @throws {Failure} `SYNFIN_LIMIT`, `SYNFIN_BAD_INPUT`. */
  #rulesFrom(rules: ReplyRule[], of: number | undefined): Rules {
    const others = this.journal.snapshot.listeners.filter(({ conn }) => conn !== of)
    const limit = this.#bounds.rules
    const sum =
      JSON.stringify(rules).length + others.reduce((sum, { conn }) => sum + this.#rulesBytes(conn), 0)
    if (sum > limit) throw new Failure('SYNFIN_LIMIT', t.rulesTooLong, { limit })
    return new Rules(rules, boundedSearch)
  }

  #rulesBytes(conn: number): number {
    return this.#listeners.get(conn)?.rules.bytes ?? 0
  }

  async #capture(
    target: CaptureTarget | undefined,
    lang: Lang,
  ): Promise<{ readonly capture: CaptureInfo | undefined; readonly problem: unknown }> {
    if (target === undefined) return { capture: undefined, problem: undefined }
    try {
      return { capture: await this.captures.start(target, lang), problem: undefined }
    } catch (problem) {
      return { capture: undefined, problem }
    }
  }

  /** A client has come. @returns False when there are too many. */
  #admit(listening: Listening, socket: ConversationSocket): boolean {
    const { conn: listener, transport, keepHalfOpen, capture, lang } = listening
    const limit = this.#bounds.connections
    if (this.#open >= limit) {
      const { address = '?', port = 0 } = socket.remoteAddress ?? {}
      const detail = say(t.clientRefused, lang, { remote: formatPlace(address, port), limit })
      this.journal.emit({ type: 'mark', conn: listener, mark: 'refused', detail })
      return false
    }
    this.#open++
    const conversation = new WorkbenchConnection(this.#context(lang), {
      conn: ++this.#last,
      role: 'server',
      transport,
      keepHalfOpen,
      listener,
      ...(capture === undefined ? {} : { capture: capture.capture }),
    })
    this.#hold(conversation)
    const { remoteAddress: remote } = socket
    if (remote !== undefined) this.#places.set(conversation, formatPlace(remote.address, remote.port))
    const answers = new Answers({
      to: conversation,
      clock: this.#clock,
      room: this.#answers,
      rules: () => (listening.stop === undefined ? undefined : listening.rules),
      mayAnswer: () => transport === 'tcp' || this.#mayAnswer(conversation, socket, lang),
      slow: (rule) => this.#switchOff(listening, rule),
    })
    conversation.onData = (bytes) => answers.onData(bytes)
    const { onClosed } = conversation
    conversation.onClosed = () => {
      answers.end()
      onClosed?.()
    }
    conversation.establish(socket)
    return true
  }

  /** A datagram's sender may be made up, or be one that answers everything too. A pause is told. */
  #mayAnswer(conversation: WorkbenchConnection, { remoteAddress }: ConversationSocket, lang: Lang): boolean {
    if (remoteAddress === undefined) return false
    this.#pause = undefined
    if (this.#guard.allows(remoteAddress)) return true
    // It is set by the guard, within the call.
    const pause = this.#pause as AnswerPause | undefined
    if (pause === undefined) return false
    const detail = answerPauseText(pause, lang)
    this.journal.emit({ type: 'mark', conn: conversation.conn, mark: 'answers', detail })
    return false
  }

  #switchOff({ conn, lang }: Listening, rule: number): void {
    const info = this.journal.snapshot.listeners.find((listener) => listener.conn === conn)
    const rules = (info?.rules ?? []).map((one, at) => (at === rule ? { ...one, enabled: false } : one))
    this.setRules(conn, rules)
    const detail = say(t.slowRule, lang, { number: rule + 1, limit: 100 })
    this.journal.emit({ type: 'mark', conn, mark: 'rule', detail })
  }

  /** A listener failed by itself (no descriptor left): that is told, and it has stopped. */
  #broken(listening: Listening, error: unknown): void {
    if (listening.stop === undefined) return
    const { conn } = listening
    const message = error instanceof Error ? error.message : String(error)
    this.journal.emit({ type: 'error', conn, code: codeOf(error), message })
    this.stopListening(conn)
  }
}
