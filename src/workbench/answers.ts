import type { WorkbenchConnection } from './connection.ts'
import { type Answer, Reading, type Rules } from './rules.ts'

/** Answers that wait, of one connection and of all: while there are more, the peer is not read. */
const EACH_BYTES = 256 * 1024
const ALL_BYTES = 64 * 1024 * 1024
/** What one answer costs beside its bytes: its timer. */
const OVERHEAD = 300

/** What waits of all automatic answers. */
export class AnswersRoom {
  bytes = 0

  get isFull(): boolean {
    return this.bytes >= ALL_BYTES
  }
}

/** What the answers of one connection are made with. */
export interface AnswersOptions {
  readonly conversation: WorkbenchConnection
  readonly room: AnswersRoom
  /** As they are now; undefined: the listener answers no more. */
  readonly rules: () => Rules | undefined
  /** Whether an answer may go out: a datagram's sender may be made up. */
  readonly mayAnswer: () => boolean
  /** Called with the rule that took too long. */
  readonly slow: (rule: number) => void
}

/**
 * The automatic answers of one connection. They wait for their time, and for a peer that is slow to read; while too
 * many wait, the peer is not read, so that it cannot make us hold more than it is willing to take. What waits goes with
 * the connection.
 */
export class Answers {
  readonly #options: AnswersOptions
  readonly #reading = new Reading()
  readonly #timers = new Set<NodeJS.Timeout>()
  #bytes = 0
  #isOver = false
  #goOn: (() => void) | undefined

  constructor(options: AnswersOptions) {
    this.#options = options
  }

  /** Answers what has arrived. @returns When the next may be read; undefined: now. */
  onData(bytes: Uint8Array): Promise<void> | undefined {
    const { rules, slow, mayAnswer } = this.#options
    const answer = rules()?.answer(bytes, this.#reading, slow)
    if (answer === undefined || answer.bytes.length === 0 || !mayAnswer()) return undefined
    this.#wait(OVERHEAD + answer.bytes.length)
    if (answer.delayMillis === 0) void this.#send(answer)
    else this.#sendLater(answer)
    if (this.#hasRoom) return undefined
    return new Promise((resolve) => (this.#goOn = resolve))
  }

  /** The connection is over. */
  end(): void {
    this.#isOver = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#wait(-this.#bytes)
  }

  get #hasRoom(): boolean {
    return this.#bytes === 0 || (this.#bytes < EACH_BYTES && !this.#options.room.isFull)
  }

  #sendLater(answer: Answer): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      void this.#send(answer)
    }, answer.delayMillis).unref()
    this.#timers.add(timer)
  }

  async #send({ bytes }: Answer): Promise<void> {
    const { conversation, rules } = this.#options
    // A client that is gone before its answer is told by its own end.
    if (conversation.takesBytes && rules() !== undefined)
      await conversation.send(bytes).catch(() => undefined)
    if (!this.#isOver) this.#wait(-OVERHEAD - bytes.length)
  }

  #wait(bytes: number): void {
    this.#bytes += bytes
    this.#options.room.bytes += bytes
    if (!this.#hasRoom) return
    this.#goOn?.()
    this.#goOn = undefined
  }
}
