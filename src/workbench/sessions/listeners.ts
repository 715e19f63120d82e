import { isIP } from 'node:net'
import { boundedSearch, isOwnAddress } from '../../host/index.ts'
import type { CaptureInfo, ListenerInfo, ReplyRule, RequestOf } from '../../protocol/index.ts'
import { type Lang, say } from '../../say/index.ts'
import { formatPlace } from '../../socket/index.ts'
import {
  AnswerGuard,
  type AnswerPause,
  answerPauseText,
  Answers,
  AnswersRoom,
  type ConversationSocket,
  openListener,
  REGEX_MILLIS,
  Rules,
  type UdpPeers,
} from '../../talk/index.ts'
import { captureTarget } from '../captures.ts'
import type { WorkbenchConnection } from './connection.ts'
import type { Begun, Connections, SessionsOptions } from './connections.ts'
import { addressOf, codeOf } from './dial.ts'
import { Failure } from '../failure.ts'
import { workbenchSentences as t } from '../sentences.ts'

/** A listener at work: what it is stands in the journal. */
interface Listening {
  readonly conn: number
  readonly transport: 'tcp' | 'udp'
  readonly keepHalfOpen: boolean
  readonly capture: CaptureInfo | undefined
  readonly lang: Lang
  readonly peers: UdpPeers | undefined
  rules: Rules
  /** Undefined once it has stopped. */
  stop: (() => void) | undefined
}

/** The listeners by number, their rules and the replies that these make. */
export class Listeners {
  readonly #options: SessionsOptions
  readonly #connections: Connections
  readonly #listeners = new Map<number, Listening>()
  readonly #answers = new AnswersRoom()
  readonly #guard: AnswerGuard
  /** Why the guard has just begun a pause. */
  #pause: AnswerPause | undefined

