import { type Alarm, type Clock, MILLISECOND, SECOND } from '../base/index.ts'
import { Reading, type RuleAnswer, type Rules } from './rules.ts'

/** Answers that wait, of one connection and of all: while there are more, the peer is not read. */
const EACH_BYTES = 256 * 1024
const ALL_BYTES = 64 * 1024 * 1024
/** What one answer costs beside its bytes: its timer. */
const OVERHEAD = 300

/** How often a peer that is not read is asked for: its RST is not noticed else. */
const LOOK_EVERY = SECOND

/** What waits of all automatic answers. */
export class AnswersRoom {
  bytes = 0
  readonly #members = new Set<Answers>()

  join(answers: Answers): void {
    this.#members.add(answers)
  }

  leave(answers: Answers): void {
    this.#members.delete(answers)
  }

  /** No answer goes out any more. */
  end(): void {
    for (const answers of this.#members) answers.end()
  }

  get isFull(): boolean {
    return this.bytes >= ALL_BYTES
  }
}

/** What the answers of one connection are made with. */
export interface AnswersOptions {
  /** Where they go: a conversation. */
  readonly to: {
    readonly takesBytes: boolean
    send(bytes: Uint8Array): Promise<void>
    /** Whether the peer has reset it, as far as is known while it is not read. */
    isBroken(): Promise<boolean>
  }
  readonly clock: Clock
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
  readonly #alarms = new Set<Alarm>()
  #bytes = 0
  #isOver = false
  #goOn: (() => void) | undefined
  #looking: Alarm | undefined

  constructor(options: AnswersOptions) {
    this.#options = options
    options.room.join(this)
  }

  /** Answers what has arrived. @returns When the next may be read; undefined: now. */
  onData(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#isOver) return undefined
    const { rules, slow, mayAnswer } = this.#options
    const answer = rules()?.answer(bytes, this.#reading, slow)
    if (answer === undefined || answer.bytes.length === 0 || !mayAnswer()) return undefined
    this.#wait(OVERHEAD + answer.bytes.length)
    if (answer.delayMillis === 0) void this.#send(answer)
    else this.#sendLater(answer)
    if (this.#hasRoom) return undefined
    if (this.#looking === undefined) this.#lookLater()
    return new Promise((resolve) => (this.#goOn = resolve))
  }

  /** The connection is over. */
  end(): void {
    this.#isOver = true
    for (const alarm of this.#alarms) alarm.cancel()
    this.#alarms.clear()
    this.#lookNoMore()
    this.#wait(-this.#bytes)
    this.#options.room.leave(this)
  }

  get #hasRoom(): boolean {
    return this.#bytes === 0 || (this.#bytes < EACH_BYTES && !this.#options.room.isFull)
  }

  /** A peer that is gone takes no answer: what is left of it is read, then its end. */
  #lookLater(): void {
    const { clock, to } = this.#options
    this.#looking = clock.at(clock.now() + LOOK_EVERY, () => {
      void to.isBroken().then((isBroken) => {
        if (isBroken) this.end()
        else if (this.#looking !== undefined) this.#lookLater()
      })
    })
  }

  #lookNoMore(): void {
    this.#looking?.cancel()
    this.#looking = undefined
  }

  #sendLater(answer: RuleAnswer): void {
    const { clock } = this.#options
    const alarm = clock.at(clock.now() + answer.delayMillis * MILLISECOND, () => {
      this.#alarms.delete(alarm)
      void this.#send(answer)
    })
    this.#alarms.add(alarm)
  }

  async #send({ bytes }: RuleAnswer): Promise<void> {
    const { to, rules } = this.#options
    // A client that is gone before its answer is reported by its close event.
    if (to.takesBytes && rules() !== undefined) await to.send(bytes).catch(() => undefined)
    if (!this.#isOver) this.#wait(-OVERHEAD - bytes.length)
  }

  #wait(bytes: number): void {
    this.#bytes += bytes
    this.#options.room.bytes += bytes
    if (!this.#hasRoom) return
    this.#lookNoMore()
    this.#goOn?.()
    this.#goOn = undefined
  }
}
