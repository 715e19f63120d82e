import {
  type Conversation,
  type ConversationSocket,
  type OpenListener,
  openListener,
  Outbox,
} from '../../talk/index.ts'
import { sayDuration } from '../../say/index.ts'
import { uiSentences as u } from './sentences.ts'
import { type ExitCode, EXIT } from '../exit-code.ts'
import { showAddress } from '../values.ts'
import { familyOf } from './dial.ts'
import { Refusals } from './refusals.ts'
import { ServerInput } from './server-input.ts'
import type { ServerPlan } from './server-plan.ts'
import type { Session } from './session.ts'
import { UdpAnswers } from './udp-answers.ts'

/** So many senders of datagrams at once without `-m`: anybody can write any sender into a datagram. */
const MOST_SENDERS = 1_000

/** The listener and its clients, by number. */
export class Server {
  readonly session: Session
  readonly clients: Map<number, Conversation> = new Map()
  readonly #plan: ServerPlan
  readonly #outboxes = new WeakMap<Conversation, Outbox>()
  readonly #udpAnswers: UdpAnswers | undefined
  #stopListening: () => void = () => undefined
  #listening = false
  readonly #withoutDescriptor: Refusals
  readonly #tooManySenders: Refusals
  /** Piped input, where it is sent to the clients. */
  readonly #input: ServerInput | undefined
  #firstCame: () => void = () => undefined
  readonly #first: Promise<void>
  #finishing: ExitCode | undefined

  constructor(session: Session, plan: ServerPlan) {
    this.session = session
    this.#plan = plan
    this.#udpAnswers = plan.options.udp === true ? new UdpAnswers(session, plan.isAnswerAsked) : undefined
    this.#first = new Promise((resolve) => (this.#firstCame = resolve))
    this.#withoutDescriptor = new Refusals(session, u.refusedClients)
    this.#tooManySenders = new Refusals(session, u.fullOfSenders)
    if (plan.sendsInput) this.#input = new ServerInput(session, this, plan.options)
  }

