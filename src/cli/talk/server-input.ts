import type { Nanos } from '../../base/index.ts'
import { uiSentences as u } from './sentences.ts'
import { UsageError } from '../context.ts'
import { EXIT } from '../exit-code.ts'
import { inputShape } from './client.ts'
import { pumpInput } from './input.ts'
import type { Conversation, Outbox } from '../../talk/index.ts'
import type { ListenCommandOptions } from './server-plan.ts'
import type { Session } from './session.ts'

/** A client that has finished (FIN) is kept as long as input goes to it; after such a silence none is taken to come. */
const SILENCE: Nanos = 500_000_000
/** A client that takes nothing for so long does not hold up the end. */
const PATIENCE: Nanos = 5_000_000_000

/** Where the piped input of a server goes. */
export interface InputReceivers {
  readonly clients: ReadonlyMap<number, Conversation>
  outboxOf(talk: Conversation): Outbox
}

/** The piped input of a server: it goes to every client there is, and waits while there is none. */
export class ServerInput {
  readonly #session: Session
  readonly #server: InputReceivers
  readonly #options: ListenCommandOptions
  #isOver = false
  #lastPiece: Nanos = 0
  #hadClient = false
  #came: () => void = () => undefined

  constructor(session: Session, server: InputReceivers, options: ListenCommandOptions) {
    this.#session = session
    this.#server = server
    this.#options = options
  }

  /** A client has come. */
  came(): void {
    this.#hadClient = true
    this.#came()
  }

  /** Runs until the input ends, and ends our side of every client then. */
  async run(): Promise<void> {
    const session = this.#session
    const { sendOnly, quitAfter, shutdown } = this.#options
    await this.#receivers()
    let any = false
    try {
      any = await pumpInput(session, inputShape(this.#options), () => this.#receivers(), this.#post)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      session.giveUp(EXIT.usage, 'SYNFIN_INPUT', error.message, 'close')
    }
    this.#isOver = true
    const all = [...this.#server.clients.values()]
    await Promise.all(all.map((talk) => this.#server.outboxOf(talk).emptied()))
    if (sendOnly === true) session.end(EXIT.done, 'close')
    // `</dev/null` of a service is no input that ended: it never was one.
    if (any && shutdown) await Promise.all(this.#open().map((talk) => talk.halfClose()))
    if (quitAfter === undefined) return
    await Promise.all(all.map((talk) => talk.delivery.settled(Math.max(quitAfter, PATIENCE))))
    session.after(quitAfter, () => session.end(EXIT.done, 'close'))
  }

  /**
   * Waits, for a client that has sent its FIN, until the input has ended too, or has none for it: `nc -N` at the other
   * end finishes first and wants everything, and a client of a server whose input stays silent is not kept.
   */
  async doneWith(talk: Conversation): Promise<void> {
    const { clock } = this.#session.context.io
    let isGone = false
    void talk.closed.then(() => (isGone = true))
    const since = clock.now()
    while (!this.#isOver && !isGone && !this.#session.isOver) {
      const isSilent = clock.now() - Math.max(since, this.#lastPiece) >= SILENCE
      if (this.#options.sendOnly !== true && isSilent && this.#server.outboxOf(talk).isEmpty) return
      await new Promise<void>((resolve) => void clock.at(clock.now() + SILENCE / 10, resolve))
    }
  }

  readonly #post = (talk: Conversation, bytes: Uint8Array): Promise<void> => {
    talk.isWatched = true
    this.#lastPiece = this.#session.context.io.clock.now()
    return this.#server.outboxOf(talk).post(bytes)
  }

  #open(): Conversation[] {
    return [...this.#server.clients.values()].filter((talk) => !talk.sendEnded)
  }

  /** Input is kept while nobody is there; with `--send-only` the last one's going is the end. */
  async #receivers(): Promise<Conversation[]> {
    const session = this.#session
    for (;;) {
      const open = this.#open()
      if (open.length > 0 || session.isOver) return open
      if (this.#hadClient && this.#options.sendOnly === true) {
        session.giveUp(EXIT.undelivered, 'SYNFIN_UNDELIVERED', session.context.say(u.nobodyLeft), 'close')
      } else await Promise.race([new Promise<void>((resolve) => (this.#came = resolve)), session.ended])
    }
  }
}