  constructor(options: SessionsOptions, connections: Connections) {
    this.#options = options
    this.#connections = connections
    const paused = (pause: AnswerPause): void => void (this.#pause = pause)
    this.#guard = new AnswerGuard({ clock: options.clock, isOwnAddress, paused })
  }

  /** @returns What the journal says of it; undefined when there is none of this number. */
  info(conn: number): ListenerInfo | undefined {
    return this.#options.journal.listener(conn)
  }

  /** @returns The number of the listener. @throws {SocketError} As `bind` and `listen`; {Failure}. */
  async listen(request: RequestOf<'listen'>, lang: Lang): Promise<Begun> {
    const { transport = 'tcp', port, host = '127.0.0.1', backlog, keepHalfOpen = false } = request
    const { bounds, captures, journal, sockets } = this.#options
    const limit = bounds.listeners
    if (journal.snapshot.listeners.filter(({ state }) => state === 'LISTEN').length >= limit)
      throw new Failure('SYNFIN_LIMIT', t.tooManyListeners, { limit })
    const rules = this.#rulesFrom(request.rules ?? [], undefined)
    // Asked only after `start`, when it is there.
    let listening: Listening | undefined
    const open = await openListener(sockets[lang], {
      transport,
      port,
      host,
      backlog,
      admit: (socket) => this.#admit(listening as Listening, socket),
      failed: (error) => this.#broken(listening as Listening, error),
    })
    const { localAddress: local, peers } = open
    const target =
      request.capture === true ? captureTarget(transport, local.port, undefined, local.address) : undefined
    const { capture, problem } = await captures.attempt(target, lang)
    const conn = this.#connections.nextNumber()
    const disown = transport === 'udp' ? this.#guard.own(local) : undefined
    const stop = (): void => {
      open.stop()
      disown?.()
    }
    listening = { conn, transport, keepHalfOpen, capture, lang, peers, rules, stop }
    this.#listeners.set(conn, listening)
    journal.emit({
      type: 'listening',
      conn,
      listener: {
        conn,
        transport,
        state: 'LISTEN',
        local,
        opened: journal.now(),
        keepHalfOpen,
        rules: request.rules ?? [],
        ...(capture === undefined ? {} : { capture: capture.capture }),
      },
    })
    open.start()
    return { conn, captureProblem: problem }
  }

  /** No new clients; those that there are stay. */
  stop(conn: number): void {
    const listening = this.#get(conn)
    if (listening.stop === undefined) throw new Failure('SYNFIN_STATE', t.notOpen, { conn, state: 'CLOSED' })
    listening.stop()
    listening.stop = undefined
    this.#options.journal.emit({ type: 'state', conn, state: 'CLOSED', by: 'us' })
  }

  /** All of them stop, and no reply goes out any more. */
  stopAll(): void {
    this.#answers.end()
    for (const { stop } of this.#listeners.values()) stop?.()
  }

  setRules(conn: number, rules: ReplyRule[]): void {
    this.#get(conn).rules = this.#rulesFrom(rules, conn)
    this.#options.journal.emit({ type: 'rules', conn, rules })
  }

  /** A datagram to anybody, from a bound socket. @returns The connection that its peer is now. */
  async sendTo(
    { listener, host, port }: Pick<RequestOf<'sendTo'>, 'listener' | 'host' | 'port'>,
    bytes: Uint8Array,
    lang: Lang,
  ): Promise<number> {
    const { peers, stop } = this.#get(listener)
    if (peers === undefined) throw new Failure('SYNFIN_STATE', t.onlyUdp, { conn: listener })
    if (stop === undefined) throw new Failure('SYNFIN_STATE', t.notOpen, { conn: listener, state: 'CLOSED' })
    this.#connections.checkRoom()
    const address = await addressOf(host, undefined, lang)
    const remote = { address, port, family: isIP(address) === 6 ? 'IPv6' : 'IPv4' } as const
    peers.peerAt(remote)
    const found = this.#connections.to(listener, remote)
    const limit = this.#options.bounds.connections
    if (found === undefined) throw new Failure('SYNFIN_LIMIT', t.tooManyConnections, { limit })
    await found.send(bytes)
    return found.conn
  }

  /** Takes a stopped one off the list. @throws {Failure} When it listens. */
  forget(conn: number): void {
    if (this.#get(conn).stop !== undefined) throw new Failure('SYNFIN_STATE', t.stillOpen, { conn })
    this.#listeners.delete(conn)
    this.#options.journal.emit({ type: 'forgotten', conn })
  }

  /** @throws {Failure} When there is none of this number. */
  #get(conn: number): Listening {
    const found = this.#listeners.get(conn)
    if (found === undefined) throw new Failure('SYNFIN_NO_SUCH', t.noListener, { conn })
    return found
  }

  /** @param of - The listener whose rules they replace. @throws {Failure} `SYNFIN_LIMIT`; {InputError}. */
  #rulesFrom(rules: ReplyRule[], of: number | undefined): Rules {
    const limit = this.#options.bounds.rules
    let sum = JSON.stringify(rules).length
    for (const { conn, rules: others } of this.#listeners.values()) if (conn !== of) sum += others.bytes
    if (sum > limit) throw new Failure('SYNFIN_LIMIT', t.rulesTooLong, { limit })
    return new Rules(rules, boundedSearch)
  }

  /** A client has come. @returns False when there are too many. */
  #admit(listening: Listening, socket: ConversationSocket): boolean {
    const { conn, transport, lang } = listening
    const connection = this.#connections.admit(listening, lang)
    if (connection === undefined) {
      const { address = '?', port = 0 } = socket.remoteAddress ?? {}
      const args = { remote: formatPlace(address, port), limit: this.#options.bounds.connections }
      const detail = say(t.clientRefused, lang, args)
      this.#options.journal.emit({ type: 'mark', conn, mark: 'refused', detail })
      return false
    }
    const answers = new Answers({
      to: connection,
      clock: this.#options.clock,
      room: this.#answers,
      rules: () => (listening.stop === undefined ? undefined : listening.rules),
      mayAnswer: () => transport === 'tcp' || this.#mayAnswer(connection, socket, lang),
      slow: (rule) => this.#switchOff(listening, rule),
    })
    connection.onData = (bytes) => answers.onData(bytes)
    const { onClosed } = connection
    connection.onClosed = () => {
      answers.end()
      onClosed?.()
    }
    connection.establish(socket)
    return true
  }

  /** A datagram's sender may be made up, or be one that answers everything too. A pause is told. */
  #mayAnswer({ conn }: WorkbenchConnection, { remoteAddress }: ConversationSocket, lang: Lang): boolean {
    if (remoteAddress === undefined) return false
    this.#pause = undefined
    if (this.#guard.allows(remoteAddress)) return true
    // It is set by the guard, within the call.
    const pause = this.#pause as AnswerPause | undefined
    if (pause === undefined) return false
    const detail = answerPauseText(pause, lang)
    this.#options.journal.emit({ type: 'mark', conn, mark: 'answers', detail })
    return false
  }

  #switchOff({ conn, lang }: Listening, rule: number): void {
    const rules = (this.info(conn)?.rules ?? []).map((one, at) =>
      at === rule ? { ...one, enabled: false } : one,
    )
    this.setRules(conn, rules)
    const detail = say(t.slowRule, lang, { number: rule + 1, limit: REGEX_MILLIS })
    this.#options.journal.emit({ type: 'mark', conn, mark: 'rule', detail })
  }

  /** A listener failed by itself (no descriptor left): that is told, and it has stopped. */
  #broken({ conn, stop }: Listening, error: unknown): void {
    if (stop === undefined) return
    const message = error instanceof Error ? error.message : String(error)
    this.#options.journal.emit({ type: 'error', conn, code: codeOf(error), message })
    this.stop(conn)
  }
}