  get #isUdp(): boolean {
    return this.session.options.udp === true
  }

  async open(): Promise<void> {
    const { options, port, host } = this.#plan
    const family = familyOf(this.session, host)
    const listener = await openListener(this.session.sockets, {
      transport: options.udp === true ? 'udp' : 'tcp',
      port,
      host,
      family,
      backlog: options.backlog,
      signal: this.session.forced.signal,
      admit: (socket) => this.#admit(socket),
      refused: (count, code) => this.#withoutDescriptor.add(count, { code }),
      failed: (error) => this.session.fail(error),
    })
    this.#udpAnswers?.own(listener.localAddress)
    this.#opened(listener)
    this.#limitWait()
  }

  /** Reads the piped input, where it is sent to the clients. */
  readInput(): void {
    void this.#input?.run()
  }

  /** No new clients; those that are connected stay. */
  stop(): void {
    if (!this.#listening) return
    this.#listening = false
    this.#stopListening()
    void this.session.emit({ type: 'state', conn: 0, state: 'CLOSED', previous: 'LISTEN', by: 'us' })
    const closed = this.#isUdp ? u.listenerClosedUdp : u.listenerClosed
    if (!this.session.isOver) this.session.tell(closed, { count: this.clients.size })
    this.#endWhenEmpty()
  }

  /** No new clients, FIN to every one; the run ends when they have finished too. */
  finish(code: ExitCode): void {
    this.#finishing = code
    if (this.#listening) {
      this.#listening = false
      this.#stopListening()
    }
    if (this.clients.size > 0 && !this.#isUdp) this.session.tell(u.finishingAll)
    for (const talk of this.clients.values()) {
      // The peer's FIN comes behind what it has sent.
      if (talk.isPaused) void talk.resume()
      void talk
        .halfClose()
        .then(() => (talk.peerEnded || talk.transport === 'udp' ? talk.close() : undefined))
    }
    this.#endWhenEmpty()
  }

  /** Sends to one of the clients without waiting for it, unless too much waits for it already. */
  readonly post = (talk: Conversation, bytes: Uint8Array): Promise<void> => this.outboxOf(talk).post(bytes)

  /** The same for what a person typed: if it does not arrive, that is the run's failure. */
  readonly postTyped = (talk: Conversation, bytes: Uint8Array): Promise<void> => {
    talk.isWatched = true
    return this.post(talk, bytes)
  }

  outboxOf(talk: Conversation): Outbox {
    let outbox = this.#outboxes.get(talk)
    if (outbox === undefined) {
      outbox = new Outbox(talk, {
        after: (delay, run) => this.session.after(delay, run),
        holdsUpOthers: () => this.clients.size > 1,
      })
      this.#outboxes.set(talk, outbox)
    }
    return outbox
  }

  /** With no listener and no client nothing can happen any more. */
  #endWhenEmpty(): void {
    if (!this.#listening && this.clients.size === 0) this.session.end(this.#finishing ?? EXIT.done, 'gone')
  }

  #opened({ localAddress: local, start, stop }: OpenListener): void {
    this.#stopListening = stop
    this.#listening = true
    start()
    const transport = this.#isUdp ? 'udp' : 'tcp'
    const [state, previous] = ['LISTEN', 'CLOSED'] as const
    void this.session.emit({ type: 'state', conn: 0, state, previous, by: 'us', local, transport })
    this.session.context.listening?.()
  }

  #limitWait(): void {
    const { wait } = this.session.options
    if (wait === undefined) return
    const alarm = this.session.after(wait, () => {
      const message = this.session.context.say(u.noClient, { time: sayDuration(wait) })
      this.session.giveUp(EXIT.timeout, 'ETIMEDOUT', message, 'gone')
    })
    void this.#first.then(() => alarm.cancel())
  }

  /** @returns False when there are too many already. */
  #admit(socket: ConversationSocket): boolean {
    const { maxClients, udp } = this.#plan.options
    const max = maxClients ?? (udp === true ? MOST_SENDERS : Infinity)
    if (this.clients.size >= max) {
      this.#turnAway(socket, max)
      return false
    }
    const talk = this.session.newConversation(socket, 'server')
    this.clients.set(talk.number, talk)
    void this.#serve(talk)
    this.#firstCame()
    this.#input?.came()
    return true
  }

  #turnAway(socket: ConversationSocket, max: number): void {
    if (this.#plan.options.udp === true) {
      this.#tooManySenders.add(1, { max })
      return
    }
    const detail = this.session.context.say(u.full, { remote: showAddress(socket.remoteAddress), max })
    void this.session.emit({ type: 'mark', conn: 0, mark: 'refused', detail })
  }

  async #serve(talk: Conversation): Promise<void> {
    const { session } = this
    await talk.open()
    session.watchIdle(talk, () => void talk.close())
    await talk.serve({
      onData: (bytes) => this.#onData(talk, bytes),
      beforeClose: () => this.#input?.doneWith(talk) ?? Promise.resolve(),
      keepHalfOpen: this.#plan.options.keepHalfOpen,
    })
    this.clients.delete(talk.number)
    this.#endWhenEmpty()
  }

  /** Answers what arrived. A client that is gone before its answer is told by its own end. */
  async #onData(talk: Conversation, bytes: Uint8Array): Promise<void> {
    const answer = this.#plan.answer?.(talk, bytes)
    if (answer !== undefined && this.#answers(talk)) {
      this.session.willAnswer(talk)
      await talk.send(answer).then(
        () => this.session.showAnswer(talk, answer),
        () => undefined,
      )
    }
    if (this.#plan.options.broadcast !== true) return
    const others = [...this.clients.values()].filter((other) => other !== talk && this.#answers(other))
    await Promise.all(others.map((other) => this.post(other, bytes)))
  }

  /** May something go to this client that nobody at this end has typed? */
  #answers(talk: Conversation): boolean {
    return !talk.sendEnded && (this.#udpAnswers?.allows(talk) ?? true)
  }
}
